/**
 * Ways to root on one connection: sudo or doas without a password, sudo with one that is asked for once. A password is
 * kept in memory until the connection ends, and reaches sudo on its standard input only: never argv, environment or a log.
 */
import * as l10n from "@vscode/l10n";
import { type Argv, shellScript } from "../command.ts";
import { TargetError } from "../errors.ts";
import type { Ended } from "./spawn.ts";
import type { Questions } from "./target.ts";
import { afterMark, mark, plain } from "./wrappers.ts";

/** A command as root: what to run, and what its input begins with. */
export interface Elevated {
  readonly argv: Argv;
  readonly secret: string | undefined;
}

export interface Elevator {
  /**
   * Finds the way at the first call; those who call meanwhile wait for the same answer. A way that was not found is looked
   * for again at the next call.
   * @throws TargetError `no-root`, `cancelled` (the user left the question), or what running rejects with
   */
  elevate(argv: Argv): Promise<Elevated>;
  /** The error of a command that became no root after all: the password has changed, the right was taken away. */
  refused(stderr: string): TargetError | undefined;
}

export interface ElevatorOptions {
  /** Name of the target, for questions and messages. */
  readonly target: string;
  readonly questions: Questions;
  /** Runs a command as the user of the connection, with a limit. @param secret what its input begins with */
  readonly run: (argv: Argv, secret?: string) => Promise<Ended>;
  /** A way was found: from now on becoming root asks for nothing. */
  readonly onFound?: (() => void) | undefined;
}

type Way = (argv: Argv) => Elevated;

/** How often a password is asked for before it is given up. */
const tries = 3;

export function createElevator(options: ElevatorOptions): Elevator {
  let way: Promise<Way> | undefined;
  return {
    async elevate(argv) {
      way ??= findWay(options).then((found) => {
        options.onFound?.();
        return found;
      });
      const current = way;
      try {
        return (await current)(argv);
      } catch (error) {
        if (way === current) way = undefined;
        throw error;
      }
    },
    refused(stderr) {
      const said = stderr.split("\n").find((line) => notRoot.test(line));
      if (said === undefined) return undefined;
      way = undefined;
      return noRoot(options.target, [said.trim()], l10n.t("Try again: the password is asked for anew."));
    },
  };
}

/** What sudo and doas say when they refuse: as whole lines, so that a command that speaks of sudo is not taken for it. */
const notRoot =
  /^(?:sudo(?:-rs)?: (?:a password is required|no password was provided|\d+ incorrect password attempts?|interactive authentication is required|authentication failed\b.*)|doas: (?:authorization|authentication) (?:required|failed)|doas: operation not permitted)\s*$/i;

async function findWay(options: ElevatorOptions): Promise<Way> {
  const probe = await options.run(plain(probes));
  const [sudo = "", doas = ""] = probe.stdout.split(`\n${mark}\n`);
  if (sudo.startsWith("0")) return (argv) => ({ argv: ["sudo", "-n", "--", ...argv], secret: undefined });
  if (doas.startsWith("0")) return (argv) => ({ argv: ["doas", "-n", "--", ...argv], secret: undefined });
  if (needsPassword.test(sudo)) return askPassword(options, doas);
  throw noRoot(options.target, [sudoProblem(sudo), doasProblem(doas)], remedyFor(sudo));
}

/**
 * Both ways without a password. `-k` leaves out that sudo remembers one: it would forget it again in the middle of the
 * work. Both are tried with sh, which is what most commands are.
 */
const probes = shellScript(
  `said=$(sudo -n -k -- sh -c : 2>&1 </dev/null); echo "$? $said"
echo "$1"
said=$(doas -n -- sh -c : 2>&1 </dev/null); echo "$? $said"`,
  mark,
);

/** sudo could, if it had a password (`interactive`: the one written in Rust). */
const needsPassword = /password is required|interactive authentication is required|no password was provided/i;

/** @param doas what the attempt with doas said */
async function askPassword({ target, questions, run }: ElevatorOptions, doas: string): Promise<Way> {
  let said = "";
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const password = await questions.secret({
      target,
      text:
        attempt === 0
          ? l10n.t("Password for sudo (loading and unloading modules needs root)")
          : l10n.t("sudo did not accept that password. Password for sudo"),
    });
    if (password === undefined) {
      throw new TargetError(
        "cancelled",
        l10n.t`No password was given, so nothing was done as root on ${target}.`,
        l10n.t("Start it again and enter the password."),
      );
    }
    const secret = `${password}\n`;
    const { exitCode, stderr } = await run(plain([...withPassword, "sh", "-c", ":"]), secret);
    // What sudo left unread (it wanted no password after all) ends at the mark.
    if (exitCode === 0)
      return (argv) => ({ argv: [...withPassword, ...afterMark(argv)], secret: `${secret}${mark}\n` });
    said = stderr;
    if (isRefusal.test(said)) break;
  }
  const isRefused = isRefusal.test(said);
  throw noRoot(
    target,
    [isRefused ? sudoProblem(said) : l10n.t`sudo refused the password ${tries} times`, doasProblem(doas)],
    isRefused ? remedyFor(said) : l10n.t("Try again with the password that this user has there."),
  );
}

/** `-k`: sudo reads the password each time, so that it never becomes the input of the command. `-p`: it asks in silence. */
const withPassword: Argv = ["sudo", "-k", "-S", "-p", "", "--"];

const isTty = /must have a tty|a terminal is required/i;
const isRefusal =
  /sudoers|may not run|not allowed to|no new privileges|must have a tty|setuid|effective uid|account/i;

/** @param said what sudo printed, perhaps after its exit code */
function sudoProblem(said: string): string {
  const text = said.replace(/^\d+\s*/, "").trim();
  if (said.startsWith("127") || /not found/.test(text)) return l10n.t("sudo is not installed");
  if (isTty.test(text)) return l10n.t("sudo wants a terminal (requiretty)");
  if (/sudoers|may not run|not allowed to/i.test(text)) return l10n.t("the user is not allowed to use sudo");
  if (/no new privileges/i.test(text))
    return l10n.t("nothing that runs inside of this editor may become root (no_new_privs)");
  return l10n.t`sudo said: ${lastLine(text)}`;
}

function doasProblem(said: string): string {
  const text = said.replace(/^\d+\s*/, "").trim();
  if (said.startsWith("127") || /not found/.test(text)) return l10n.t("doas is not installed");
  if (/required|not permitted|failed|not enabled|doas\.conf/i.test(text)) {
    return l10n.t("doas does not let the user become root without a password");
  }
  return l10n.t`doas said: ${lastLine(text)}`;
}

function remedyFor(sudo: string): string {
  if (isTty.test(sudo))
    return l10n.t("Let root run `visudo` there and add `Defaults:USER !requiretty` for this user.");
  if (/no new privileges/i.test(sudo))
    return l10n.t("Install the editor outside of a snap or container, or use a virtual machine.");
  return l10n.t(
    "Connect as root, let root add the user to the group sudo or wheel there, or use a virtual machine.",
  );
}

const lastLine = (text: string): string => text.slice(text.lastIndexOf("\n") + 1);

function noRoot(target: string, problems: readonly string[], remedy: string): TargetError {
  return new TargetError(
    "no-root",
    l10n.t`No way to become root on ${target}: ${problems.join("; ")}.`,
    remedy,
    problems.join("\n"),
  );
}
