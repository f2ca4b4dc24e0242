/** The form for parameters: what stands in it, and what a typed text means. */
import { describe, expect, it } from "vitest";
import {
  assignments,
  type FormParameter,
  formItems,
  formParameters,
  parameterValues,
  shownValue,
  typedValue,
} from "../../../client/src/operations/parameter-form.ts";
import type { ParameterSource } from "../../../server/src/protocol/messages.ts";

const sourceOf = (name: string, more: Partial<ParameterSource> = {}): ParameterSource => ({
  name,
  type: "int",
  description: undefined,
  mode: 0o644,
  place: { uri: "file:///w/h.c", line: 1, character: 0 },
  ...more,
});
const parameterOf = (name: string, type?: string): FormParameter => ({
  name,
  type,
  description: undefined,
  mode: undefined,
});

describe("the parameters of a module", () => {
  it("are those of its file, completed by what the source says and in its order", () => {
    const infos = [
      { name: "count", type: "int", description: undefined },
      { name: "level", type: undefined, description: "how loud" },
    ];
    const sources = [
      sourceOf("level", { type: "uint", description: "another", mode: 0o444 }),
      sourceOf("count", { description: "how often" }),
    ];
    expect(formParameters(infos, sources)).toEqual([
      { name: "level", type: "uint", description: "how loud", mode: 0o444 },
      { name: "count", type: "int", description: "how often", mode: 0o644 },
    ]);
    expect(formParameters(infos, []).map(({ name }) => name)).toEqual(["count", "level"]);
  });

  it("also hold what only the source names: the file says nothing of module_param_cb without a description", () => {
    expect(formParameters([], [sourceOf("hook")])).toEqual([
      { name: "hook", type: "int", description: undefined, mode: 0o644 },
    ]);
  });
});

describe("the form", () => {
  const parameters: readonly FormParameter[] = [
    { name: "count", type: "int", description: "how often", mode: 0o644 },
    { name: "who", type: "charp", description: undefined, mode: 0 },
  ];

  it("has Load on top, then each parameter with its value, type and description", () => {
    const items = formItems(parameters, new Map([["count", "3"]]));
    expect(items.map(({ label, description, detail }) => [label, description, detail])).toEqual([
      ["Load", "count=3", undefined],
      ["Clear All Values", undefined, undefined],
      ["Parameters", undefined, undefined],
      ["count", "= 3 · int", "how often · can be changed while loaded"],
      ["who", "charp", "not shown in /sys"],
    ]);
  });

  it("has nothing to clear where nothing is given", () => {
    const [load, heading] = formItems(parameters, new Map());
    expect(load?.description).toBe("with the values that the driver gives");
    expect(heading && "answer" in heading).toBe(false);
  });

  it("gives values in its own order, and none of a parameter that the module does not have any more", () => {
    const values = new Map([
      ["gone", "1"],
      ["who", "a b"],
      ["count", "2"],
    ]);
    const given = parameterValues(parameters, values);
    expect(given).toEqual([
      { name: "count", value: "2" },
      { name: "who", value: "a b" },
    ]);
    expect(assignments(given)).toBe('count=2 who="a b"');
  });
});

describe("a typed text", () => {
  it.each([
    ["int", " 5 ", "5"],
    ["int", "", undefined],
    ["charp", "", undefined],
    ["charp", '""', ""],
    ["charp", " a ", " a "],
    ["bool", "  ", undefined],
  ])("for %s: %j means %j", (type, typed, value) => {
    expect(typedValue(parameterOf("p", type), typed)).toBe(value);
  });

  it("is shown again as it was typed", () => {
    for (const typed of ['""', "a", ""]) {
      expect(shownValue(typedValue(parameterOf("p", "charp"), typed))).toBe(typed);
    }
  });
});
