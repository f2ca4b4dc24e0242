/** What came of a change, in words: the message, its buttons, and the page with all that is known. Pure. */
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
  const what = done.length === 0 ? "Nothing was to be done" : `${pastWords[verb]} ${done.join(", ")}`;
  return `${what} on ${target}${lines === 0 ? "" : ` · ${lines} kernel line${lines === 1 ? "" : "s"}`}`;
}

/** Title, what stays done, and remedy: for a message of one paragraph. */
export function failureInWords(verb: Verb, { diagnosis, done }: FailedReport): string {
  return [asSentence(diagnosis.title), staysInWords(verb, done), asSentence(diagnosis.remedy)]
    .filter(Boolean)
    .join(" ");
}

/** What an offer's button says. */
export function offerLabel(offer: Offer): string {
  switch (offer.kind) {
    case "load-first":
      return `Load ${offer.modules.join(", ")} First`;
    case "unload-first":
      return offer.modules.length === 1 ? `Unload ${offer.modules.join()} First` : "Unload Users First";
    case "reload":
      return "Reload";
    case "show-init":
      return "Show Source";
    case "show-symbol":
      return "Show Symbol";
    case "show-kernel-log":
      return "Show Kernel Log";
    case "reconnect":
      return "Reconnect";
    case "restart":
      return "Restart Virtual Machine";
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
    ["Module", failed],
    ["Target", `${machine.name}${machine.release === "" ? "" : `, Linux ${machine.release}`}`],
    ["Attempt", verb],
    ["Error", diagnosis.errno ?? "none from the kernel"],
    ["Cause", diagnosis.cause],
    ...(done.length > 0 ? ([["Done before", staysInWords(verb, done)]] as const) : []),
  ];
  return {
    name: `${failed} on ${machine.name}`,
    blocks: [
      { kind: "heading", level: 1, text: diagnosis.title },
      { kind: "paragraph", text: diagnosis.remedy },
      { kind: "table", head: ["Fact", "Value"], rows: facts },
      ...(diagnosis.details.length === 0
        ? []
        : ([
            { kind: "heading", level: 2, text: "What was seen" },
            { kind: "list", items: diagnosis.details },
          ] as const)),
      { kind: "heading", level: 2, text: "What the kernel logged meanwhile" },
      diagnosis.kernelLines.length === 0
        ? { kind: "paragraph", text: "Nothing." }
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

const pastWords: Readonly<Record<Verb, string>> = {
  load: "Loaded",
  unload: "Unloaded",
  reload: "Reloaded",
};

function staysInWords(verb: Verb, done: readonly string[]): string {
  if (done.length === 0) return "";
  const state = { load: "loaded", unload: "unloaded", reload: "done" }[verb];
  return `${done.join(", ")} ${done.length === 1 ? "stays" : "stay"} ${state}.`;
}

const asSentence = (text: string): string => (text === "" || /[.!?]$/u.test(text) ? text : `${text}.`);
