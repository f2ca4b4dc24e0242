/**
 * Kmod against real builds: for every case, what `make` said on that kernel and what Kmod says of the sources.
 * A failing build has an error finding, a modpost warning a warning, a clean build no error.
 */
import { describe, expect, test } from "vitest";
import type { KernelFacts } from "../../server/src/core/kernel/facts.ts";
import { checkProject, kernelOf } from "../support/check.ts";
import given from "./cases.json" with { type: "json" };
import more from "./more-cases.json" with { type: "json" };
import { beyond, builtOtherwise, needsKernelSymbols } from "./pending.ts";

interface Outcome {
  readonly builds: boolean;
  readonly messages: readonly string[];
}

interface TruthCase {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly makeArguments: readonly string[];
  readonly kernels: Readonly<Record<"6.1" | "6.12", Outcome>>;
}

const all: readonly TruthCase[] = [...given, ...more];
const isOpen = ({ name }: TruthCase): boolean => needsKernelSymbols.has(name) || beyond.has(name);
const cases = all.filter(({ name }) => !builtOtherwise.has(name));

/** All were built for amd64. */
const kernelFor = (version: "6.1" | "6.12"): KernelFacts => ({
  ...kernelOf(version),
  config: new Map([
    ["64BIT", "y"],
    ["MODULES", "y"],
  ]),
});

/** What a build says that Kmod does not. */
function missed({ files, kernels }: TruthCase, kernel: "6.1" | "6.12"): "error" | "warning" | undefined {
  const { builds, messages } = kernels[kernel];
  const findings = checkProject(files, { kernel: kernelFor(kernel) });
  const errors = findings
    .filter(({ severity }) => severity === "error")
    .map(({ rule, message }) => `${rule}: ${message}`);
  if (builds) expect(errors).toEqual([]);
  else return errors.length === 0 ? "error" : undefined;
  const warns = messages.some((message) => message.startsWith("WARNING: modpost:"));
  return warns && findings.every(({ severity }) => severity !== "warning") ? "warning" : undefined;
}

describe.each(["6.1", "6.12"] as const)("on kernel %s", (kernel) => {
  test.each(cases.filter((one) => !isOpen(one)))("$name agrees with the build", (one) => {
    expect(missed(one, kernel), one.kernels[kernel].messages.join("\n")).toBeUndefined();
  });

  test.each(cases.filter(isOpen))("$name has no false error", (one) => {
    missed(one, kernel);
  });
});

test.each(all.filter(isOpen))("$name is still missed: else it is no longer open", (one) => {
  expect([missed(one, "6.1"), missed(one, "6.12")]).not.toEqual([undefined, undefined]);
});

test("every open case is on record", () => {
  const names = new Set(all.map(({ name }) => name));
  expect(
    [...needsKernelSymbols, ...beyond.keys(), ...builtOtherwise].filter((name) => !names.has(name)),
  ).toEqual([]);
});
