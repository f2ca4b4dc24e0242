/** How the row of a machine looks. Pure. */
import * as l10n from "@vscode/l10n";
import type { Snapshot } from "../kernel/kmod/loaded.ts";
import { type TaintFlag, taintFlags } from "../kernel/kmod/taint.ts";
import type { TargetSpec, TargetState } from "../kernel/targets/target.ts";
import { iconOf, kindWords, labelOf } from "../targets/target-words.ts";
import { escaped, type Icon, type Item } from "./item.ts";
import { durationInWords } from "./words.ts";

export interface TargetFacts {
  readonly id: string;
  readonly spec: TargetSpec;
  readonly state: TargetState;
  /** Commands go to it when nothing else is said. */
  readonly isCurrent: boolean;
  /** What was read last; undefined: nothing yet. */
  readonly snapshot: Snapshot | undefined;
}

export function describeTarget(facts: TargetFacts): Item {
  const { id, spec, state } = facts;
  const description = [
    ...(isProduction(spec) ? [l10n.t("production")] : []),
    ...stateWords(facts),
    ...(facts.isCurrent ? [l10n.t("current")] : []),
  ].join(" · ");
  return {
    // A row keeps its twistie for life, so one that can be opened is another row than one that cannot.
    id: `${id}#${hasChildren(state) ? "open" : "closed"}`,
    label: labelOf(facts),
    description,
    icon: targetIcon(facts),
    contextValue: `target.${spec.kind}.${state.kind}`,
    children: hasChildren(state) ? "expanded" : "none",
    spoken: [
      labelOf(facts),
      kindWords(spec),
      ...(state.kind === "connected" ? [l10n.t("connected")] : []),
      ...(cannotLoad(state) ? [l10n.t("its kernel was built without loadable modules")] : []),
      description.replaceAll(" · ", ", "),
    ].join(", "),
    tooltip: () => targetTooltip(facts),
  };
}

/** Virtual machines are there to be broken. */
export const isProduction = (spec: TargetSpec): boolean => spec.kind !== "vm" && spec.isProduction;

const hasChildren = ({ kind }: TargetState): boolean => kind === "connected" || kind === "failed";

function stateWords({ state, snapshot, spec }: TargetFacts): readonly string[] {
  switch (state.kind) {
    case "disconnected":
      return [spec.kind === "vm" ? l10n.t("off") : l10n.t("not connected")];
    case "connecting":
      return [state.step || l10n.t("connecting")];
    case "failed":
      return [l10n.t("failed")];
    case "connected":
      return [
        snapshot?.release ?? state.machine.release,
        ...(snapshot === undefined
          ? []
          : [l10n.t`up ${durationInWords(snapshot.uptimeSeconds)}`, ...taintWords(snapshot)]),
      ];
  }
}

/** A short word for each flag, so that the row says what a number would hide. */
function taintWords({ taint }: Snapshot): readonly string[] {
  const flags = taintFlags(taint);
  return flags.length === 0 ? [] : [l10n.t`tainted: ${flags.map(({ short }) => short).join(", ")}`];
}

function targetIcon(facts: TargetFacts): Icon {
  const name = iconOf(facts);
  const { state } = facts;
  const color = cannotLoad(state) ? "list.warningForeground" : iconColors[state.kind];
  return color === undefined ? { name } : { name, color };
}

const cannotLoad = (state: TargetState): boolean => state.kind === "connected" && !state.machine.hasModules;

const iconColors: Readonly<Record<TargetState["kind"], string | undefined>> = {
  connected: "charts.green",
  connecting: undefined,
  disconnected: "disabledForeground",
  failed: "list.errorForeground",
};

function targetTooltip(facts: TargetFacts): readonly string[] {
  const { spec, state, snapshot } = facts;
  const lines = [`**${escaped(labelOf(facts))}** — ${escaped(kindWords(spec))}`];
  if (isProduction(spec))
    lines.push(l10n.t("Marked as *production*: Kmod asks before anything is changed here."));
  if (state.kind === "failed") lines.push(escaped(state.error.message), escaped(state.error.remedy));
  if (state.kind !== "connected") return lines;
  const { release, architecture, isRoot, hasModules } = state.machine;
  lines.push(l10n.t`Linux ${escaped(release)} (${escaped(architecture)})`);
  if (!hasModules) lines.push(l10n.t("Its kernel was built without loadable modules."));
  lines.push(
    isRoot
      ? l10n.t("Connected as root.")
      : l10n.t("Not connected as root: Kmod becomes root when it has to."),
  );
  if (snapshot === undefined) return lines;
  lines.push(
    loadedWords(snapshot.modules.length, durationInWords(snapshot.uptimeSeconds)),
    ...taintLines(taintFlags(snapshot.taint), snapshot.taint),
  );
  return lines;
}

const loadedWords = (count: number, time: string): string =>
  count === 1 ? l10n.t`1 module loaded, up ${time}` : l10n.t`${count} modules loaded, up ${time}`;

const taintLines = (flags: readonly TaintFlag[], taint: number): readonly string[] =>
  flags.length === 0
    ? [l10n.t("Not tainted.")]
    : [
        l10n.t`Tainted (${taint}):`,
        flags.map(({ letter, words }) => `- \`${letter}\` ${escaped(words)}`).join("\n"),
      ];
