/** What wakes Kmod, as far as it needs no editor; the rest is in test/extension/ordinary-*.test.ts. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { expect, it } from "vitest";
import { contributedCommands } from "../../client/src/wake/manifest.ts";
import { once } from "../../client/src/wake/once.ts";

const manifest: {
  readonly main: string;
  readonly activationEvents: readonly string[];
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
} = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));

it("everything is opened once, however many ask for it at the same time", async () => {
  let opened = 0;
  const open = once(async () => ++opened);
  expect(await Promise.all([open(), open(), open()])).toEqual([1, 1, 1]);
});

it("what cannot be opened is not tried again half open: everybody hears the same error", async () => {
  let tries = 0;
  const open = once(() => Promise.reject(new Error(`no ${++tries}`)));
  await expect(open()).rejects.toThrow("no 1");
  await expect(open()).rejects.toThrow("no 1");
});

it("somebody answers for every command of the manifest", () => {
  expect(contributedCommands(manifest)).toEqual(manifest.contributes.commands.map(({ command }) => command));
});

it.each([
  undefined,
  {},
  { contributes: { commands: "none" } },
  { contributes: { commands: [null, { command: 1 }] } },
])("a manifest that is not as it should be has no commands: %j", (given) => {
  expect(contributedCommands(given)).toEqual([]);
});

it("Kmod is activated by files that may be a kernel module's and by what is its own, never with every window", () => {
  expect(
    manifest.activationEvents.filter((event) => !/^(?:onLanguage|workspaceContains):/u.test(event)),
  ).toEqual([]);
});

it("what is a bundle of its own has no texts: their language is set in the other bundle only", async () => {
  const { metafile } = await build({
    entryPoints: [fileURLToPath(new URL("../../client/src/language/client.ts", import.meta.url))],
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    packages: "external",
  });
  const imported = Object.values(metafile.inputs).flatMap(({ imports }) => imports.map(({ path }) => path));
  expect(imported).toContain("vscode");
  expect(imported).not.toContain("@vscode/l10n");
});
