/** What the list of kernels says of each, and what choosing writes to the settings. */
import { describe, expect, it, test } from "vitest";
import { automaticValue, kernelsValue, placeFor } from "../../client/src/kernels/kernel-setting.ts";
import { describeKernel, groupOf } from "../../client/src/kernels/kernel-words.ts";
import type { KernelChoice } from "../../server/src/protocol/messages.ts";

const kernelOf = (directory: string, more: Partial<KernelChoice> = {}): KernelChoice => ({
  directory,
  release: "6.1.0",
  architecture: "x86",
  origin: "installed",
  use: "none",
  isPrepared: true,
  isSourceTree: false,
  isBuilt: false,
  hasSymvers: true,
  ...more,
});

const wordsOf = (more: Partial<KernelChoice>, marksUse = true) =>
  describeKernel(kernelOf("/usr/src/k", more), marksUse);

describe("a kernel in the list", () => {
  it("says its release, state and folder", () => {
    expect(wordsOf({ origin: "running", use: "main" })).toEqual({
      label: "$(check) 6.1.0",
      description: "$(package) headers · x86 · running · $(pass) Module.symvers",
      detail: "/usr/src/k",
    });
  });

  it.each([
    [{}, "$(package) headers · x86 · $(pass) Module.symvers"],
    [{ isPrepared: false }, "$(package) headers, not prepared · x86 · $(pass) Module.symvers"],
    [{ isSourceTree: true, isBuilt: true }, "$(repo) source tree, built · x86 · $(pass) Module.symvers"],
    [
      { isSourceTree: true, hasSymvers: false },
      "$(repo) source tree, prepared · x86 · $(warning) no Module.symvers",
    ],
    [
      { isSourceTree: true, isPrepared: false, hasSymvers: false },
      "$(repo) source tree, not configured · x86 · $(warning) no Module.symvers",
    ],
    [{ origin: "project" }, "$(package) headers · x86 · named by the Makefile · $(pass) Module.symvers"],
  ] as const)("says its state in words: %j", (more, description) => {
    expect(wordsOf(more).description).toBe(description);
  });

  it("says why it cannot serve, by the name of its folder", () => {
    const { release: _none, ...nameless } = kernelOf("/usr/src/k");
    expect(describeKernel({ ...nameless, problem: "/usr/src/k: no such folder" }, true)).toEqual({
      label: "$(blank) k",
      description: "$(error) cannot serve",
      detail: "/usr/src/k: no such folder",
    });
  });

  it("that is not there is called as the release that its folder names", () => {
    const { release: _none, ...gone } = kernelOf("/lib/modules/6.9.0/build", { origin: "project" });
    expect(describeKernel({ ...gone, problem: "no such folder" }, false)).toMatchObject({
      label: "6.9.0",
      description: "$(error) cannot serve · named by the Makefile",
    });
  });

  it("has no sign of its own where a box shows whether it is in use", () => {
    expect(wordsOf({ use: "other" }).label).toBe("$(plus) 6.1.0");
    expect(wordsOf({ use: "other" }, false).label).toBe("6.1.0");
  });

  it.each([
    ["tree", "In this workspace"],
    ["project", "In this workspace"],
    ["running", "Installed"],
    ["installed", "Installed"],
    ["named", "Other"],
  ] as const)("stands under its heading: %s under %s", (origin, group) => {
    expect(groupOf(kernelOf("/k", { origin }))).toBe(group);
  });
});

test("the choice is written to the workspace where there is one that may choose, else to the user's settings", () => {
  expect(placeFor(true, true)).toBe("workspace");
  expect(placeFor(false, true)).toBe("user");
  expect(placeFor(true, false)).toBe("user");
});

test("automatic removes what is written, and hides what the user's settings name", () => {
  expect(automaticValue("workspace", { workspaceValue: "/k" })).toBeUndefined();
  expect(automaticValue("workspace", { workspaceValue: "/k", globalValue: "/user" })).toBe("");
  expect(automaticValue("user", { globalValue: "/user" })).toBeUndefined();
});

describe("the folders of further kernels", () => {
  const home = kernelOf("/home/me/linux", { written: "~/linux" });
  const plain = kernelOf("/usr/src/k");

  test("stay as they are written while they are ticked, and in their order", () => {
    expect(kernelsValue(["~/linux"], [plain, home], new Set([plain, home]))).toEqual([
      "~/linux",
      "/usr/src/k",
    ]);
  });

  test("go when they are no longer ticked", () => {
    expect(kernelsValue(["~/linux", "/x"], [plain, home], new Set([plain]))).toEqual(["/x", "/usr/src/k"]);
  });

  test("stay where the list could not show them", () => {
    expect(kernelsValue(["linux-next"], [plain], new Set())).toEqual(["linux-next"]);
  });
});
