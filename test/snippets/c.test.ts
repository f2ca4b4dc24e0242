/** Every C snippet, with its defaults and with each choice that it offers, builds with real Kbuild and W=1 without a word. */
import { globSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BuildReport } from "../../client/src/kernel/kbuild/build.ts";
import { createBuildMachine } from "../../client/src/kernel/kbuild/build-machine.ts";
import { runBuild } from "../../client/src/kernel/kbuild/run-build.ts";
import { createProject, installedKernels, short } from "../kernel/kbuild/projects.ts";
import { writeSnippets } from "./c-files.ts";
import { snippetsOf } from "./snippets.ts";

const written = writeSnippets(snippetsOf("c"));
const limitMs = 600_000;

describe.each(installedKernels())("C snippets on $version", ({ kernel }) => {
  const machine = createBuildMachine();
  const project = createProject(written.files);
  let report: BuildReport;

  beforeAll(async () => {
    report = await runBuild(machine, project.request({ kernel }, { warnings: "1" }));
  }, limitMs);
  afterAll(() => {
    machine.dispose();
    project.remove();
  });

  it("are built as modules, and neither gcc nor modpost has anything to say", () => {
    expect(report.messages.filter(({ severity }) => severity !== "info").map(short)).toEqual([]);
    expect(report).toMatchObject({ kind: "done", failure: undefined });
    expect(report.built.map((file) => path.basename(file, ".ko")).toSorted()).toEqual(
      written.modules.toSorted(),
    );
  });

  it.each(written.objects)(
    "$source compiles where the kernel has what it is for",
    async ({ source, flags }) => {
      const request = project.request({ kernel, goal: { kind: "file", source: project.file(source) } });
      const built = await runBuild(machine, {
        ...request,
        options: { ...request.options, warnings: "1", arguments: flags },
      });
      expect(built).toMatchObject({ kind: "done", messages: [] });
      expect(globSync(project.file(source.replace(/c$/u, "o")))).toHaveLength(1);
    },
    limitMs,
  );
});
