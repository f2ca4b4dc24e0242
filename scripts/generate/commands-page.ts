/** docs/commands.md: every command, from package.json and from what its own file says of it. */
import type { CommandNote } from "./command-notes.ts";
import type { Manifest } from "./manifest.ts";

type Command = Manifest["contributes"]["commands"][number];
type Contributes = Manifest["contributes"];

/** Throws where a command has no note. */
export function commandsPage({ contributes }: Manifest, notes: ReadonlyMap<string, CommandNote>): string {
  const sections = contributes.commands.map((command) => {
    const note = notes.get(command.command);
    if (note === undefined)
      throw new Error(`no file of client/src/commands begins with what \`${command.command}\` does`);
    return section(command, note, contributes);
  });
  return `${head}\n\n${sections.join("\n\n")}\n`;
}

const head = `<!-- Written by scripts/generate.ts from package.json and client/src/commands: change it there. -->

# The commands of Kmod

All of them can be given a key: _Preferences: Open Keyboard Shortcuts_ finds them by the id that stands here. A keybinding
or a task can say what the command would ask: \`args\` with \`file\`, \`module\` or \`modules\`, \`target\` and \`parameters\`,
any of them (see [the README](../README.md)).`;

function section(command: Command, { what, forCallers }: CommandNote, contributes: Contributes): string {
  const keys = contributes.keybindings
    .filter((one) => one.command === command.command)
    .map(({ key }) => `<kbd>${keyInWords(key)}</kbd>`);
  const facts = [
    ["Id", `\`${command.command}\``],
    ["Where", places(command.command, contributes).join("; ")],
    ["Keys", keys.join(", ")],
    ["When", conditions(command, contributes).join("; ")],
    ["For keybindings and other extensions", forCallers],
  ].filter(([, value]) => value !== "");
  const list = facts.map(([name, value]) => `- ${name}: ${value}`).join("\n");
  return `## ${command.category === "" ? "" : `${command.category}: `}${command.title}\n\n${what}\n\n${list}`;
}

const keyInWords = (key: string): string =>
  key
    .split("+")
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join("+");

/** Where a command is found, each place once. */
function places(id: string, contributes: Contributes): readonly string[] {
  const { menus, views } = contributes;
  const isHidden = menus["commandPalette"]?.some(({ command, when }) => command === id && when === "false");
  const names = new Map(Object.values(views).flatMap((all) => all.map((view) => [view.id, view.name])));
  const viewOf = (when: string): string => names.get(/\bview == ([\w.]+)/u.exec(when)?.[1] ?? "") ?? "";
  const inMenus = Object.entries(menus).flatMap(([menu, items]) =>
    items.filter(({ command }) => command === id).map(({ when }) => menuPlace(menu, viewOf(when))),
  );
  const isIn = (text: string): boolean =>
    text.includes(`(command:${id})`) || text.includes(`(command:${id}?`);
  const isInWalkthrough = contributes.walkthroughs.some(({ steps }) =>
    steps.some(({ description }) => isIn(description)),
  );
  const found = [
    ...(isHidden === true ? [] : ["the palette"]),
    ...inMenus,
    ...(contributes.viewsWelcome.some(({ contents }) => isIn(contents)) ? ["views that are empty"] : []),
    ...(isInWalkthrough ? ["the walkthrough"] : []),
  ];
  return [...new Set(found.filter((place) => place !== ""))];
}

function menuPlace(menu: string, view: string): string {
  switch (menu) {
    case "commandPalette":
      return "";
    case "explorer/context":
      return "menu of files in the explorer";
    case "editor/context":
      return "menu of the editor";
    case "editor/title":
    case "editor/title/run":
      return "title of the editor";
    case "view/title":
      return `title of the view _${view}_`;
    case "view/item/context":
      return `rows of the view _${view}_`;
    default:
      throw new Error(`docs/commands.md has no words for the menu ${menu}`);
  }
}

/** Each condition of its enablement and of the palette, in words. */
function conditions({ command: id, enablement }: Command, { menus }: Contributes): readonly string[] {
  const shown = (menus["commandPalette"] ?? []).find(({ command }) => command === id)?.when ?? "";
  const parts = [enablement, shown].flatMap((text) => text.split(" && ")).filter((part) => part !== "");
  return parts.flatMap((part) => {
    const words = conditionWords.get(part);
    if (words === undefined) throw new Error(`docs/commands.md has no words for the condition ${part}`);
    return words === "" ? [] : [words];
  });
}

const conditionWords: ReadonlyMap<string, string> = new Map([
  ["isWorkspaceTrusted", "not in Restricted Mode"],
  ["false", ""],
  ["kmod.isFiltered", "while the view is filtered"],
  ["kmod.isOnlyMine", "while only those of this workspace are shown"],
  ["!kmod.isOnlyMine", "while those of others are shown as well"],
  ["kmod.isAvailableFiltered", "while the view is filtered"],
  ["kmod.isKernelLogFiltered", "while the log is filtered"],
]);
