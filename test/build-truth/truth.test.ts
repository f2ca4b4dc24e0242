/**
 * Kmod against recorded Kbuild runs: an error where the build failed, none where it passed, and a warning at least
 * where modpost warned. The headers and symbols are those installed here, of the kernels that the cases were built for:
 * nothing of them is recorded.
 */
import { describe, expect, test } from "vitest";
import { type InstalledKernel, installedKernel } from "../support/installed-kernel.ts";
import given from "./cases.json" with { type: "json" };
import more from "./more-cases.json" with { type: "json" };
import { beyond, builtOtherwise } from "./pending.ts";

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

const versions = ["6.1", "6.12"] as const;
const all: readonly TruthCase[] = [...given, ...more];
const isOpen = ({ name }: TruthCase): boolean => beyond.has(name);
const cases = all.filter(({ name }) => !builtOtherwise.has(name));

/** What a build says that Kmod does not. */
function missed(
  { files, kernels }: TruthCase,
  version: (typeof versions)[number],
  kernel: InstalledKernel,
): "error" | "warning" | undefined {
  const { builds, messages } = kernels[version];
  const findings = kernel.check(files);
  const errors = findings
    .filter(({ severity }) => severity === "error")
    .map(({ rule, message }) => `${rule}: ${message}`);
  if (builds) expect(errors).toEqual([]);
  else return errors.length === 0 ? "error" : undefined;
  const warns = messages.some((message) => message.startsWith("WARNING: modpost:"));
  return warns && findings.every(({ severity }) => severity !== "warning") ? "warning" : undefined;
}

/** On how many of the kernels a case was looked at and agreed. */
const agreed = new Map<string, number>();

describe.each(versions)("on kernel %s", (version) => {
  const kernel = installedKernel(version);
  if (!kernel) {
    // Where everything must run, what cannot run has failed.
    test.skipIf(!process.env["CI"])(`the headers of ${version} are installed under /lib/modules`, () => {
      expect(kernel).toBeDefined();
    });
    return;
  }
  const look = (one: TruthCase): ReturnType<typeof missed> => {
    const result = missed(one, version, kernel);
    if (result === undefined) agreed.set(one.name, (agreed.get(one.name) ?? 0) + 1);
    return result;
  };

  test.each(cases.filter((one) => !isOpen(one)))("$name agrees with the build", (one) => {
    expect(look(one), one.kernels[version].messages.join("\n")).toBeUndefined();
  });

  test.each(cases.filter(isOpen))("$name has no false error", (one) => {
    look(one);
  });
});

const isClosed = ({ name }: TruthCase): boolean => agreed.get(name) === versions.length;

test("what is open is missed on one of the kernels at least: else it is no longer open", () => {
  expect(cases.filter((one) => isOpen(one) && isClosed(one)).map(({ name }) => name)).toEqual([]);
});

test("every open case is on record", () => {
  const names = new Set(all.map(({ name }) => name));
  expect([...beyond.keys(), ...builtOtherwise].filter((name) => !names.has(name))).toEqual([]);
});
