import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { type RowCommand, readRowKey, rowCommands, rowsFor } from "../../../client/src/modules/row-keys.ts";

interface Keybinding {
  readonly command: string;
  readonly args?: unknown;
}

const manifest: { readonly contributes: { readonly keybindings: readonly Keybinding[] } } = JSON.parse(
  readFileSync(new URL("../../../package.json", import.meta.url), "utf8"),
);

const target = { id: "vm", spec: {} };
const rows = {
  machine: { kind: "target", target },
  module: { kind: "module", target, module: { name: "hello" } },
  related: { kind: "related", target, module: { name: "libfoo" }, name: "libfoo" },
  notLoaded: { kind: "related", target, module: undefined, name: "vmlinux" },
  group: { kind: "group", target, of: { name: "hello" } },
  parameter: { kind: "parameter", target, of: { name: "hello" } },
  source: { kind: "source", target, of: { name: "hello" } },
  available: { kind: "available", target, available: "dummy" },
  message: { kind: "message", id: "m" },
};

it.each<readonly [RowCommand, readonly (keyof typeof rows)[]]>([
  ["kmod.unloadModule", ["module", "related"]],
  ["kmod.changeParameter", ["module", "related", "parameter"]],
  ["kmod.openModuleSource", ["module", "related", "source"]],
  ["kmod.copyModuleName", ["module", "related", "available"]],
])("the key of %s acts on rows of %s, and on no others", (command, names) => {
  expect(rowsFor(command, Object.values(rows))).toEqual(names.map((name) => rows[name]));
});

it("every keybinding for rows is understood, and every command for rows has one", () => {
  const given = manifest.contributes.keybindings
    .filter(({ command }) => command === "kmod.actOnRows")
    .map(({ args }) => readRowKey(args));
  expect(given).not.toContain(undefined);
  expect(new Set(given.map((key) => key?.command))).toEqual(new Set(rowCommands));
});

it.each([
  undefined,
  null,
  "kmod.unloadModule",
  {},
  { view: "kmod.loadedModules", command: "kmod.removeTarget" },
])("what no keybinding of Kmod's says does nothing: %j", (given) => {
  expect(readRowKey(given)).toBeUndefined();
});
