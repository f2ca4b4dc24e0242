/** Reads the lines of one report: what happened, to whom, where, in which functions, and with which registers. Pure. */
import type { LogRecord } from "../log/record.ts";
import {
  architectureOf,
  callOf,
  circumstancesOf,
  codeOf,
  isPointerLine,
  isUserPointer,
  modulesOf,
  pointerOf,
  registersOf,
  sectionOf,
} from "./lines.ts";
import { isEndMark, startOf, type TraceStart } from "./starts.ts";
import type { KernelTrace, TraceFrame, TraceSection } from "./trace.ts";

/**
 * @param records all lines of the report, in order
 * @param start what its first telling line was taken for; where missing, it is found among the records
 */
export function readTrace(records: readonly LogRecord[], start?: TraceStart): KernelTrace {
  const texts = records.map(({ text }) => text);
  const titleAt = Math.max(
    0,
    texts.findIndex((text) => startOf(text) !== undefined),
  );
  const title = texts[titleAt] ?? "";
  const found = start ?? startOf(title) ?? { kind: "bug", at: undefined };
  const end = texts.findIndex(isEndMark);
  // What follows the end mark are the first crash's registers once more.
  const body = end < 0 ? texts : texts.slice(0, end);
  const known = body.flatMap((text) => circumstancesOf(text) ?? []);
  return {
    kind: found.kind,
    title: title.trim(),
    release: known.find(({ release }) => release !== undefined)?.release,
    task: known.find(({ task }) => task !== undefined)?.task,
    architecture: firstOf(body, architectureOf),
    at: found.at ?? firstOf(body, (text) => startOf(text)?.at),
    ...readCalls(body),
    ...readRegisters(body),
    modules: firstOf(body, modulesOf) ?? [],
    records,
  };
}

/** Lockdep's heading for where the kernel is. */
const ownTrace = "stack backtrace:";

/** A pointer, then the call trace; in which interrupted contexts have pointers of their own. */
function readCalls(texts: readonly string[]): Pick<KernelTrace, "frames" | "sections"> {
  const sections: { title: string; frames: TraceFrame[] }[] = [{ title: "", frames: [] }];
  const hasMainTrace = texts.some((text) => text.startsWith(ownTrace));
  for (const text of texts) {
    const title = sectionOf(text) ?? (text.startsWith(ownTrace) ? "" : undefined);
    if (title !== undefined) sections.push({ title, frames: [] });
    const frames = sections.at(-1)?.frames ?? [];
    const frame = pointerOf(text) ?? callOf(text);
    // The call trace of arm64 begins with the function that the pointer is in.
    if (frame !== undefined && !isRepeated(frames, frame)) frames.push(frame);
  }
  // Lockdep tells the chain of locks first, and where the kernel is at the end.
  const main = hasMainTrace
    ? sections.findLastIndex(({ title }) => title === "")
    : sections.findIndex(({ frames }) => frames.length > 0);
  return {
    frames: sections[main]?.frames ?? [],
    sections: sections.filter(
      ({ title, frames }, index): boolean => index !== main && title !== "" && frames.length > 0,
    ) satisfies readonly TraceSection[],
  };
}

const isRepeated = ([first, ...others]: readonly TraceFrame[], frame: TraceFrame): boolean =>
  first?.isFault === true &&
  others.length === 0 &&
  !frame.isFault &&
  first.function === frame.function &&
  first.offset === frame.offset;

/** Those of the kernel's own context: a user program's follow at the end of the call trace. */
function readRegisters(texts: readonly string[]): Pick<KernelTrace, "registers" | "code"> {
  const userAt = texts.findIndex(isUserPointer);
  const kernel = userAt < 0 ? texts : texts.slice(0, userAt);
  const pointers = kernel.flatMap((text, index) => (isPointerLine(text) ? [index] : []));
  // Two lines of one pointer (`PC is at f`, `pc : [<...>]`) stand together; another context's is farther away.
  const [first = 0] = pointers;
  const next = pointers.find((index) => index > first + 3) ?? kernel.length;
  const own = kernel.slice(0, next);
  const registers = own.flatMap(registersOf);
  return {
    registers: registers.filter(
      ({ name }, index) => registers.findIndex((other) => other.name === name) === index,
    ),
    code: firstOf(own, codeOf),
  };
}

function firstOf<T>(texts: readonly string[], read: (text: string) => T | undefined): T | undefined {
  for (const text of texts) {
    const value = read(text);
    if (value !== undefined) return value;
  }
  return undefined;
}
