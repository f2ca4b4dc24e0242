/**
 * What several kernels find at one place, said once. A finding that holds with every kernel reads as with one; one that
 * holds with some names them at its end: `... (only with 6.1.0-13-amd64)`.
 */
import type { KernelFacts } from "../kernel/facts.ts";
import { type Severity, severities } from "./finding.ts";
import { suppressionRule } from "./suppress.ts";

/** What a merge looks at; the rest of a finding is kept as it is. */
export interface MergeableFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly fixes: readonly { readonly isSafe: boolean }[];
}

export interface KernelFindings<F extends MergeableFinding> {
  /** As the message names it. */
  readonly kernel: string;
  readonly findings: readonly F[];
}

/**
 * Takes what each kernel that was asked finds, the main one first, and gives every finding once, in no certain order.
 * The severity is the worst; the fixes are those of the first kernel that has some. A fix for only some of the kernels
 * is never safe: what mends the one may break the other. That a comment silences nothing is only true when it does so
 * with every kernel.
 *
 * @param placeOf tells findings of the same rule and message apart: path and span
 */
export const mergeKernels = <F extends MergeableFinding>(
  asked: readonly KernelFindings<F>[],
  placeOf: (finding: F) => string,
): readonly F[] => {
  const [only, ...others] = asked;
  if (only === undefined) return [];
  if (others.length === 0) return only.findings;
  const found = new Map<string, Held<F>[]>();
  for (const { kernel, findings } of asked) {
    for (const finding of findings) {
      const key = `${placeOf(finding)}\0${finding.rule}\0${withoutName(finding.message, kernel)}`;
      const held = found.get(key) ?? [];
      // One kernel may say the same twice.
      if (held.at(-1)?.kernel !== kernel) held.push({ kernel, finding });
      found.set(key, held);
    }
  }
  return [...found.values()].flatMap((held) => merged(held, held.length === asked.length));
};

/** What messages call kernels: by release, with the folder where two have the same release. */
export const kernelNames = (kernels: readonly KernelFacts[]): readonly string[] =>
  kernels.map(({ directory, release }) => {
    if (release === undefined) return directory ?? "no kernel";
    const isAlone = kernels.filter((other) => other.release === release).length < 2;
    return isAlone || directory === undefined ? release : `${release} in ${directory}`;
  });

/** A message may name the kernel that it is about: `kernel 6.1.0-13-amd64 does not export it`. */
const withoutName = (message: string, kernel: string): string => {
  const [release = kernel] = kernel.split(" in ", 1);
  return message.replaceAll(`kernel ${release}`, "kernel");
};

/** ` (only with A and B)`, for the end of a message. */
const onlyWith = (kernels: readonly string[]): string => ` (only with ${listed(kernels)})`;

interface Held<F> {
  readonly kernel: string;
  readonly finding: F;
}

const merged = <F extends MergeableFinding>(held: readonly Held<F>[], isWithAll: boolean): readonly F[] => {
  const first = held[0]?.finding;
  if (first === undefined || (first.rule === suppressionRule && !isWithAll)) return [];
  const present = new Set(held.map(({ finding }) => finding.severity));
  const severity = severities.find((candidate) => present.has(candidate)) ?? first.severity;
  const { fixes } = held.find(({ finding }) => finding.fixes.length > 0)?.finding ?? first;
  if (isWithAll) {
    const others = held.filter(({ finding }) => finding.message !== first.message);
    const also = others.length === 0 ? "" : ` (the same with ${listed(others.map(({ kernel }) => kernel))})`;
    const message = `${first.message}${also}`;
    const isSame = severity === first.severity && fixes === first.fixes && also === "";
    return isSame ? [first] : [{ ...first, severity, message, fixes }];
  }
  return [
    {
      ...first,
      severity,
      message: `${first.message}${onlyWith(held.map(({ kernel }) => kernel))}`,
      fixes: fixes.map((fix) => ({ ...fix, isSafe: false })),
    },
  ];
};

const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1) ?? ""}`;
