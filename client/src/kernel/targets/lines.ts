/** Bytes into lines: a character or a line that is split over chunks comes out whole, and the last one is never lost. */
import { StringDecoder } from "node:string_decoder";

export interface Lines {
  readonly push: (chunk: Uint8Array) => void;
  /** Gives what came after the last line break. */
  readonly end: () => void;
}

/** Characters after which a line is given although it has not ended: a program that never ends one must not fill the memory. */
const longest = 1_000_000;

/** @param onLine hears each line without its `\n` or `\r\n`; bytes that are not UTF-8 become U+FFFD */
export function createLines(onLine: (line: string) => void): Lines {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  const take = (text: string): void => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line.endsWith("\r") ? line.slice(0, -1) : line);
    if (rest.length < longest) return;
    onLine(rest);
    rest = "";
  };
  return {
    push: (chunk) => take(decoder.write(chunk)),
    end() {
      take(decoder.end());
      if (rest !== "") onLine(rest);
      rest = "";
    },
  };
}
