/** What ssh says when it cannot connect or loses a connection, as errors that name the cause and what to do next. */
import * as l10n from "@vscode/l10n";
import { TargetError } from "../errors.ts";
import { connectSeconds, type SshMachine } from "./ssh-options.ts";

/** What is known of an attempt that failed. */
export interface SshEnd {
  readonly machine: SshMachine;
  /** What ssh printed, English as all of ssh is. */
  readonly stderr: string;
  readonly exitCode: number;
}

/** Why ssh could not connect: `unreachable`, or `settings` where its configuration cannot be read. */
export function explainUnreachable({ machine, stderr, exitCode }: SshEnd): TargetError {
  for (const { pattern, explain } of causes) {
    const match = pattern.exec(stderr);
    if (match === null) continue;
    const { problem = "unreachable", message, remedy } = explain({ machine, match, stderr });
    return new TargetError(problem, message, remedy, stderr.trim());
  }
  return exitCode === 255 ? unknownCause(machine, stderr) : noShell(machine, stderr, exitCode);
}

/** Why a connection that worked is gone: `lost`. */
export function explainLost({ machine, stderr }: SshEnd): TargetError {
  const why = lostCauses.find(([pattern]) => pattern.test(stderr))?.[1] ?? lastLine(stderr);
  return new TargetError(
    "lost",
    sentence(l10n.t`The connection to ${machine.name} was lost`, why),
    l10n.t("See whether the machine still runs and the network is up, then connect again."),
    stderr.trim(),
  );
}

interface Found {
  readonly machine: SshMachine;
  readonly match: RegExpExecArray;
  readonly stderr: string;
}

interface Explanation {
  readonly problem?: "unreachable" | "settings" | "missing-program";
  readonly message: string;
  readonly remedy: string;
}

interface Cause {
  readonly pattern: RegExp;
  readonly explain: (found: Found) => Explanation;
}

/** The first that fits counts: what is said of a jump host comes before what follows of it. Wording of OpenSSH 8.4 to 10. */
const causes: readonly Cause[] = [
  {
    pattern:
      /^.+? line \d+: (?!Unsupported|Deprecated|Ignored).+|^Bad owner or permissions on .+|^Can't open user config file .+/mu,
    explain: ({ match, stderr }) => ({
      problem: "settings",
      message: l10n.t`ssh cannot read its configuration: ${lineOf(stderr, match.index)}`,
      remedy: l10n.t("Correct that line; `ssh HOST` in a terminal says the same until it is right."),
    }),
  },
  {
    pattern: /REMOTE HOST IDENTIFICATION HAS CHANGED/u,
    explain: ({ machine, stderr }) => ({
      message: changedKey(machine.name, stderr),
      remedy: l10n.t`If you know why, remove the old key and connect again: ${removal(stderr) ?? `ssh-keygen -R ${hostOf(machine)}`}`,
    }),
  },
  {
    pattern: /is a different type to the key|HOST IDENTIFICATION .* REVOKED|REVOKED HOST KEY/u,
    explain: ({ machine, match, stderr }) => ({
      message: l10n.t`The host key of ${machine.name} is not to be trusted: ${lineOf(stderr, match.index)}`,
      remedy: l10n.t("Ask whoever runs the machine for its host key."),
    }),
  },
  {
    pattern: /No (\S+) host key is known for (\S+)/u,
    explain: ({ machine, match }) => ({
      message: l10n.t`The host key of ${machine.name} is unknown, and the ssh configuration forbids to ask (StrictHostKeyChecking).`,
      remedy:
        match[2] === undefined
          ? l10n.t`Connect once in a terminal, or put the ${match[1] ?? ""} key of the host into the known hosts file.`
          : l10n.t`Connect once in a terminal, or put the ${match[1] ?? ""} key of ${match[2]} into the known hosts file.`,
    }),
  },
  {
    pattern: /Host key verification failed/u,
    explain: ({ machine }) => ({
      message: l10n.t`The host key of ${machine.name} could not be verified.`,
      remedy: l10n.t`Connect once in a terminal to see what ssh says of it: ssh ${hostOf(machine)}`,
    }),
  },
  {
    pattern: /Too many authentication failures/u,
    explain: ({ machine }) => ({
      message: l10n.t`${machine.name} refused after too many keys were tried.`,
      remedy: l10n.t(
        "Name the one key in ~/.ssh/config for this host: IdentityFile and IdentitiesOnly yes, or take keys out of the agent.",
      ),
    }),
  },
  {
    pattern: /(?:(\S+): )?Permission denied \(([^)]*)\)/u,
    explain: ({ machine, match, stderr }) => ({
      message: `${l10n.t`${match[1] ?? machine.name} did not let you in; it accepts: ${(match[2] ?? "").replaceAll(",", ", ")}.`}${keyTrouble(stderr)}`,
      remedy: l10n.t(
        "Check the user name, and that the machine knows your key (ssh-copy-id) or that the password is right.",
      ),
    }),
  },
  {
    pattern: /Could not resolve hostname ([^:]+)/u,
    explain: ({ match }) => ({
      message: l10n.t`There is no host named ${match[1] ?? ""}.`,
      remedy: l10n.t("Check the spelling, ~/.ssh/config, and whether the network (VPN) is up."),
    }),
  },
  {
    pattern: /connect to host (\S+) port (\d+): (.+)/u,
    explain: ({ match, machine, stderr }) => connectFailed(match, machine, stderr),
  },
  {
    pattern: /timed out/iu,
    explain: ({ machine }) => ({
      message: l10n.t`${machine.name} did not answer within ${connectSeconds} seconds.`,
      remedy: l10n.t("See whether it is switched on, has booted, and can be reached from here (ping)."),
    }),
  },
  {
    pattern: /Unable to negotiate with (.+?): (.*)/u,
    explain: ({ machine, match }) => ({
      message: l10n.t`${machine.name} and ssh have no common algorithm: ${match[2] ?? ""}`,
      remedy: l10n.t(
        "Update the ssh server there, or allow what it offers for this host in ~/.ssh/config (HostKeyAlgorithms, KexAlgorithms, Ciphers).",
      ),
    }),
  },
  {
    pattern: /stdio forwarding failed|open failed: .*: (.*)/u,
    explain: ({ machine, stderr, match }) => ({
      message: l10n.t`The jump host cannot reach ${machine.name}: ${lineOf(stderr, match.index)}`,
      remedy: l10n.t("Check HostName and Port of the host as the jump host sees them."),
    }),
  },
  {
    pattern:
      /Protocol mismatch|invalid (?:protocol identifier|format)|banner line contains|Bad packet length|protocol error/iu,
    explain: ({ machine, match, stderr }) => ({
      message: l10n.t`What answers at ${machine.name} does not speak ssh: ${lineOf(stderr, match.index)}`,
      remedy: l10n.t("Check host and port."),
    }),
  },
  {
    pattern: /kex_exchange_identification|Connection (?:closed|reset) by|Broken pipe/u,
    explain: ({ machine, match, stderr }) => ({
      message: l10n.t`${machine.name} closed the connection before anybody could log in: ${lineOf(stderr, match.index)}`,
      remedy: l10n.t(
        "See whether it is still booting, refuses this address (fail2ban, MaxStartups), or whether its ProxyCommand works.",
      ),
    }),
  },
];

function connectFailed(match: RegExpExecArray, machine: SshMachine, stderr: string): Explanation {
  const [, host = "", port = "", reason = ""] = match;
  // The ssh of a jump host says its own host.
  const isJump = /kex_exchange_identification|UNKNOWN port/u.test(stderr);
  const place = l10n.t`${host} port ${port}`;
  const where = isJump ? l10n.t`The way to ${machine.name} leads over ${place}` : place;
  if (/refused/iu.test(reason))
    return {
      message: l10n.t`${where}: the machine answers but nothing listens there (connection refused).`,
      remedy: l10n.t("Start the ssh server on it, or correct the port."),
    };
  if (/timed out/iu.test(reason))
    return {
      message: l10n.t`${where}: no answer within ${connectSeconds} seconds.`,
      remedy: l10n.t("See whether it is switched on, has booted, and can be reached from here (ping)."),
    };
  return {
    message: `${where}: ${reason.trim()}.`,
    remedy: l10n.t("Check the network, the VPN and the address."),
  };
}

function noShell(machine: SshMachine, stderr: string, exitCode: number): TargetError {
  const said = lastLine(stderr);
  return new TargetError(
    "unreachable",
    sentence(l10n.t`${machine.name} let you in but runs no commands (exit code ${exitCode})`, said),
    l10n.t("Give the user a login shell there (chsh), or connect as another user."),
    stderr.trim(),
  );
}

function unknownCause(machine: SshMachine, stderr: string): TargetError {
  const said = lastLine(stderr);
  return new TargetError(
    "unreachable",
    sentence(l10n.t`ssh could not connect to ${machine.name}`, said),
    l10n.t`Try it in a terminal to see more: ssh -v ${hostOf(machine)}`,
    stderr.trim(),
  );
}

const lostCauses: readonly (readonly [RegExp, string])[] = [
  [/Timeout, server .* not responding/u, l10n.t("it does not answer any more")],
  [/closed by remote host|Connection closed/u, l10n.t("the machine closed it")],
  [/Connection reset|Broken pipe/u, l10n.t("it was cut")],
];

const hostOf = ({ host, user }: SshMachine): string => (user === undefined ? host : `${user}@${host}`);

/** "Offending ED25519 key in /home/u/.ssh/known_hosts:12" */
function changedKey(machine: string, stderr: string): string {
  const [, file, line] = /Offending (?:key for IP|\S+ key) in (.+):(\d+)/u.exec(stderr) ?? [];
  return file === undefined || line === undefined
    ? l10n.t`The host key of ${machine} has changed: it is another machine, it was installed anew, or somebody is in between.`
    : l10n.t`The host key of ${machine} has changed (the old one is in ${file}, line ${line}): it is another machine, it was installed anew, or somebody is in between.`;
}

/** The command that ssh itself names. */
const removal = (stderr: string): string | undefined => /^\s*(ssh-keygen .*-R .*?)\s*$/mu.exec(stderr)?.[1];

/** A key that ssh could not use at all. */
function keyTrouble(stderr: string): string {
  const match =
    /(?:Load key .*|.*UNPROTECTED PRIVATE KEY FILE.*|sign_and_send_pubkey: .*|Permissions .* too open.*)/u.exec(
      stderr,
    );
  return match === null ? "" : ` ${l10n.t`ssh also said: ${match[0].trim()}`}`;
}

/** One full stop at the end, whatever a program said. */
const sentence = (what: string, said: string): string =>
  `${said === "" ? what : `${what}: ${said.replace(/[.\s]+$/u, "")}`}.`;

const lineOf = (text: string, index: number): string =>
  text
    .slice(text.lastIndexOf("\n", index) + 1)
    .split("\n", 1)[0]
    ?.trim() ?? "";

const lastLine = (text: string): string => text.trim().split("\n").at(-1)?.trim() ?? "";
