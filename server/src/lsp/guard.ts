/**
 * The one error boundary of the server. Whatever a handler or a scheduled task throws is logged with its stack and
 * ends there: a request fails with a ResponseError, a notification is dropped, and the server goes on.
 */
import { type CancellationToken, ErrorCodes, LSPErrorCodes, ResponseError } from "vscode-languageserver";

/** Where the server writes what happened: the connection's console, so that the client shows it. */
export interface Log {
  error(message: string): void;
  warn(message: string): void;
  info(message: string): void;
}

/** A log on a connection that may be gone: then there is no one left to tell, and nothing must fail for it. */
export const logTo = (sink: Log): Log => {
  let isGone = false;
  const tell = (write: () => void): void => {
    if (isGone) return;
    try {
      write();
    } catch (error) {
      isGone = error instanceof Error;
    }
  };
  return {
    error: (message) => tell(() => sink.error(message)),
    warn: (message) => tell(() => sink.warn(message)),
    info: (message) => tell(() => sink.info(message)),
  };
};

/** Thrown where work stops because the client no longer wants its result. */
export class Cancelled extends Error {
  constructor() {
    super("cancelled by the client");
    this.name = "Cancelled";
  }
}

export const throwIfCancelled = (token: CancellationToken): void => {
  if (token.isCancellationRequested) throw new Cancelled();
};

/** The promise's value, unless the client cancels first: then it rejects with Cancelled at once. */
export const unlessCancelled = async <T>(work: Promise<T>, token: CancellationToken): Promise<T> => {
  throwIfCancelled(token);
  let stop: { dispose(): void } | undefined;
  const cancelled = new Promise<never>((_resolve, reject) => {
    stop = token.onCancellationRequested(() => reject(new Cancelled()));
  });
  try {
    return await Promise.race([work, cancelled]);
  } finally {
    stop?.dispose();
  }
};

/** Takes the handler of a request and gives one that never throws anything but a ResponseError. */
export const guardRequest =
  <P, R, A extends readonly unknown[]>(
    log: Log,
    name: string,
    handle: (params: P, token: CancellationToken, ...more: A) => R | Promise<R>,
  ) =>
  async (params: P, token: CancellationToken, ...more: A): Promise<R> => {
    try {
      throwIfCancelled(token);
      const result = await handle(params, token, ...more);
      throwIfCancelled(token);
      return result;
    } catch (error) {
      if (error instanceof Cancelled)
        throw new ResponseError(LSPErrorCodes.RequestCancelled, `${name}: ${error.message}`);
      if (error instanceof ResponseError) throw error;
      log.error(`${name} failed: ${stackOf(error)}`);
      throw new ResponseError(ErrorCodes.InternalError, `${name} failed: ${messageOf(error)}`);
    }
  };

/** Takes the handler of a notification, or a task that nobody waits for, and gives one that never throws. */
export const guardTask =
  <A extends readonly unknown[]>(log: Log, name: string, run: (...given: A) => void | Promise<void>) =>
  (...given: A): void => {
    try {
      Promise.resolve(run(...given)).catch((error: unknown) => logFailure(log, name, error));
    } catch (error) {
      logFailure(log, name, error);
    }
  };

const logFailure = (log: Log, name: string, error: unknown): void => {
  if (!(error instanceof Cancelled)) log.error(`${name} failed: ${stackOf(error)}`);
};

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export const stackOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
