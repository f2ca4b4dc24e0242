/** The list of a workspace's modules, from real files. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { requestOf } from "../../../client/src/build/build-request.ts";
import { readBuildSettings } from "../../../client/src/build/build-settings.ts";
import { workspaceModules } from "../../../client/src/build/workspace-modules.ts";
import { workspaceModulesPage } from "../../../client/src/build/workspace-modules-page.ts";
import { renderPage } from "../../../client/src/operations/page.ts";
import type { BuildProject } from "../../../server/src/protocol/messages.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "kmod-list-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const uri = (name: string): string => pathToFileURL(path.join(folder, name)).href;

const project = (): BuildProject => ({
  folder: pathToFileURL(folder).href,
  kbuildFile: uri("Kbuild"),
  kind: "external",
  modules: ["a", "b"].map((name) => ({ name, ko: uri(`${name}.ko`), sources: [uri(`${name}.c`)] })),
  makefile: undefined,
});

const list = (settings: Readonly<Record<string, unknown>> = {}) =>
  workspaceModules([
    {
      project: project(),
      request: requestOf(
        project(),
        { kind: "modules" },
        { directory: "/lib/modules/6.1.0/build", release: "6.1.0" },
        {
          settings: readBuildSettings((name) => settings[name]).settings,
          processors: 4,
          home: "/home/ada",
          workspaceFolder: folder,
        },
      ),
    },
  ]);

it("what is not built says so, with the line that builds it", async () => {
  const [first] = await list();
  expect(first).toMatchObject({
    module: "a",
    state: "not built",
    builtBy: `make -C /lib/modules/6.1.0/build M=${folder} modules`,
  });
  const [other] = await list({ with: "makefile", target: "special" });
  expect(other?.builtBy).toBe(`make -C ${folder} special`);
});

it("a file that is no module is said to be unreadable", async () => {
  writeFileSync(path.join(folder, "a.ko"), "no module");
  expect((await list())[0]?.state).toBe("unreadable");
});

it("an output folder is where modules are looked for", async () => {
  expect((await list({ outputFolder: "out" }))[0]?.ko).toBe(path.join(folder, "out", "a.ko"));
});

it("the page is a table to copy, and says how each folder is built", async () => {
  const page = workspaceModulesPage(await list(), path.dirname(folder));
  const { text } = renderPage(page);
  expect(text).toContain("2 modules, 0 of them built.");
  expect(text).toMatch(/\| Module +\| Folder +\| Listed in +\| State +\| Kernel +\|/u);
  expect(text.split(`make -C /lib/modules/6.1.0/build`)).toHaveLength(2);
  expect(workspaceModulesPage([], undefined).blocks).toHaveLength(2);
});
