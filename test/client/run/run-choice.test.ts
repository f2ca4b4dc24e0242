/** Which modules Build and Reload is about. */
import { expect, test } from "vitest";
import { modulesMeant } from "../../../client/src/run/run-choice.ts";

const module = (name: string, ko: string, ...sources: readonly string[]) => ({
  name,
  ko: `file:///p/${ko}`,
  sources: sources.map((source) => `file:///p/${source}`),
});

const project = {
  modules: [
    module("hid_one", "hid-one.ko", "one.c", "common.c"),
    module("hid_two", "hid-two.ko", "two.c", "common.c"),
  ],
};
const meant = (file: string | undefined, name?: string): readonly string[] =>
  modulesMeant(project, { file, module: name }).map((one) => one.name);

test("a source means the modules that it is part of", () => {
  expect(meant("/p/one.c")).toEqual(["hid_one"]);
  expect(meant("/p/common.c")).toEqual(["hid_one", "hid_two"]);
});

test("a .ko file means its module", () => {
  expect(meant("/p/hid-two.ko")).toEqual(["hid_two"]);
});

test("a header, a Kbuild file and no file at all mean every module of the project", () => {
  for (const file of ["/p/common.h", "/p/Kbuild", undefined])
    expect(meant(file)).toEqual(["hid_one", "hid_two"]);
});

test("a name means that module, whatever the file; one that is not there means none", () => {
  expect(meant("/p/common.c", "hid_two")).toEqual(["hid_two"]);
  expect(meant("/p/common.c", "other")).toEqual([]);
});
