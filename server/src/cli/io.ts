/** The process as the rest of kmod-lint sees it, so that a test can be one. */

export interface Output {
  readonly isTerminal: boolean;
  /** Ends when the text is handed to the system: nothing is lost when the process ends after it. */
  write(text: string): Promise<void>;
}

export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly workingDirectory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The reader of our output went away (`kmod-lint ... | head`): there is nobody left to tell. */
export class ClosedPipe extends Error {
  override readonly name = "ClosedPipe";
}

/** A stream of the process. Writes reject with ClosedPipe when the other end has gone. */
export const streamOutput = (stream: NodeJS.WriteStream): Output => {
  // Without a listener EPIPE would end the process with a stack trace; each write reports it to its caller.
  stream.on("error", () => undefined);
  return {
    isTerminal: stream.isTTY,
    write: (text) =>
      new Promise((resolve, reject) => {
        stream.write(text, (error) => {
          if (error === null || error === undefined) resolve();
          else reject("code" in error && error.code === "EPIPE" ? new ClosedPipe() : error);
        });
      }),
  };
};
