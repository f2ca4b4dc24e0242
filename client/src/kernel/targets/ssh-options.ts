/**
 * The words that ssh is started with. What `~/.ssh/config` says of a host (Include, ProxyJump, IdentityFile, agent...)
 * stays with ssh, which reads it; only what the connection itself stands on is set here, as options, which come before
 * the file's (ssh_config(5): the first value obtained is the one that is used).
 */
import * as l10n from "@vscode/l10n";
import type { Argv } from "../command.ts";
import { TargetError } from "../errors.ts";
import { loginShellLine } from "./ssh-command.ts";

/** A machine that is reached by ssh. A `SshSpec` of the settings is one as it is. */
export interface SshMachine {
  /** Name of the target, for questions and messages. */
  readonly name: string;
  /** As one gives it to ssh: a name of ~/.ssh/config, `host` or `user@host`. */
  readonly host: string;
  readonly port?: number | undefined;
  readonly user?: string;
  /** The only key that is offered, instead of those of the user's files and agent. Has no passphrase. */
  readonly identityFile?: string;
  /** The only file that knows host keys; the host key must stand in it (`[127.0.0.1]:4022 ssh-ed25519 AAAA...`). */
  readonly knownHostsFile?: string;
  /** Read instead of ~/.ssh/config and /etc/ssh/ssh_config: `/dev/null` where none of the user's settings may apply. */
  readonly configFile?: string;
}

/**
 * Seconds between two signs of life that are asked of the machine, and how many may stay unanswered: a dead link is
 * seen after interval * (count + 1) = 8 s (ServerAliveCountMax in ssh_config(5)).
 */
export const aliveIntervalSeconds = 2;
export const aliveCount = 3;

/** Seconds until a machine counts as not answering: connecting, and its first words. */
export const connectSeconds = 8;

/** Printed by the machine when the connection's own session runs there; what it says of itself follows. */
const readyMark = "kmod-ready";

/** What a machine says of a login. */
export interface Login {
  /** `/bin/sh` */
  readonly shell: string;
  /** Name of the program that took the login (`sshd`, `dropbear`); may be empty. */
  readonly server: string;
}

/** Where a line says that the connection is ready; the login may have begun that line. */
export function readyLogin(line: string): Login | undefined {
  const match = new RegExp(`${readyMark} (.*) (\\S*)$`).exec(line);
  if (match === null) return undefined;
  const [, shell = "", server = ""] = match;
  return { shell, server };
}

/** Says so; the parent of the login shell is the server. */
const ready = `s=; read -r s 2>/dev/null </proc/$PPID/comm; echo "${readyMark} $SHELL $s"; exec cat >/dev/null`;

/** How a connection is shared: by the socket of a master, or not at all (OpenSSH for Windows has no masters). */
export type Sharing = { readonly kind: "master"; readonly socket: string } | { readonly kind: "none" };

export interface RemoteCommand {
  readonly argv: Argv;
  /** The machine's login shell is a plain sh (see `isPosixShell`). */
  readonly isPosix: boolean;
}

/**
 * The ssh that is held as long as the connection lasts: it asks its questions through askpass, says that it is ready, and
 * ends when its input ends, so that it does not outlive the editor.
 */
export function connectionArgv(machine: SshMachine, sharing: Sharing): Argv {
  return [
    "ssh",
    ...(sharing.kind === "master"
      ? set("ControlMaster=yes", `ControlPath=${optionPath(sharing.socket)}`)
      : set(...notShared)),
    ...directOptions(machine),
    ...set(`BatchMode=${asksNothing(machine) ? "yes" : "no"}`),
    ...destination(machine),
    loginShellLine(["sh", "-c", ready]),
  ];
}

/**
 * A command over a master that runs. It reads no configuration (which may run programs: `Match exec`) and, where the
 * master is gone, ends at once instead of connecting by itself.
 */
export function sharedArgv(machine: SshMachine, socket: string, { argv, isPosix }: RemoteCommand): Argv {
  const options = set(
    "ControlMaster=no",
    `ControlPath=${optionPath(socket)}`,
    "ProxyCommand=false",
    "BatchMode=yes",
    "LogLevel=ERROR",
  );
  // The host is only a name here: the master has the connection.
  return ["ssh", "-F", "/dev/null", "-T", ...options, machine.host, "--", loginShellLine(argv, isPosix)];
}

/** A command with a connection of its own; without `isAsking` it fails where ssh would ask something. */
export function directArgv(machine: SshMachine, { argv, isPosix }: RemoteCommand, isAsking: boolean): Argv {
  return [
    "ssh",
    ...set(...notShared, `BatchMode=${isAsking ? "no" : "yes"}`),
    ...directOptions(machine),
    ...destination(machine),
    loginShellLine(argv, isPosix),
  ];
}

/** @throws TargetError (settings) for a host, user or port that ssh or a shell would read as something else. */
export function checkMachine({ name, host, user, port }: SshMachine): void {
  if (!isSafeName(host))
    throw wrong(l10n.t`The target "${name}" has no usable host: ${JSON.stringify(host)}.`);
  if (user !== undefined && !isSafeName(user))
    throw wrong(l10n.t`The target "${name}" has no usable user: ${JSON.stringify(user)}.`);
  if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536))
    throw wrong(l10n.t`The target "${name}" has no usable port: ${port}.`);
}

const wrong = (what: string): TargetError =>
  new TargetError(
    "settings",
    what,
    l10n.t(
      'Give it a host as you give it to ssh, for example "board" or "root@192.168.0.7", in the setting kmod.targets.',
    ),
  );

/** Names get into shell text by `%h` and `%r` of ProxyCommand and LocalCommand; one that begins with - is an option. */
const isSafeName = (text: string): boolean =>
  /^[^-\s'"`$\\;&<>|(){}*?!#~\p{Cc}][^\s'"`$\\;&<>|(){}*?!#\p{Cc}]*$/u.test(text);

const notShared: readonly string[] = ["ControlMaster=no", "ControlPath=none"];

/** A virtual machine of ours: its key and its host key are known, so there is nothing to ask. */
const asksNothing = ({ identityFile, knownHostsFile }: SshMachine): boolean =>
  identityFile !== undefined && knownHostsFile !== undefined;

function directOptions({ identityFile, knownHostsFile, configFile }: SshMachine): readonly string[] {
  const options = [
    "ControlPersist=no",
    "RemoteCommand=none",
    "PermitLocalCommand=no",
    // The user's own sessions have the ports.
    "ClearAllForwardings=yes",
    `ServerAliveInterval=${aliveIntervalSeconds}`,
    `ServerAliveCountMax=${aliveCount}`,
    "TCPKeepAlive=yes",
    `ConnectTimeout=${connectSeconds}`,
    // Below it ssh does not say why a connection ended.
    "LogLevel=INFO",
  ];
  if (identityFile !== undefined)
    options.push(`IdentityFile=${optionPath(identityFile)}`, "IdentitiesOnly=yes", "IdentityAgent=none");
  if (knownHostsFile !== undefined)
    options.push(
      `UserKnownHostsFile=${optionPath(knownHostsFile)}`,
      "GlobalKnownHostsFile=/dev/null",
      "StrictHostKeyChecking=yes",
      "UpdateHostKeys=no",
    );
  return [...(configFile === undefined ? [] : ["-F", configFile]), "-T", "-x", ...set(...options)];
}

function destination({ host, port, user }: SshMachine): readonly string[] {
  return [
    ...(port === undefined ? [] : ["-p", String(port)]),
    ...(user === undefined ? [] : ["-l", user]),
    host,
    "--",
  ];
}

const set = (...options: readonly string[]): readonly string[] => options.flatMap((option) => ["-o", option]);

/** A path as the value of an option: ssh takes words apart at blanks, and expands `%`. */
const optionPath = (file: string): string =>
  `"${file.replaceAll("%", "%%").replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
