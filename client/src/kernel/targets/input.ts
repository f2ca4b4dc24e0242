/** What a process reads: text, or a file of this machine that is sent as it is read. */
import { type FileHandle, open } from "node:fs/promises";
import type { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import * as l10n from "@vscode/l10n";
import type { Argv, Input } from "../command.ts";
import { CommandError } from "../errors.ts";

/** An input whose file, where it has one, could be opened. */
export interface OpenInput {
  /** Writes the secret, then the input, then ends it. Rejects where the file cannot be read further. */
  send(stdin: Writable, secret: string): Promise<void>;
  close(): Promise<void>;
}

/** @throws CommandError: the file cannot be read; `argv` is the command that was to read it */
export async function openInput(input: Input | undefined, argv: Argv): Promise<OpenInput> {
  if (input?.kind !== "file") {
    return {
      send: async (stdin, secret) => void stdin.end(secret + (input?.text ?? "")),
      close: async () => undefined,
    };
  }
  const unreadable = (error: unknown): CommandError => {
    const stderr = error instanceof Error ? error.message : String(error);
    return new CommandError(l10n.t`${input.file} cannot be read on this machine: ${stderr}`, {
      argv,
      exitCode: 1,
      stderr,
    });
  };
  let handle: FileHandle;
  try {
    handle = await open(input.file);
  } catch (error) {
    throw unreadable(error);
  }
  return {
    async send(stdin, secret) {
      if (secret !== "") stdin.write(secret);
      try {
        await pipeline(handle.createReadStream({ autoClose: false }), stdin);
      } catch (error) {
        if (!closedByReader.has(codeOf(error))) throw unreadable(error);
      }
    },
    close: () => handle.close(),
  };
}

/** The process did not want all of its input, or has been stopped. */
const closedByReader: ReadonlySet<string | undefined> = new Set([
  "EPIPE",
  "ECONNRESET",
  "ERR_STREAM_PREMATURE_CLOSE",
  "ERR_STREAM_DESTROYED",
  "ABORT_ERR",
]);

/** Node's name of a system error: `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
