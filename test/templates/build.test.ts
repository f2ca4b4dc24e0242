/**
 * What New Module writes builds with real Kbuild as it is, for each kernel that is installed here, and nobody has anything
 * to say about it: not gcc and modpost with W=1, not Kmod's own checks.
 */
import { spawn } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BuildKernel, BuildReport } from "../../client/src/kernel/kbuild/build.ts";
import { createBuildMachine } from "../../client/src/kernel/kbuild/build-machine.ts";
import { runBuild } from "../../client/src/kernel/kbuild/run-build.ts";
import { readKoFile } from "../../client/src/kernel/kmod/ko-file.ts";
import { repository } from "../../scripts/paths.ts";
import { createProject, installedKernels, type Project, short } from "../kernel/kbuild/projects.ts";
import {
  type WrittenModule,
  writtenAuthor,
  writtenLicence,
  writtenModules,
} from "../support/template-modules.ts";

const modules = writtenModules(path.join(repository, "templates"));
/** One make for all of them costs a third of what one each does. */
const limitMs = 240_000;

describe.each(installedKernels())("modules of every kind, on $version", ({ kernel }) => {
  const machine = createBuildMachine();
  let project: Project;
  let report: BuildReport;

  beforeAll(async () => {
    project = projectOf(modules);
    report = await runBuild(machine, project.request({ kernel }, { warnings: "1" }));
  }, limitMs);
  afterAll(() => {
    machine.dispose();
    project.remove();
  });

  test("are built with W=1 without a word of gcc or modpost", () => {
    expect(report.messages.filter(({ severity }) => severity !== "info").map(short)).toEqual([]);
    expect(report).toMatchObject({ kind: "done", failure: undefined });
    expect(report.built.map(nameOf).toSorted()).toEqual(modules.map(({ loadedAs }) => loadedAs).toSorted());
  });

  test.each(modules)(
    "$kind.id says whose it is and under which licence",
    ({ kind, loadedAs, description }) => {
      const file = report.built.find((built) => nameOf(built) === loadedAs) ?? "";
      expect(readKoFile(file, readFileSync(file))).toMatchObject({
        name: loadedAs,
        license: writtenLicence.ident,
        authors: [writtenAuthor],
        description,
        hasInit: kind.id !== "kunit",
      });
    },
  );

  test("have no finding of kmod-lint", async () => {
    const { status, findings } = await lint(project.folder, kernel);
    expect({ status, findings }).toEqual({ status: 0, findings: [] });
  }, 60_000);

  test("have tests that compile with W=1 where the kernel has KUnit", async () => {
    const kunit = projectOf(modules.filter(({ kind }) => kind.id === "kunit"));
    try {
      const [source = ""] = globSync(path.join(kunit.folder, "*", "*_test.c"));
      const request = kunit.request({ kernel, folder: path.dirname(source), goal: { kind: "file", source } });
      const built = await runBuild(machine, {
        ...request,
        options: {
          ...request.options,
          warnings: "1",
          arguments: ["CONFIG_KUNIT=m", "KCFLAGS=-DCONFIG_KUNIT=1"],
        },
      });
      expect(built).toMatchObject({ kind: "done", messages: [] });
      expect(globSync(path.join(kunit.folder, "*", "*_test.o"))).toHaveLength(1);
    } finally {
      kunit.remove();
    }
  }, 60_000);
});

/** Each in a folder of its own, and one Kbuild file that leads to all. */
function projectOf(written: readonly WrittenModule[]): Project {
  const files = written.flatMap(({ name, files: own }) =>
    [...own].map(([file, words]) => [`${name}/${file}`, words] as const),
  );
  const Kbuild = written.map(({ name }) => `obj-m += ${name}/\n`).join("");
  return createProject({ ...Object.fromEntries(files), Kbuild });
}

/** Kernels read dashes of a file's name as underscores. */
const nameOf = (file: string): string => path.basename(file, ".ko").replaceAll("-", "_");

async function lint(folder: string, { directory }: BuildKernel) {
  const main = path.join(repository, "server", "src", "cli", "main.ts");
  const words = [main, "check", folder, "--kernel", directory, "--format", "json"];
  const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const findings: unknown = JSON.parse(await text(child.stdout));
  return { status: await ended, findings };
}
