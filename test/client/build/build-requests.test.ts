/** What make is asked for: kernels, requests and tasks, from what is known and what is set. */
import { describe, expect, it } from "vitest";
import { isBuildInput } from "../../../client/src/build/build-input.ts";
import { kernelOfRelease, kernelsInUse, treeOf } from "../../../client/src/build/build-kernels.ts";
import { requestOf } from "../../../client/src/build/build-request.ts";
import { type BuildSettings, readBuildSettings } from "../../../client/src/build/build-settings.ts";
import { outcomeInWords, projectName, stepOf } from "../../../client/src/build/build-words.ts";
import { goalsOf, namedKernel, readTaskDefinition } from "../../../client/src/build/task-definition.ts";
import type { BuildMessage } from "../../../client/src/kernel/kbuild/build.ts";
import type { BuildProject, KernelChoice } from "../../../server/src/protocol/messages.ts";

const choice = (release: string, more: Partial<KernelChoice> = {}): KernelChoice => ({
  directory: `/lib/modules/${release}/build`,
  release,
  origin: "installed",
  use: "none",
  isPrepared: true,
  isSourceTree: false,
  isBuilt: false,
  hasSymvers: true,
  ...more,
});

const project: BuildProject = {
  folder: "file:///srv/work/drivers/my%20hello",
  kbuildFile: "file:///srv/work/drivers/my%20hello/Kbuild",
  kind: "external",
  modules: [{ name: "hello", ko: "file:///srv/work/drivers/my%20hello/hello.ko", sources: [] }],
  makefile: { uri: "file:///srv/work/drivers/my%20hello/Makefile", targets: ["all"], kernelVariable: "KDIR" },
};

const sample = (severity: BuildMessage["severity"]): BuildMessage => ({
  tool: "compiler",
  severity,
  text: "",
  option: undefined,
  place: undefined,
  notes: [],
  raw: [],
});

const building = (report: Parameters<typeof outcomeInWords>[1]): string =>
  outcomeInWords("Building a", report);

describe("the kernels to build for", () => {
  it("are the main one and then the others, whatever the order of the list", () => {
    const choices = [choice("1", { use: "other" }), choice("2"), choice("3", { use: "main" })];
    expect(kernelsInUse(choices).map(({ release }) => release)).toEqual(["3", "1"]);
  });

  it("without any in use are the likeliest that can serve", () => {
    const choices = [
      choice("1", { problem: "no Makefile" }),
      choice("2", { isPrepared: false }),
      choice("3"),
    ];
    expect(kernelsInUse(choices).map(({ release }) => release)).toEqual(["3"]);
    expect(kernelsInUse([])).toEqual([]);
  });

  it("of a machine is the one of its release: one in use rather than another", () => {
    const tree = choice("6.12.1", { directory: "/srv/linux", use: "main" });
    expect(kernelOfRelease([choice("6.12.1"), tree], "6.12.1")?.directory).toBe("/srv/linux");
    expect(kernelOfRelease([choice("6.12.1")], "6.1.0")).toBeUndefined();
    expect(kernelOfRelease([choice("6.1.0", { problem: "gone" })], "6.1.0")).toBeUndefined();
  });

  it("of a folder of a kernel tree is that tree", () => {
    const tree = choice("6.12.1", { directory: "/srv/linux", origin: "tree" });
    expect(treeOf({ kind: "tree" }, "/srv/linux/drivers/usb", [choice("6.1.0"), tree])?.directory).toBe(
      "/srv/linux",
    );
    expect(treeOf({ kind: "external" }, "/srv/linux/drivers/usb", [tree])).toBeUndefined();
    expect(treeOf({ kind: "tree" }, "/srv/linux-other/drivers", [tree])).toBeUndefined();
  });
});

describe("a request", () => {
  const kernel = { directory: "/lib/modules/6.1.0/build", release: "6.1.0" };
  const request = (settings: Partial<BuildSettings>, of = project) =>
    requestOf(of, { kind: "modules" }, kernel, {
      settings: { ...readBuildSettings(() => undefined).settings, ...settings },
      processors: 8,
      home: "/home/ada",
      workspaceFolder: "/srv/work",
    });

  it("names folders as paths, and takes all processors where no number is set", () => {
    const { folder, options } = request({});
    expect(folder).toBe("/srv/work/drivers/my hello");
    expect(options.jobs).toBe(8);
    expect(options.by).toEqual({ kind: "kbuild" });
    expect(request({ jobs: 3 }).options.jobs).toBe(3);
  });

  it("for the project's own Makefile names its target and how it is told the kernel", () => {
    expect(request({ with: "makefile", target: "all" }).options.by).toEqual({
      kind: "makefile",
      target: "all",
      kernelVariable: "KDIR",
    });
  });

  it("in a kernel tree is always Kbuild's", () => {
    const inTree: BuildProject = { ...project, kind: "tree" };
    expect(request({ with: "makefile" }, inTree).options.by).toEqual({ kind: "kbuild" });
  });

  it("has an output folder that is absolute", () => {
    expect(request({ outputFolder: "out" }).options.outputFolder).toBe("/srv/work/drivers/my hello/out");
  });
});

describe("a task", () => {
  it("is one of those that Kmod knows", () => {
    expect(readTaskDefinition({ type: "kmod", task: "build", folder: "hello" })).toEqual({
      type: "kmod",
      task: "build",
      folder: "hello",
    });
    expect(readTaskDefinition({ type: "kmod", task: "explode" })).toBeUndefined();
    expect(readTaskDefinition({ type: "shell", task: "build" })).toBeUndefined();
  });

  it("that rebuilds cleans first; one that builds a file needs one", () => {
    expect(goalsOf("rebuild", undefined).map(({ kind }) => kind)).toEqual(["clean", "modules"]);
    expect(goalsOf("buildFile", undefined)).toEqual([]);
    expect(goalsOf("buildFile", "/srv/a.c")).toEqual([{ kind: "file", source: "/srv/a.c" }]);
  });

  it("names a kernel by release or folder", () => {
    const known = [{ directory: "/lib/modules/6.1.0/build", release: "6.1.0" }];
    expect(namedKernel("6.1.0", known)).toBe(known[0]);
    expect(namedKernel("/srv/linux", known)).toEqual({ directory: "/srv/linux", release: undefined });
    expect(namedKernel("6.2.0", known)).toBeUndefined();
  });
});

describe("words", () => {
  it("of a project are its modules, or its folder where it has many", () => {
    const modules = ["a", "b", "c", "d"].map((name) => ({ name, ko: "", sources: [] }));
    expect(projectName({ folder: "file:///srv/hello", modules: modules.slice(0, 2) })).toBe("a, b");
    expect(projectName({ folder: "file:///srv/my%20hello", modules })).toBe("my hello");
  });

  it("of an outcome count what was said", () => {
    const [error, warning] = [sample("error"), sample("warning")];
    expect(building({ kind: "failed", duration: 1200, messages: [error, warning, warning] })).toBe(
      "Building a failed: 1 error and 2 warnings.",
    );
    expect(building({ kind: "failed", duration: 1200, messages: [] })).toBe("Building a failed.");
    expect(building({ kind: "done", duration: 1234, messages: [] })).toBe("Building a: done in 1.2 s.");
    expect(building({ kind: "done", duration: 1234, messages: [warning] })).toBe(
      "Building a: done in 1.2 s, with 1 warning.",
    );
  });

  it.each([
    ["  CC [M]  /srv/hello/hello.o", "cc hello.o"],
    ["  MODPOST /srv/hello/Module.symvers", "modpost Module.symvers"],
    ["make[1]: Entering directory '/usr/src'", undefined],
    ["hello.c:3:1: error: no", undefined],
  ])("of the line %j are %j", (line, words) => {
    expect(stepOf(line)).toBe(words);
  });
});

it.each([
  ["/srv/hello.c", true],
  ["/srv/hello.h", true],
  ["/srv/Kbuild", true],
  ["/srv/Makefile.am", true],
  ["/srv/notes.md", false],
  ["/srv/hello.ko", false],
])("a save of %s is a reason to build: %j", (file, isReason) => {
  expect(isBuildInput(file)).toBe(isReason);
});
