/** How the row of a machine looks. Pure. */
import type { Snapshot } from "../kernel/kmod/loaded.ts";
import { type TaintFlag, taintFlags } from "../kernel/kmod/taint.ts";
import type { TargetSpec, TargetState } from "../kernel/targets/target.ts";
import { iconOf, kindWords, labelOf } from "../targets/target-words.ts";
import { escaped, type Icon, type Item } from "./item.ts";
import { counted, durationInWords } from "./words.ts";

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
    ...(isProduction(spec) ? ["production"] : []),
    ...stateWords(facts),
    ...(facts.isCurrent ? ["current"] : []),
  ].join(" · ");
  return {
    // A row keeps its twistie for life, so one that can be opened is another row than one that cannot.
    id: `${id}#${hasChildren(state) ? "open" : "closed"}`,
    label: labelOf(facts),
    description,
    icon: targetIcon(facts),
    contextValue: `target.${spec.kind}.${state.kind}`,
    children: hasChildren(state) ? "expanded" : "none",
    spoken: `${labelOf(facts)}, ${kindWords(spec)}, ${description}`,
    tooltip: () => targetTooltip(facts),
  };
}

/** Virtual machines are there to be broken. */
export const isProduction = (spec: TargetSpec): boolean => spec.kind !== "vm" && spec.isProduction;

const hasChildren = ({ kind }: TargetState): boolean => kind === "connected" || kind === "failed";

function stateWords({ state, snapshot, spec }: TargetFacts): readonly string[] {
  switch (state.kind) {
    case "disconnected":
      return [spec.kind === "vm" ? "off" : "not connected"];
    case "connecting":
      return [state.step || "connecting"];
    case "failed":
      return ["failed"];
    case "connected":
      return [
        snapshot?.release ?? state.machine.release,
        ...(snapshot === undefined
          ? []
          : [`up ${durationInWords(snapshot.uptimeSeconds)}`, ...taintWords(snapshot)]),
      ];
  }
}

/** A short word for each flag, so that the row says what a number would hide. */
function taintWords({ taint }: Snapshot): readonly string[] {
  const flags = taintFlags(taint);
  return flags.length === 0 ? [] : [`tainted: ${flags.map(({ short }) => short).join(", ")}`];
}

function targetIcon(facts: TargetFacts): Icon {
  const name = iconOf(facts);
  const { state } = facts;
  const cannotLoad = state.kind === "connected" && !state.machine.hasModules;
  const color = cannotLoad ? "list.warningForeground" : iconColors[state.kind];
  return color === undefined ? { name } : { name, color };
}

const iconColors: Readonly<Record<TargetState["kind"], string | undefined>> = {
  connected: "charts.green",
  connecting: undefined,
  disconnected: "disabledForeground",
  failed: "list.errorForeground",
};

function targetTooltip(facts: TargetFacts): readonly string[] {
  const { spec, state, snapshot } = facts;
  const lines = [`**${escaped(labelOf(facts))}** — ${escaped(kindWords(spec))}`];
  if (isProduction(spec)) lines.push("Marked as *production*: Kmod asks before anything is changed here.");
  if (state.kind === "failed") lines.push(escaped(state.error.message), escaped(state.error.remedy));
  if (state.kind !== "connected") return lines;
  const { release, architecture, isRoot, hasModules } = state.machine;
  lines.push(`Linux ${escaped(release)} (${escaped(architecture)})`);
  if (!hasModules) lines.push("Its kernel was built without loadable modules.");
  lines.push(isRoot ? "Connected as root." : "Not connected as root: Kmod becomes root when it has to.");
  if (snapshot === undefined) return lines;
  lines.push(
    `${counted(snapshot.modules.length, "module")} loaded, up ${durationInWords(snapshot.uptimeSeconds)}`,
    ...taintLines(taintFlags(snapshot.taint), snapshot.taint),
  );
  return lines;
}

const taintLines = (flags: readonly TaintFlag[], taint: number): readonly string[] =>
  flags.length === 0
    ? ["Not tainted."]
    : [
        `Tainted (${taint}):`,
        flags.map(({ letter, words }) => `- \`${letter}\` ${escaped(words)}`).join("\n"),
      ];
