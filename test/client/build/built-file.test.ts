/** Where a build puts a module. */
import { expect, test } from "vitest";
import { builtFile } from "../../../client/src/build/built-file.ts";
import { plainOptions } from "../../support/plain-build.ts";

const request = {
  folder: "/p/two words",
  goal: { kind: "modules" as const },
  kernel: { directory: "/k", release: undefined },
  options: plainOptions,
};
const module = { ko: "file:///p/two%20words/sub/a-b.ko" };

test("beside its Kbuild file", () => {
  expect(builtFile(module, request)).toBe("/p/two words/sub/a-b.ko");
});

test("at the same place in the output folder, where there is one", () => {
  const options = { ...plainOptions, outputFolder: "/out" };
  expect(builtFile(module, { ...request, options })).toBe("/out/sub/a-b.ko");
});
