/** What kernels really said, recorded in virtual machines with the module in `fixtures/crashes`. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { tracesOfText } from "../../../client/src/kernel/traces/pasted.ts";
import type { KernelTrace } from "../../../client/src/kernel/traces/trace.ts";

export const fixture = (name: string): string =>
  readFileSync(join(import.meta.dirname, "fixtures", name), "utf8");

export const recorded = (name: string): readonly KernelTrace[] => tracesOfText(fixture(name));

/** A frame in few words: `f+0x10 [m]`, a `!` behind the instruction that failed, a `?` before what is not reliable. */
export const frameWords = ({ frames }: Pick<KernelTrace, "frames">): readonly string[] =>
  frames.map(
    (frame) =>
      `${frame.isReliable ? "" : "? "}${frame.function}+0x${frame.offset.toString(16)}${frame.module === undefined ? "" : ` [${frame.module}]`}${frame.isFault ? "!" : ""}`,
  );
