/** Whose log is shown when nobody said. Pure. */
import type { Target } from "../../kernel/targets/target.ts";
import type { LogLine } from "../target-logs.ts";

interface SpokenLog<T> {
  readonly target: T;
  lines(): readonly Pick<LogLine, "time">[];
}

/** The current target; where that is silent, the machine whose kernel spoke last. */
export function expectedTarget<T extends Pick<Target, "state">>(
  current: T,
  logs: readonly SpokenLog<T>[],
): T {
  const speaking = logs.filter((log) => log.lines().length > 0);
  if (current.state.kind === "connected" || speaking.some(({ target }) => target === current)) return current;
  const [last] = speaking.toSorted((a, b) => lastTime(b) - lastTime(a));
  return last?.target ?? current;
}

const lastTime = (log: SpokenLog<unknown>): number => log.lines().at(-1)?.time ?? 0;
