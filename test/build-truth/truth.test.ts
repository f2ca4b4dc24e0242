/**
 * Kmod against real builds: for every case, what `make` said on that kernel and what Kmod says of the sources.
 * A failing build has an error finding, a modpost warning a warning, a clean build no error.
 */
import { describe, expect, test } from "vitest";
import { checkProject } from "../support/check.ts";
import given from "./cases.json" with { type: "json" };
import more from "./more-cases.json" with { type: "json" };
import { needsKernelSymbols } from "./pending.ts";

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

const cases: readonly TruthCase[] = [...given, ...more];

describe.each(["6.1", "6.12"] as const)("on kernel %s", (kernel) => {
  test.each(cases.filter(({ name }) => !needsKernelSymbols.has(name)))(
    "$name agrees with the build",
    ({ files, kernels }) => {
      const { builds, messages } = kernels[kernel];
      const findings = checkProject(files, { kernel });
      const errors = findings
        .filter(({ severity }) => severity === "error")
        .map(({ rule, message }) => `${rule}: ${message}`);
      if (!builds) expect(errors, messages.join("\n")).not.toEqual([]);
      else expect(errors).toEqual([]);
      const warns = messages.some((message) => message.startsWith("WARNING: modpost:"));
      if (builds && warns)
        expect(
          findings.map(({ severity }) => severity),
          messages.join("\n"),
        ).toContain("warning");
    },
  );

  test.each(cases.filter(({ name }) => needsKernelSymbols.has(name)))(
    "$name has no false error while symbols are not read",
    ({ files, kernels }) => {
      if (!kernels[kernel].builds) return;
      expect(checkProject(files, { kernel }).filter(({ severity }) => severity === "error")).toEqual([]);
    },
  );
});
