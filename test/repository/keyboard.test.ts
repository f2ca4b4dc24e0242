/** Everything that a mouse can do in the views a keyboard can do: read from the manifest. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

interface MenuItem {
  readonly command: string;
  readonly when?: string;
  readonly group?: string;
}

interface Keybinding {
  readonly command: string;
  readonly key: string;
  readonly when?: string;
}

interface Contributes {
  readonly commands: readonly { readonly command: string; readonly title: string }[];
  readonly menus: Readonly<Record<string, readonly MenuItem[]>>;
  readonly keybindings: readonly Keybinding[];
}

const { contributes }: { readonly contributes: Contributes } = JSON.parse(
  readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
);

const rows = contributes.menus["view/item/context"] ?? [];
const inline = rows.filter(({ group = "" }) => group.startsWith("inline"));
const listed = rows.filter(({ group = "" }) => !group.startsWith("inline"));

/** What rows call themselves: each kind, with what may be so of it. */
const viewItems = [
  ...["local", "ssh", "vm"].flatMap((kind) =>
    ["disconnected", "connecting", "connected", "failed"].map((state) => `target.${kind}.${state}`),
  ),
  ...["", ".mine"].flatMap((mine) =>
    ["", ".permanent"].flatMap((permanent) =>
      ["", ".inUse"].map((inUse) => `module${mine}${permanent}${inUse}`),
    ),
  ),
  "gone",
  "related",
  "parameter.writable",
  "parameter.readonly",
  "section",
  "source",
  "available",
  "available.loaded",
  "available.builtIn",
  "folder",
  "fact",
];

/** The rows of a view that a menu item is for. */
function shownFor({ when = "" }: MenuItem): readonly string[] {
  const view = /view == (\S+)/u.exec(when)?.[1] ?? "";
  const pattern = /viewItem =~ \/(.*)\//u.exec(when)?.[1];
  const exact = /viewItem == (\S+)/u.exec(when)?.[1];
  return viewItems
    .filter((item) => (pattern === undefined ? item === exact : new RegExp(pattern, "u").test(item)))
    .map((item) => `${view} ${item}`);
}

describe("what stands at the end of a row", () => {
  it("is there at all", () => {
    expect(inline.length).toBeGreaterThan(5);
    expect(inline.filter((item) => shownFor(item).length === 0)).toEqual([]);
  });

  it.each(inline.map((item) => [item.command, item.when, item] as const))(
    "stands in the row's menu too, which Shift+F10 opens: %s when %s",
    (command, _, item) => {
      const inMenu = new Set(listed.filter((one) => one.command === command).flatMap(shownFor));
      expect(shownFor(item).filter((shown) => !inMenu.has(shown))).toEqual([]);
    },
  );
});

it("what stands in a view's title or in a row's menu can be found in the command palette", () => {
  const hidden = new Set(
    (contributes.menus["commandPalette"] ?? [])
      .filter(({ when }) => when === "false")
      .map(({ command }) => command),
  );
  const titles = new Set(contributes.commands.map(({ command }) => command));
  const shown = [...rows, ...(contributes.menus["view/title"] ?? [])].map(({ command }) => command);
  expect(shown.filter((command) => hidden.has(command) || !titles.has(command))).toEqual([]);
});

describe("keys", () => {
  /** VS Code's own in every list: moving, opening, choosing, finding. */
  const ownKeys =
    /^(?:(?:shift\+|ctrl\+|cmd\+|alt\+)*(?:up|down|left|right|pageup|pagedown|home|end|enter|space|escape|tab)|(?:ctrl|cmd)\+(?:a|f|shift\+a|alt\+f|x|v|z))$/u;

  it("hold only where they are looked for: in a view of Kmod's, or in kernel code", () => {
    const wide = contributes.keybindings.filter(
      ({ when = "" }) =>
        !/focusedView == kmod\./u.test(when) && !/editorTextFocus && .*in kmod\./u.test(when),
    );
    expect(wide).toEqual([]);
  });

  it("take none of VS Code's own away from its lists, nor from a box in which somebody writes", () => {
    const inViews = contributes.keybindings.filter(({ when = "" }) => when.includes("focusedView"));
    expect(inViews.length).toBeGreaterThan(0);
    expect(inViews.filter(({ key }) => ownKeys.test(key))).toEqual([]);
    expect(inViews.filter(({ when = "" }) => !/listFocus && !inputFocus/u.test(when))).toEqual([]);
  });

  it("reach no machine in Restricted Mode", () => {
    expect(contributes.keybindings.filter(({ when = "" }) => !when.includes("isWorkspaceTrusted"))).toEqual(
      [],
    );
  });
});
