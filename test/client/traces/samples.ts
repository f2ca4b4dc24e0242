/** Decoded reports as tests say them: recorded ones with made-up lines of sources. */
import { tracesOfText } from "../../../client/src/kernel/traces/pasted.ts";
import type { DecodedTrace, KernelTrace, SourceCall } from "../../../client/src/kernel/traces/trace.ts";
import { recorded } from "../../kernel/traces/fixtures.ts";

/** The first recorded report whose title has that in it. */
export function recordedTrace(title: string): KernelTrace {
  const found = [...recorded("kmsg-6.12.txt"), ...recorded("kmsg-stalls.txt")].find((trace) =>
    trace.records.some(({ text }) => text.includes(title)),
  );
  if (found === undefined) throw new Error(`no report has ${title}`);
  return found;
}

export function traceOf(text: string): KernelTrace {
  const [trace] = tracesOfText(text);
  if (trace === undefined) throw new Error("no report was recognised");
  return trace;
}

/** `speed_of /w/demo.c:4`, the innermost first. */
export const calls = (...words: readonly string[]): readonly SourceCall[] =>
  words.map((word, index) => {
    const [, name = "", file = "", line = ""] = /^(\S+) (\S+):(\d+)$/u.exec(word) ?? [];
    return { function: name, file, line: Number(line), isInlined: index < words.length - 1 };
  });

/** @param lines the calls of frames, by their function */
export function decodedTrace(
  trace: KernelTrace,
  lines: Readonly<Record<string, readonly SourceCall[]>>,
): DecodedTrace {
  const decode = (frame: KernelTrace["frames"][number]) => ({
    frame,
    calls: lines[frame.function] ?? [],
    problem: undefined,
  });
  return {
    trace,
    frames: trace.frames.map(decode),
    sections: trace.sections.map(({ title, frames }) => ({ title, frames: frames.map(decode) })),
    disassembly: [],
    problems: [],
  };
}

export const isOwn = (file: string): boolean => file.startsWith("/w/");
