/** A progress bar on stderr, for people who wait: only on a terminal, only when it takes a while. */
import { SingleBar } from "cli-progress";

export interface Progress {
  add(bytes: number): void;
  end(): void;
}

export const noProgress: Progress = { add: () => undefined, end: () => undefined };

/** Nothing is drawn before this many milliseconds. */
const patience = 700;

/** @param total bytes of all sources */
export const terminalProgress = (
  stream: NodeJS.WritableStream,
  total: number,
  now: () => number = Date.now,
): Progress => {
  const started = now();
  let done = 0;
  let bar: SingleBar | undefined;
  return {
    add: (bytes) => {
      done += bytes;
      if (bar === undefined && now() - started >= patience) {
        bar = new SingleBar({
          stream,
          format: "{bar} {percentage} % | {eta_formatted} left",
          clearOnComplete: true,
          hideCursor: true,
          etaBuffer: 50,
        });
        bar.start(Math.max(total, 1), 0);
      }
      bar?.update(Math.min(done, total));
    },
    end: () => bar?.stop(),
  };
};
