/** What is said in the place of lines, or above them. Pure. */
import * as l10n from "@vscode/l10n";
import type { Target } from "../../kernel/targets/target.ts";
import type { Described } from "../../targets/target-words.ts";
import { kindWords, labelOf, nameOf, stateWords } from "../../targets/target-words.ts";
import type { PageAction, PageState } from "./view-messages.ts";

export interface LogSituation {
  readonly target: Described;
  /** Why nothing comes. */
  readonly problem: string | undefined;
  /** Reading as root was not tried, and might help. */
  readonly canReadAsRoot: boolean;
  readonly total: number;
  readonly shown: number;
}

/** A machine in the list of those whose log can be shown. */
export function targetChoice(target: Described & Pick<Target, "id">): PageState["targets"][number] {
  const isConnected = target.state.kind === "connected";
  const state = target.state.kind === "failed" ? l10n.t("not connected") : stateWords(target);
  const label = labelOf(target);
  return {
    id: target.id,
    label: isConnected ? label : `${label} (${state})`,
    detail: `${kindWords(target.spec)}: ${stateWords(target)}`,
  };
}

/** undefined: the lines speak for themselves. */
export function describeLog(situation: LogSituation): PageState["notice"] {
  const { target, problem, canReadAsRoot, total, shown } = situation;
  const more: readonly PageAction[] = total > 0 && shown === 0 ? ["clearFilter"] : [];
  const hidden = more.length > 0 ? ` ${l10n.t("No line that is kept passes the filter.")}` : "";
  switch (target.state.kind) {
    case "disconnected":
      return notice(
        `${labelOf(target)}: ${stateWords(target)}. ${whenConnected(total)}${hidden}`,
        "connect",
        ...more,
      );
    case "failed":
      return notice(
        `${target.state.error.message} ${target.state.error.remedy}`.trim() + hidden,
        "connect",
        ...more,
      );
    case "connecting":
      return notice(`${labelOf(target)}: ${stateWords(target)}...${hidden}`, ...more);
    case "connected":
      if (problem !== undefined)
        return notice(`${problem}${hidden}`, ...(canReadAsRoot ? (["readAsRoot"] as const) : []), ...more);
      if (hidden !== "") return notice(l10n.t("No line of the log passes the filter."), ...more);
      return total === 0
        ? notice(
            l10n.t`The kernel of ${nameOf(target)} has said nothing yet. What it says appears here at once.`,
          )
        : undefined;
  }
}

const whenConnected = (total: number): string =>
  total === 0
    ? l10n.t("Its kernel's log is shown while it is connected.")
    : l10n.t("What its kernel said before is kept; the log goes on when it is connected.");

const notice = (text: string, ...actions: readonly PageAction[]): PageState["notice"] => ({
  text,
  actions: [...actions],
});
