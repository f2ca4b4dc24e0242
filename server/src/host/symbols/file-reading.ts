/** Reads files into one buffer and searches them as bytes; only those that hold what is looked for are decoded. */
import { isAscii } from "node:buffer";
import { closeSync, openSync, readSync } from "node:fs";

/** Did the file system refuse something? */
export const isFileError = (error: unknown): boolean => error instanceof Error && "syscall" in error;

/**
 * The text of a file, if it holds one of the words or (where that is asked) includes another C file; undefined where
 * it does not or cannot be read.
 */
export type Read = (
  path: string,
  words: readonly string[] | undefined,
  orIncludes?: boolean,
) => string | undefined;

/** Larger ones are lists of registers made by a program. In bytes. */
const largestFile = 2 * 1024 * 1024;
/** A source that only includes another one, with other macros, is short. In bytes. */
const largestStub = 16 * 1024;

export function createReader(): Read {
  // One buffer for all files: reading costs three system calls and no garbage.
  const buffer = Buffer.allocUnsafeSlow(largestFile);
  const quoted = Buffer.from('#include "');
  const needles = new Map<string, Needle>();
  const holds = (bytes: Buffer, word: string): boolean => {
    const { stretch, whole } = needles.get(word) ?? needleOf(word);
    if (!needles.has(word)) needles.set(word, { stretch, whole });
    return bytes.includes(stretch) && (whole === undefined || bytes.includes(whole));
  };
  return (path, words, orIncludes = false) => {
    const length = readInto(buffer, path);
    if (length === undefined || length >= largestFile) return undefined;
    const bytes = buffer.subarray(0, length);
    const isWanted =
      words === undefined ||
      words.some((word) => holds(bytes, word)) ||
      (orIncludes && length <= largestStub && includesSource(bytes, quoted));
    if (!isWanted) return undefined;
    return isAscii(bytes) ? buffer.toString("latin1", 0, length) : buffer.toString("utf8", 0, length);
  };
}

interface Needle {
  /** A part of the word that is found faster than the word: short, and its first letter is rare in C. */
  readonly stretch: Buffer;
  /** undefined where the stretch is the word. */
  readonly whole: Buffer | undefined;
}

/** Node looks for the first byte of a short needle with memchr, and for a long one letter by letter. */
const stretchLength = 6;
/** The rarest letter of C source first. */
const rareLetters = "ZQXJKVWYHGBMFUPDLNCOSIRATE";

function needleOf(word: string): Needle {
  const rank = (at: number): number => {
    const found = rareLetters.indexOf(word.charAt(at));
    return found < 0 ? rareLetters.length : found;
  };
  const last = Math.max(0, word.length - stretchLength + 1);
  let start = 0;
  for (let at = 1; at <= last && at + 4 < word.length; at++) if (rank(at) < rank(start)) start = at;
  const stretch = word.slice(start, start + stretchLength);
  return { stretch: Buffer.from(stretch), whole: stretch === word ? undefined : Buffer.from(word) };
}

function includesSource(bytes: Buffer, quoted: Buffer): boolean {
  for (let at = bytes.indexOf(quoted); at >= 0; at = bytes.indexOf(quoted, at + 1)) {
    const end = bytes.indexOf(34, at + quoted.length);
    if (bytes[end - 2] === 46 && bytes[end - 1] === 99) return true;
  }
  return false;
}

function readInto(buffer: Buffer, path: string): number | undefined {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (error) {
    if (isFileError(error)) return undefined;
    throw error;
  }
  try {
    let length = 0;
    for (;;) {
      const got = readSync(file, buffer, length, buffer.length - length, null);
      length += got;
      // A regular file gives less than was asked for only at its end.
      if (length < buffer.length || got === 0) return length;
    }
  } catch (error) {
    if (isFileError(error)) return undefined;
    throw error;
  } finally {
    closeSync(file);
  }
}
