/** The one question before a machine is changed: everything that speaks against it, merged. Pure. */
import * as l10n from "@vscode/l10n";
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
  const { target, isProduction, modules, unloaded, warnings, strangers } = change;
  const isMoreUnloaded = unloaded.some((name) => !modules.includes(name));
  if (!isProduction && warnings.length === 0 && strangers.length === 0 && !isMoreUnloaded) return undefined;
  const detail = [
    ...warnings.map(warningText),
    ...strangers.map((stranger) => strangerText(stranger, target)),
    ...orderTexts(change, isMoreUnloaded),
  ];
  return {
    message: questionWords(change),
    ...(detail.length > 0 && { detail: detail.join("\n\n") }),
    answers: [...(change.alternative === undefined ? [] : [change.alternative]), answerWords(change)],
  };
}

function questionWords({ verb, target, isProduction, modules }: Change): string {
  const names = modules.join(", ");
  switch (verb) {
    case "Load":
      return isProduction
        ? l10n.t`Load ${names} on the production machine ${target}?`
        : l10n.t`Load ${names} on ${target}?`;
    case "Unload":
      return isProduction
        ? l10n.t`Unload ${names} on the production machine ${target}?`
        : l10n.t`Unload ${names} on ${target}?`;
    case "Reload":
      return isProduction
        ? l10n.t`Reload ${names} on the production machine ${target}?`
        : l10n.t`Reload ${names} on ${target}?`;
  }
}

function answerWords({ verb, warnings }: Change): string {
  const isWarned = warnings.length > 0;
  switch (verb) {
    case "Load":
      return isWarned ? l10n.t("Load Anyway") : l10n.t("Load");
    case "Unload":
      return isWarned ? l10n.t("Unload Anyway") : l10n.t("Unload");
    case "Reload":
      return isWarned ? l10n.t("Reload Anyway") : l10n.t("Reload");
  }
}

/** `Signed by Build key (sha256)`. Whether the kernel trusts the key is the kernel's to say. */
export function signatureInWords(signature: ModuleSignature | undefined): string {
  if (signature === undefined) return l10n.t("Not signed");
  const signer = signature.signer || l10n.t("an unnamed key");
  return signature.hash === ""
    ? l10n.t`Signed by ${signer}`
    : l10n.t`Signed by ${signer} (${signature.hash})`;
}

function orderTexts({ unloaded, loaded }: Change, isMoreUnloaded: boolean): readonly string[] {
  return [
    ...(unloaded.length > 1
      ? [
          `${isMoreUnloaded ? l10n.t("Unloaded in this order, what uses it first:") : l10n.t("Unloaded in this order:")}\n${numbered(unloaded)}`,
        ]
      : []),
    ...(loaded.length > 1 ? [`${l10n.t("Loaded in this order:")}\n${numbered(loaded)}`] : []),
  ];
}

const numbered = (names: readonly string[]): string =>
  names.map((name, index) => `  ${index + 1}. ${name}`).join("\n");

const warningText = ({ message, details, isCertain }: Warning): string =>
  [
    isCertain ? l10n.t`The kernel will refuse it: ${message}` : message,
    ...details.map((line) => `  ${line}`),
  ].join("\n");

const strangerText = ({ module, from, isOnTarget, signature }: Stranger, target: string): string =>
  [
    l10n.t`${module} is not built from this workspace.`,
    `  ${isOnTarget ? l10n.t`From: ${from} on ${target}` : l10n.t`From: ${from}`}`,
    `  ${signatureInWords(signature)}`,
  ].join("\n");
