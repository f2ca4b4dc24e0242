/** What is off in Restricted Mode: every command that may reach a machine or start a program. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

interface Command {
  readonly command: string;
  readonly enablement?: string;
}

const manifest: { readonly contributes: { readonly commands: readonly Command[] } } = JSON.parse(
  readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
);

/** They read files and settings, and no more; New Module writes what was asked for, and starts nothing there. */
const harmless = [
  "kmod.newModule",
  "kmod.restartServer",
  "kmod.selectKernel",
  "kmod.selectMoreKernels",
  "kmod.showDependencies",
  "kmod.showLog",
  "kmod.showWalkthrough",
];

it("only commands that read and check can be given in Restricted Mode", () => {
  const open = manifest.contributes.commands.filter(
    ({ enablement = "" }) => !/(?:^|&& )isWorkspaceTrusted\b/u.test(enablement),
  );
  expect(open.map(({ command }) => command).toSorted()).toEqual(harmless);
});
