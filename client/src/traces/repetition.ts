/**
 * Which reports are told in a message: the same one again and floods of them are not. Pure but for the clock it is given.
 */
import type { KernelTrace } from "../kernel/traces/trace.ts";
import { isCrash, modulesOf, signatureOf } from "./trace-words.ts";

export interface Repetition {
  /** How much is to be made of a report: all, only listed, or nothing since it has just been listed. */
  judge(target: string, trace: KernelTrace): "tell" | "list" | "skip";
  /** The module was loaded anew, or the machine started anew (no module): what it says then is new. */
  forget(target: string, module?: string): void;
}

/** Milliseconds in which the same report is taken for the same event. */
const sameMs = 10_000;
const floodMs = 60_000;
/** Messages in that time: more of them are a nuisance. */
const mostMessages = { crash: 6, other: 3 } as const;

interface Known {
  readonly target: string;
  readonly modules: readonly string[];
  time: number;
}

export function createRepetition(now: () => number = Date.now): Repetition {
  const known = new Map<string, Known>();
  const told: Record<keyof typeof mostMessages, number[]> = { crash: [], other: [] };
  return {
    judge(target, trace) {
      const key = `${target}\n${signatureOf(trace)}`;
      const time = now();
      const before = known.get(key);
      known.set(key, { target, modules: modulesOf(trace), time });
      if (before !== undefined && time - before.time < sameMs) return "skip";
      // A task that hangs is reported every two minutes; a crash is another one each time.
      if (before !== undefined && !isCrash(trace)) return "list";
      const kind = isCrash(trace) ? "crash" : "other";
      told[kind] = told[kind].filter((one) => time - one < floodMs);
      if (told[kind].length >= mostMessages[kind]) return "list";
      told[kind].push(time);
      return "tell";
    },
    forget(target, module) {
      for (const [key, one] of known) {
        if (one.target === target && (module === undefined || one.modules.includes(module)))
          known.delete(key);
      }
    },
  };
}
