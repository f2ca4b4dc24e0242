/** Asking for parameters: which questions come after which answers. */
import { expect, it } from "vitest";
import { askParameters } from "../../../client/src/operations/ask-parameters.ts";
import type { FormParameter } from "../../../client/src/operations/parameter-form.ts";
import type { PickOptions, Prompts, TextOptions } from "../../../client/src/prompts.ts";

const parameterOf = (name: string, type: string): FormParameter => ({
  name,
  type,
  description: undefined,
  mode: undefined,
});
const parameters = [parameterOf("count", "int"), parameterOf("who", "charp")];

/** Answers a list by a label and a box by a text; `undefined` leaves it. Keeps what it was asked. */
function userWho(...answers: readonly (string | undefined)[]) {
  const left = [...answers];
  const asked: string[] = [];
  const prompts: Pick<Prompts, "pick" | "text"> = {
    async pick<T>({ title, items }: PickOptions<T>) {
      const answer = left.shift();
      asked.push(title);
      return items.find(({ label }) => label === answer)?.answer;
    },
    async text({ title, value, validate }: TextOptions) {
      const answer = left.shift();
      asked.push(`${title} = ${value}`);
      const problem = answer === undefined ? undefined : validate?.(answer);
      if (problem === undefined) return answer;
      asked.push(problem);
      return undefined;
    },
  };
  return { prompts, asked };
}

it("asks nothing of a module without parameters", async () => {
  const { prompts, asked } = userWho();
  expect(await askParameters(prompts, { title: "Load x", parameters: [], values: [] })).toEqual([]);
  expect(asked).toEqual([]);
});

it("gives what was typed, in the form's order, and begins with the last values", async () => {
  const { prompts, asked } = userWho("who", "a b", "count", "5", "Load");
  const values = [{ name: "count", value: "2" }];
  expect(await askParameters(prompts, { title: "Load x", parameters, values })).toEqual([
    { name: "count", value: "5" },
    { name: "who", value: "a b" },
  ]);
  expect(asked).toEqual(["Load x", "who (charp) = ", "Load x", "count (int) = 2", "Load x"]);
});

it("takes no value that the kernel would not take", async () => {
  const { prompts, asked } = userWho("count", "many", "Load");
  expect(await askParameters(prompts, { title: "Load x", parameters, values: [] })).toEqual([]);
  expect(asked.join("\n")).toMatch(/"many" is not a whole number/u);
});

it("forgets a value that is emptied, and all of them at once", async () => {
  const values = [
    { name: "count", value: "2" },
    { name: "who", value: "me" },
  ];
  const emptied = userWho("count", " ", "Load");
  expect(await askParameters(emptied.prompts, { title: "Load x", parameters, values })).toEqual([
    { name: "who", value: "me" },
  ]);
  const cleared = userWho("Clear All Values", "Load");
  expect(await askParameters(cleared.prompts, { title: "Load x", parameters, values })).toEqual([]);
});

it("loads nothing when the form is left; leaving a box leaves only that", async () => {
  const { prompts } = userWho("count", undefined, undefined);
  expect(await askParameters(prompts, { title: "Load x", parameters, values: [] })).toBeUndefined();
});
