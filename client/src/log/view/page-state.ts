/** What the page is told of everything but the rows. */
import type { Targets } from "../../targets/targets.ts";
import { describeLog, targetChoice } from "./describe-log.ts";
import type { ShownLog } from "./shown-log.ts";
import type { ViewMemory } from "./view-memory.ts";
import type { PageState } from "./view-messages.ts";

/** @param shown brought up to date */
export function pageState(
  { log, rows, filterProblem }: Pick<ShownLog, "log" | "rows" | "filterProblem">,
  targets: Pick<Targets, "all">,
  { times, filter }: ViewMemory,
): PageState {
  const notice = describeLog({
    target: log.target,
    problem: log.problem,
    canReadAsRoot: log.canReadAsRoot,
    total: rows.total,
    shown: rows.end - rows.first,
  });
  return {
    kind: "state",
    targets: targets.all().map(targetChoice),
    target: log.target.id,
    times,
    filter,
    ...(filterProblem !== undefined && { filterProblem }),
    modules: [...rows.modules()],
    ...(notice !== undefined && { notice }),
  };
}
