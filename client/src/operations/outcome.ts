/** What came of a change, in words: the message, its buttons, and the page with all that is known. Pure. */
import * as l10n from "@vscode/l10n";
import type { Diagnosis, Offer } from "../kernel/kmod/diagnosis.ts";
import type { Report } from "../kernel/kmod/operation.ts";
import type { Page } from "./page.ts";

export type FailedReport = Extract<Report, { readonly kind: "failed" }>;

export type Verb = "load" | "unload" | "reload";

/** `Loaded dep, hello on vm-6.1 · 3 kernel lines` */
export function doneInWords(
  verb: Verb,
  { done, kernelLines }: Report & { kind: "done" },
  target: string,
): string {
  const lines = kernelLines.length;
  const what =
    done.length === 0
      ? l10n.t`Nothing was to be done on ${target}`
      : pastWords(verb, done.join(", "), target);
  if (lines === 0) return what;
  return `${what} · ${lines === 1 ? l10n.t("1 kernel line") : l10n.t`${lines} kernel lines`}`;
}

/** Title, what stays done, and remedy: for a message of one paragraph. */
export function failureInWords(verb: Verb, { diagnosis, done }: FailedReport): string {
  return [asSentence(diagnosis.title), staysInWords(verb, done), asSentence(diagnosis.remedy)]
    .filter(Boolean)
    .join(" ");
}

/** The kernel said that something is wrong, yet it was done. */
export function complaintInWords(verb: Verb, names: string, target: string, warning: string): string {
  switch (verb) {
    case "load":
      return l10n.t`The kernel of ${target} complained while Kmod was to load ${names}: ${warning}`;
    case "unload":
      return l10n.t`The kernel of ${target} complained while Kmod was to unload ${names}: ${warning}`;
    case "reload":
      return l10n.t`The kernel of ${target} complained while Kmod was to reload ${names}: ${warning}`;
  }
}

/** What an offer's button says. */
export function offerLabel(offer: Offer): string {
  switch (offer.kind) {
    case "load-first":
      return l10n.t`Load ${offer.modules.join(", ")} First`;
    case "unload-first":
      return offer.modules.length === 1
        ? l10n.t`Unload ${offer.modules.join()} First`
        : l10n.t("Unload Users First");
    case "reload":
      return l10n.t("Reload");
    case "show-init":
      return l10n.t("Show Source");
    case "show-symbol":
      return l10n.t("Show Symbol");
    case "show-kernel-log":
      return l10n.t("Show Kernel Log");
    case "reconnect":
      return l10n.t("Reconnect");
    case "restart":
      return l10n.t("Restart Virtual Machine");
  }
}

/** The offers that a message has room for: the likeliest, one of each label. */
export function shownOffers({ offers }: Diagnosis): ReadonlyMap<string, Offer> {
  const byLabel = new Map<string, Offer>();
  for (const offer of offers) {
    const label = offerLabel(offer);
    if (byLabel.size < 3 && !byLabel.has(label)) byLabel.set(label, offer);
  }
  return byLabel;
}

/** All that is known of a failure. */
export function failurePage(
  verb: Verb,
  report: FailedReport,
  machine: { name: string; release: string },
): Page {
  const { diagnosis, done, failed } = report;
  const facts: readonly (readonly [string, string])[] = [
    [l10n.t("Module"), failed],
    [l10n.t("Target"), machine.release === "" ? machine.name : `${machine.name}, Linux ${machine.release}`],
    [l10n.t("Attempt"), attemptWords(verb)],
    [l10n.t("Error"), diagnosis.errno ?? l10n.t("none from the kernel")],
    [l10n.t("Cause"), diagnosis.cause],
    ...(done.length > 0 ? ([[l10n.t("Done before"), staysInWords(verb, done)]] as const) : []),
  ];
  return {
    name: l10n.t`${failed} on ${machine.name}`,
    blocks: [
      { kind: "heading", level: 1, text: diagnosis.title },
      { kind: "paragraph", text: diagnosis.remedy },
      { kind: "table", head: [l10n.t("Fact"), l10n.t("Value")], rows: facts },
      ...(diagnosis.details.length === 0
        ? []
        : ([
            { kind: "heading", level: 2, text: l10n.t("What was seen") },
            { kind: "list", items: diagnosis.details },
          ] as const)),
      { kind: "heading", level: 2, text: l10n.t("What the kernel logged meanwhile") },
      diagnosis.kernelLines.length === 0
        ? { kind: "paragraph", text: l10n.t("Nothing.") }
        : { kind: "verbatim", lines: diagnosis.kernelLines },
    ],
  };
}

/**
 * The first line by which the kernel says that something is wrong. That an out-of-tree or unsigned module taints it, it
 * says of each one's first load: that is no news.
 */
export const kernelWarning = (lines: readonly string[]): string | undefined =>
  lines.find((line) => trouble.test(line) && !/taint/iu.test(line.replace(/Tainted:.*/u, "")));

const trouble =
  /\b(?:WARNING|BUG|Oops|KASAN|KCSAN|UBSAN|KFENCE)\b|general protection fault|unable to handle|\bunregister_netdevice: waiting|\bcall trace\b|unknown parameter|\bsysfs: cannot create duplicate/iu;

function pastWords(verb: Verb, names: string, target: string): string {
  switch (verb) {
    case "load":
      return l10n.t`Loaded ${names} on ${target}`;
    case "unload":
      return l10n.t`Unloaded ${names} on ${target}`;
    case "reload":
      return l10n.t`Reloaded ${names} on ${target}`;
  }
}

function attemptWords(verb: Verb): string {
  switch (verb) {
    case "load":
      return l10n.t("load");
    case "unload":
      return l10n.t("unload");
    case "reload":
      return l10n.t("reload");
  }
}

function staysInWords(verb: Verb, done: readonly string[]): string {
  if (done.length === 0) return "";
  const names = done.join(", ");
  const isOne = done.length === 1;
  switch (verb) {
    case "load":
      return isOne ? l10n.t`${names} stays loaded.` : l10n.t`${names} stay loaded.`;
    case "unload":
      return isOne ? l10n.t`${names} stays unloaded.` : l10n.t`${names} stay unloaded.`;
    case "reload":
      return isOne ? l10n.t`${names} stays done.` : l10n.t`${names} stay done.`;
  }
}

const asSentence = (text: string): string => (text === "" || /[.!?]$/u.test(text) ? text : `${text}.`);
