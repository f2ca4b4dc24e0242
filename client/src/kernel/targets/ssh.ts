/**
 * The way to a machine by the user's own OpenSSH. One ssh is held for the whole connection: it asks its questions through
 * the editor, sees within ten seconds that the machine is gone, and shares its connection with every command.
 *
 * A virtual machine gives its own key and known host key, and then nothing of the user's settings applies and nothing is
 * ever asked:
 *
 *     createSshTransport(
 *       { name, host: "127.0.0.1", port, user: "root", identityFile, knownHostsFile, configFile: "/dev/null" },
 *       { questions },
 *     )
 *
 * `knownHostsFile` holds one line: `[127.0.0.1]:PORT ssh-ed25519 AAAA...`. The identity file must be readable by the user
 * only (0600), or ssh does not use it. `open` tries once: whoever waits for a machine to boot calls it again.
 */

import path from "node:path";
import * as l10n from "@vscode/l10n";
import type { Argv } from "../command.ts";
import { TargetError } from "../errors.ts";
import { createAskpass } from "./askpass.ts";
import { createListeners } from "./listeners.ts";
import { orAborted } from "./or-aborted.ts";
import { startProcess } from "./spawn.ts";
import { createSshAnswers, type SshAnswers } from "./ssh-answers.ts";
import { isPosixShell } from "./ssh-command.ts";
import { explainLost, explainUnreachable } from "./ssh-errors.ts";
import { createPrivateFolder } from "./ssh-folder.ts";
import {
  checkMachine,
  connectionArgv,
  directArgv,
  type Login,
  readyLogin,
  type Sharing,
  type SshMachine,
  sharedArgv,
} from "./ssh-options.ts";
import type { Questions } from "./target.ts";
import type { LocalProcess, Transport } from "./transport.ts";

export interface SshTools {
  readonly questions: Questions;
  /** Whether commands share one connection; OpenSSH for Windows cannot. */
  readonly isShared?: boolean;
  /** Milliseconds without any sign of ssh, while the user is asked nothing, after which connecting is given up. */
  readonly silenceMs?: number;
}

/** @param machine a `SshSpec` of the settings as it is, or a machine of ours with its own keys */
export function createSshTransport(machine: SshMachine, tools: SshTools): Transport {
  const closed = createListeners<TargetError>();
  let connection: Connection | undefined;
  return {
    async open(onStep, signal) {
      checkMachine(machine);
      const opened = await openConnection({ machine, tools, onStep, signal });
      connection = opened;
      void opened.lost.then((error) => connection === opened && closed.fire(error));
    },
    async close() {
      const open = connection;
      connection = undefined;
      await open?.close();
    },
    onDidClose: closed.listen,
    wrap(argv) {
      if (connection !== undefined) return connection.wrap(argv);
      throw new TargetError(
        "lost",
        l10n.t`${machine.name} is not connected.`,
        l10n.t("Connect it and try again."),
      );
    },
    isOneByOne: () => connection?.isOneByOne ?? false,
  };
}

interface Connection {
  /** Resolves when it has ended, by itself or by `close`. */
  readonly lost: Promise<TargetError>;
  wrap(argv: Argv): LocalProcess;
  /**
   * dropbear closes a session whose command is about to start when that of another one ends, or ends them all (2022.82 to
   * 2024.85: https://github.com/mkj/dropbear/pull/326).
   */
  readonly isOneByOne: boolean;
  close(): Promise<void>;
}

interface Attempt {
  readonly machine: SshMachine;
  readonly tools: SshTools;
  readonly onStep: (step: string) => void;
  readonly signal: AbortSignal;
}

/** Long enough for an agent that asks the user by itself; what ssh can see it gives up much earlier. */
const defaultSilenceMs = 60_000;

async function openConnection(attempt: Attempt): Promise<Connection> {
  const closers: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).toReversed()) await closer();
  };
  try {
    return { ...(await connect(attempt, (closer) => void closers.push(closer))), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function connect(
  { machine, tools, onStep, signal }: Attempt,
  onClose: (closer: () => Promise<unknown>) => void,
): Promise<Omit<Connection, "close">> {
  const failed = new AbortController();
  const answers = createSshAnswers({
    target: machine.name,
    questions: tools.questions,
    onNotice: onStep,
    onLeft: (what) => failed.abort(cancelled(machine, what)),
  });
  const folder = await createPrivateFolder();
  onClose(() => folder.remove());
  const askpass = await createAskpass(folder.path, (asked, ended) => answers.answer(asked, ended));
  onClose(() => askpass.dispose());
  onStep(l10n.t`Connecting to ${machine.host}`);
  const isShared = tools.isShared ?? process.platform !== "win32";
  const sharing: Sharing = isShared
    ? { kind: "master", socket: path.join(folder.path, "m") }
    : { kind: "none" };
  const held = await hold({ argv: connectionArgv(machine, sharing), env: askpass.env }, machine);
  onClose(() => held.stop());
  const silenceMs = tools.silenceMs ?? defaultSilenceMs;
  const silence = watchSilence(answers, silenceMs, () => failed.abort(silent(machine, silenceMs)));
  let login: Login;
  try {
    login = await orAborted(held.ready, AbortSignal.any([failed.signal, signal]), (ended) =>
      reasonOf(ended, machine),
    );
  } finally {
    clearInterval(silence);
    answers.close();
  }
  const isPosix = isPosixShell(login.shell);
  const wrap = (argv: Argv): LocalProcess => {
    const command = { argv, isPosix };
    if (sharing.kind === "master") return { argv: sharedArgv(machine, sharing.socket, command) };
    const isAsking = answers.hasAnswers();
    return { argv: directArgv(machine, command, isAsking), ...(isAsking && { env: askpass.env }) };
  };
  return { lost: held.lost, wrap, isOneByOne: sharing.kind === "master" && login.server === "dropbear" };
}

interface Held {
  /** The machine runs commands; how it took the login. Rejects with why ssh has ended before. */
  readonly ready: Promise<Login>;
  readonly lost: Promise<TargetError>;
  stop(): Promise<void>;
}

/** Starts the ssh that holds the connection. */
async function hold(ssh: LocalProcess, machine: SshMachine): Promise<Held> {
  const ready = Promise.withResolvers<Login>();
  // It may end when nobody waits for it any more.
  ready.promise.catch(() => undefined);
  let isReady = false;
  const lines: string[] = [];
  const keep = (line: string): void => {
    lines.push(line);
    if (lines.length > mostLines) lines.shift();
  };
  const running = await startProcess(ssh, {
    onStdout(line) {
      // What the login prints may have no line break before the mark; nologin(8) says here why there is no shell.
      const login = readyLogin(line);
      if (login === undefined) return keep(line);
      isReady = true;
      lines.length = 0;
      ready.resolve(login);
    },
    onStderr: keep,
  });
  const lost = running.ended.then((exitCode) => {
    const end = { machine, stderr: lines.join("\n"), exitCode };
    if (!isReady) ready.reject(explainUnreachable(end));
    return explainLost(end);
  });
  return { ready: ready.promise, lost, stop: () => running.stop() };
}

/** A banner may be long; what ssh says of an end is short. */
const mostLines = 200;

function watchSilence(answers: SshAnswers, silenceMs: number, onSilence: () => void): NodeJS.Timeout {
  let last = Date.now();
  return setInterval(() => {
    if (answers.isWaiting()) last = Date.now();
    else if (Date.now() - last > silenceMs) onSilence();
  }, silenceMs / 10);
}

function silent({ name }: SshMachine, silenceMs: number): TargetError {
  return new TargetError(
    "unreachable",
    l10n.t`${name} accepted the connection but has said nothing for ${silenceMs / 1000} seconds.`,
    l10n.t("See whether it is busy or hung, then connect again."),
  );
}

const cancelled = ({ name }: SshMachine, what: string): TargetError =>
  new TargetError(
    "cancelled",
    `${l10n.t`Connecting to ${name} was given up.`} ${what}`,
    l10n.t("Connect again when you want to."),
  );

function reasonOf(signal: AbortSignal, machine: SshMachine): TargetError {
  const reason: unknown = signal.reason;
  return reason instanceof TargetError ? reason : cancelled(machine, l10n.t("It was stopped."));
}
