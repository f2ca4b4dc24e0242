/** Which lines of a kernel's log are shown. Pure. */
import * as l10n from "@vscode/l10n";
import type { LogLine } from "../target-logs.ts";
import { levelNames } from "./level-names.ts";
import { frameModule, moduleOf } from "./line-module.ts";

export interface LogFilter {
  /** Part of a line, capitals or not, or `/regular expression/` with flags of JavaScript; empty: any line. */
  readonly text: string;
  /** The least important level that is shown: 0 (emergency) to 7 (debug). */
  readonly level: number;
  /** What stands before the first colon of a line; empty: any. */
  readonly module: string;
  readonly isOnlyOwn: boolean;
}

export const leastLevel = 7;

export const noFilter: LogFilter = { text: "", level: leastLevel, module: "", isOnlyOwn: false };

/** Does it let every line pass? */
export const isNoFilter = ({ text, level, module, isOnlyOwn }: LogFilter): boolean =>
  text === "" && level >= leastLevel && module === "" && !isOnlyOwn;

/** A part of a text: the first character and the one after the last. */
export type Span = readonly [start: number, end: number];

export interface CompiledFilter {
  /** Why the text is no regular expression: the text is then left out of the filter. */
  readonly problem: string | undefined;
  passes(line: LogLine): boolean;
  /** Where the filter's text stands in a text, without overlaps; at most some. */
  matches(text: string): readonly Span[];
}

/** @param isMine whether the workspace builds a module of that name, `-` written as `_` */
export function compileFilter(filter: LogFilter, isMine: (name: string) => boolean): CompiledFilter {
  const wanted = compileText(filter.text);
  const { expression } = wanted;
  const module = plain(filter.module);
  const isNamed = remembered(
    (name) => (module === "" || name === module) && (!filter.isOnlyOwn || isMine(name)),
  );
  const passesLevel = (level: number | undefined): boolean => level === undefined || level <= filter.level;
  const passesModule = (text: string): boolean => isNamed(moduleOf(text)?.name) || isNamed(frameModule(text));
  const asksModule = module !== "" || filter.isOnlyOwn;
  return {
    problem: wanted.problem,
    passes({ kind, text, record }) {
      // Separators belong to no module and have no level: they say where one is.
      if (kind === "line" && !(passesLevel(record?.level) && (!asksModule || passesModule(text))))
        return false;
      if (expression === undefined) return true;
      expression.lastIndex = 0;
      return expression.test(text);
    },
    matches: (text) => (expression === undefined ? [] : spansOf(expression, text)),
  };
}

/** Reads what was kept of an earlier session, or what a command was given; what cannot be meant is left as it is. */
export function readFilter(given: unknown, otherwise: LogFilter = noFilter): LogFilter {
  if (typeof given !== "object" || given === null) return otherwise;
  const { text, level, module, isOnlyOwn } = given as Partial<Record<keyof LogFilter, unknown>>;
  return {
    text: typeof text === "string" ? text : otherwise.text,
    level: levelOf(level) ?? otherwise.level,
    module: typeof module === "string" ? module : otherwise.module,
    isOnlyOwn: typeof isOnlyOwn === "boolean" ? isOnlyOwn : otherwise.isOnlyOwn,
  };
}

/** As dmesg -x and syslog(3) shorten them. */
const shortNames = ["emerg", "alert", "crit", "err", "warn", "notice", "info", "debug"];

function levelOf(given: unknown): number | undefined {
  if (typeof given === "number")
    return Number.isInteger(given) && given >= 0 && given <= 7 ? given : undefined;
  if (typeof given !== "string") return undefined;
  const word = given.toLowerCase();
  const found = Math.max(levelNames.indexOf(word), shortNames.indexOf(word));
  return found < 0 ? undefined : found;
}

interface CompiledText {
  readonly expression: RegExp | undefined;
  readonly problem: string | undefined;
}

function compileText(text: string): CompiledText {
  if (text === "") return { expression: undefined, problem: undefined };
  const [, source, flags = ""] = /^\/(.+)\/([imsu]*)$/su.exec(text) ?? [];
  if (source === undefined) return { expression: new RegExp(escaped(text), "gi"), problem: undefined };
  try {
    return { expression: new RegExp(source, `g${flags}`), problem: undefined };
  } catch (error) {
    // V8 begins with the whole expression: what is wrong with it stands last.
    const what = error instanceof Error ? error.message.replace(/^.*: /su, "") : String(error);
    return { expression: undefined, problem: l10n.t`This is no regular expression: ${what}.` };
  }
}

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`);

/** Enough to see; a line is not made of marks alone. */
const mostSpans = 50;

function spansOf(expression: RegExp, text: string): readonly Span[] {
  const spans: Span[] = [];
  for (const match of text.matchAll(expression)) {
    if (match[0] !== "") spans.push([match.index, match.index + match[0].length]);
    if (spans.length >= mostSpans) break;
  }
  return spans;
}

/** There are few names and many lines. */
function remembered(isWanted: (plainName: string) => boolean): (name: string | undefined) => boolean {
  const answers = new Map<string, boolean>();
  return (name) => {
    if (name === undefined) return false;
    const known = answers.get(name);
    if (known !== undefined) return known;
    const answer = isWanted(plain(name));
    answers.set(name, answer);
    return answer;
  };
}

/** As lsmod shows it. */
const plain = (name: string): string => name.replaceAll("-", "_");
