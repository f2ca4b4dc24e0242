/** The folder that a build goes into before Kbuild knew MO=: links to the sources, and nothing else is touched. */
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { kernelVersion } from "../../../client/src/kernel/kbuild/kernel-version.ts";
import { prepareOutput } from "../../../client/src/kernel/kbuild/output-folder.ts";
import { createProject, hello, type Project } from "./projects.ts";

let project: Project;
let output: string;
let kernels: string;
beforeEach(() => {
  project = createProject({
    ...hello,
    "sub/part.c": "",
    "sub/part.h": "",
    "hello.o": "old",
    ".hello.o.cmd": "",
    "blob.o_shipped": "",
    ".git/config": "",
  });
  output = path.join(path.dirname(project.folder), "out");
  kernels = path.join(path.dirname(project.folder), "kernels");
});
afterEach(() => project.remove());

const kernelOf = (release: string) => {
  const directory = path.join(kernels, release);
  mkdirSync(path.join(directory, "include/config"), { recursive: true });
  writeFileSync(path.join(directory, "include/config/kernel.release"), `${release}\n`);
  return { directory, release };
};
const prepare = (outputFolder = output, release = "6.12.1") =>
  prepareOutput(project.request({ kernel: kernelOf(release) }, { outputFolder }));
const refusal = async (outputFolder?: string): Promise<string> => {
  const prepared = await prepare(outputFolder);
  return prepared.kind === "unusable" ? prepared.failure.title : "";
};
/** Relative paths of the links in it. */
const links = (): readonly string[] =>
  readdirSync(output, { recursive: true, encoding: "utf8" })
    .filter((file) => lstatSync(path.join(output, file)).isSymbolicLink())
    .toSorted();

describe("before 6.13", () => {
  test("it has links to all sources, and make builds it", async () => {
    const prepared = await prepare();
    expect(prepared).toMatchObject({
      kind: "ready",
      plan: { output, seen: { folder: output, options: { outputFolder: "" } } },
    });
    expect(links()).toEqual(["Makefile", "blob.o_shipped", "hello.c", "sub/part.c", "sub/part.h"]);
    expect(readlinkSync(path.join(output, "sub/part.c"))).toBe(project.file("sub/part.c"));
  });

  test("links follow the sources, and what was built there stays", async () => {
    await prepare();
    writeFileSync(path.join(output, "hello.o"), "object");
    rmSync(project.file("sub/part.h"));
    project.write({ "sub/new.c": "" });
    expect(await prepare()).toMatchObject({ kind: "ready" });
    expect(links()).toEqual(["Makefile", "blob.o_shipped", "hello.c", "sub/new.c", "sub/part.c"]);
    expect(readFileSync(path.join(output, "hello.o"), "utf8")).toBe("object");
  });

  test("the file that is to be built is the link", async () => {
    const goal = { kind: "file", source: project.file("sub/part.c") } as const;
    const prepared = await prepareOutput(
      project.request({ goal, kernel: kernelOf("6.1.0") }, { outputFolder: output }),
    );
    expect(prepared).toMatchObject({ plan: { seen: { goal: { source: path.join(output, "sub/part.c") } } } });
  });

  test("it may lie in the sources: it is no source itself", async () => {
    output = project.file("build");
    expect(await prepare()).toMatchObject({ kind: "ready" });
    expect(await prepare()).toMatchObject({ kind: "ready" });
    expect(links()).not.toContain("build/Makefile");
  });
});

describe("a folder that is somebody's", () => {
  test("with sources of its own is refused and left as it is", async () => {
    mkdirSync(output);
    writeFileSync(path.join(output, "Makefile"), "mine");
    expect(await refusal()).toContain("Makefile");
    expect(readdirSync(output)).toEqual(["Makefile"]);
    expect(readFileSync(path.join(output, "Makefile"), "utf8")).toBe("mine");
  });

  test("with a file where a link has to be is refused, in subfolders too", async () => {
    await prepare();
    rmSync(path.join(output, "sub/part.c"));
    writeFileSync(path.join(output, "sub/part.c"), "mine");
    expect(await refusal()).toContain("sub/part.c");
    expect(readFileSync(path.join(output, "sub/part.c"), "utf8")).toBe("mine");
  });

  test("with links to another project is refused", async () => {
    mkdirSync(output);
    symlinkSync("/etc/hostname", path.join(output, "other.c"));
    expect(await refusal()).toContain("other.c");
    expect(existsSync(path.join(output, "hello.c"))).toBe(false);
  });

  test("or that contains the sources, or cannot be made, is refused", async () => {
    expect(await refusal(path.dirname(project.folder))).toContain("contains the sources");
    writeFileSync(output, "a file");
    expect(await refusal()).toContain(output);
  });
});

describe("from 6.13 on", () => {
  test("Kbuild builds there itself, but an author's Makefile does not know of it", async () => {
    expect(await prepare(output, "6.13.0-rc1")).toMatchObject({
      plan: { seen: { folder: project.folder, options: { outputFolder: output } } },
    });
    expect(readdirSync(output)).toEqual([]);
    const by = { kind: "makefile", target: "", kernelVariable: "KDIR" } as const;
    const request = project.request({ kernel: kernelOf("6.13.0") }, { outputFolder: output, by });
    expect(await prepareOutput(request)).toMatchObject({ plan: { seen: { folder: output } } });
    expect(links()).toContain("Makefile");
  });
});

test("without an output folder, or with the project's own, nothing is linked", async () => {
  for (const folder of ["", project.folder]) {
    expect(await prepare(folder)).toMatchObject({ plan: { output: project.folder } });
  }
  expect(existsSync(output)).toBe(false);
});

test("the version of a kernel comes from its folder, then from its Makefile, then from its name", async () => {
  expect(await kernelVersion({ ...kernelOf("6.13.2-x"), release: "5.4.0" })).toEqual({ major: 6, minor: 13 });
  const directory = path.join(kernels, "tree");
  mkdirSync(directory);
  expect(await kernelVersion({ directory, release: "5.10.1" })).toEqual({ major: 5, minor: 10 });
  writeFileSync(path.join(directory, "Makefile"), "VERSION = 6\nPATCHLEVEL = 6\n");
  expect(await kernelVersion({ directory, release: undefined })).toEqual({ major: 6, minor: 6 });
  rmSync(path.join(directory, "Makefile"));
  expect(await kernelVersion({ directory, release: undefined })).toBeUndefined();
});
