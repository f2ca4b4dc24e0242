/** The one question before a machine is changed: everything that speaks against it, merged. Pure. */
import type { Warning } from "../kernel/kmod/diagnosis.ts";
import type { ModuleSignature } from "../kernel/kmod/module-info.ts";
import type { ChoiceOptions } from "../prompts.ts";

export interface Change {
  readonly verb: "Load" | "Unload" | "Reload";
  readonly target: string;
  readonly isProduction: boolean;
  /** What was asked for. */
  readonly modules: readonly string[];
  /** All that is unloaded, in this order. */
  readonly unloaded: readonly string[];
  /** All that is loaded then, in this order. */
  readonly loaded: readonly string[];
  readonly warnings: readonly Warning[];
  /** Those of what is loaded that the workspace has not built. */
  readonly strangers: readonly Stranger[];
  /** Another way that may be chosen instead: `Load with Dependencies`. */
  readonly alternative: string | undefined;
}

/** A module that is not the workspace's own. */
export interface Stranger {
  readonly module: string;
  /** Where it is from: a path of this machine or of the target. */
  readonly from: string;
  readonly isOnTarget: boolean;
  readonly signature: ModuleSignature | undefined;
}

/**
 * Asks where the machine is a production one, where the kernel may refuse a module, where one is not the workspace's
 * own, and where more is unloaded than was asked for. undefined: none of it.
 */
export function changeQuestion(change: Change): ChoiceOptions<string> | undefined {
  const { verb, target, isProduction, modules, unloaded, warnings, strangers } = change;
  const isMoreUnloaded = unloaded.some((name) => !modules.includes(name));
  if (!isProduction && warnings.length === 0 && strangers.length === 0 && !isMoreUnloaded) return undefined;
  const detail = [
    ...warnings.map(warningText),
    ...strangers.map((stranger) => strangerText(stranger, target)),
    ...orderTexts(change, isMoreUnloaded),
  ];
  return {
    message: `${verb} ${modules.join(", ")} on ${isProduction ? `the production machine ${target}` : target}?`,
    ...(detail.length > 0 && { detail: detail.join("\n\n") }),
    answers: [
      ...(change.alternative === undefined ? [] : [change.alternative]),
      warnings.length > 0 ? `${verb} Anyway` : verb,
    ],
  };
}

/** `Signed by Build key (sha256)`. Whether the kernel trusts the key is the kernel's to say. */
export const signatureInWords = (signature: ModuleSignature | undefined): string =>
  signature === undefined
    ? "Not signed"
    : `Signed by ${signature.signer || "an unnamed key"}${signature.hash === "" ? "" : ` (${signature.hash})`}`;

function orderTexts({ unloaded, loaded }: Change, isMoreUnloaded: boolean): readonly string[] {
  return [
    ...(unloaded.length > 1
      ? [`Unloaded in this order${isMoreUnloaded ? ", what uses it first" : ""}:\n${numbered(unloaded)}`]
      : []),
    ...(loaded.length > 1 ? [`Loaded in this order:\n${numbered(loaded)}`] : []),
  ];
}

const numbered = (names: readonly string[]): string =>
  names.map((name, index) => `  ${index + 1}. ${name}`).join("\n");

const warningText = ({ message, details, isCertain }: Warning): string =>
  [`${isCertain ? "The kernel will refuse it: " : ""}${message}`, ...details.map((line) => `  ${line}`)].join(
    "\n",
  );

const strangerText = ({ module, from, isOnTarget, signature }: Stranger, target: string): string =>
  [
    `${module} is not built from this workspace.`,
    `  From: ${from}${isOnTarget ? ` on ${target}` : ""}`,
    `  ${signatureInWords(signature)}`,
  ].join("\n");
