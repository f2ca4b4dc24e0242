/** What ssh says when it cannot connect or loses a connection, as errors that name the cause and what to do next. */
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
    sentence(`The connection to ${machine.name} was lost`, why),
    "See whether the machine still runs and the network is up, then connect again.",
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
      message: `ssh cannot read its configuration: ${lineOf(stderr, match.index)}`,
      remedy: "Correct that line; `ssh HOST` in a terminal says the same until it is right.",
    }),
  },
  {
    pattern: /REMOTE HOST IDENTIFICATION HAS CHANGED/u,
    explain: ({ machine, stderr }) => ({
      message:
        `The host key of ${machine.name} has changed${keyPlace(stderr)}: ` +
        `it is another machine, it was installed anew, or somebody is in between.`,
      remedy: `If you know why, remove the old key and connect again: ${removal(stderr) ?? `ssh-keygen -R ${hostOf(machine)}`}`,
    }),
  },
  {
    pattern: /is a different type to the key|HOST IDENTIFICATION .* REVOKED|REVOKED HOST KEY/u,
    explain: ({ machine, match, stderr }) => ({
      message: `The host key of ${machine.name} is not to be trusted: ${lineOf(stderr, match.index)}`,
      remedy: "Ask whoever runs the machine for its host key.",
    }),
  },
  {
    pattern: /No (\S+) host key is known for (\S+)/u,
    explain: ({ machine, match }) => ({
      message: `The host key of ${machine.name} is unknown, and the ssh configuration forbids to ask (StrictHostKeyChecking).`,
      remedy: `Connect once in a terminal, or put the ${match[1] ?? ""} key of ${match[2] ?? "the host"} into the known hosts file.`,
    }),
  },
  {
    pattern: /Host key verification failed/u,
    explain: ({ machine }) => ({
      message: `The host key of ${machine.name} could not be verified.`,
      remedy: `Connect once in a terminal to see what ssh says of it: ssh ${hostOf(machine)}`,
    }),
  },
  {
    pattern: /Too many authentication failures/u,
    explain: ({ machine }) => ({
      message: `${machine.name} refused after too many keys were tried.`,
      remedy:
        "Name the one key in ~/.ssh/config for this host: IdentityFile and IdentitiesOnly yes, or take keys out of the agent.",
    }),
  },
  {
    pattern: /(?:(\S+): )?Permission denied \(([^)]*)\)/u,
    explain: ({ machine, match, stderr }) => ({
      message: `${match[1] ?? machine.name} did not let you in; it accepts: ${(match[2] ?? "").replaceAll(",", ", ")}.${keyTrouble(stderr)}`,
      remedy:
        "Check the user name, and that the machine knows your key (ssh-copy-id) or that the password is right.",
    }),
  },
  {
    pattern: /Could not resolve hostname ([^:]+)/u,
    explain: ({ match }) => ({
      message: `There is no host named ${match[1] ?? ""}.`,
      remedy: "Check the spelling, ~/.ssh/config, and whether the network (VPN) is up.",
    }),
  },
  {
    pattern: /connect to host (\S+) port (\d+): (.+)/u,
    explain: ({ match, machine, stderr }) => connectFailed(match, machine, stderr),
  },
  {
    pattern: /timed out/iu,
    explain: ({ machine }) => ({
      message: `${machine.name} did not answer within ${connectSeconds} seconds.`,
      remedy: "See whether it is switched on, has booted, and can be reached from here (ping).",
    }),
  },
  {
    pattern: /Unable to negotiate with (.+?): (.*)/u,
    explain: ({ machine, match }) => ({
      message: `${machine.name} and ssh have no common algorithm: ${match[2] ?? ""}`,
      remedy:
        "Update the ssh server there, or allow what it offers for this host in ~/.ssh/config (HostKeyAlgorithms, KexAlgorithms, Ciphers).",
    }),
  },
  {
    pattern: /stdio forwarding failed|open failed: .*: (.*)/u,
    explain: ({ machine, stderr, match }) => ({
      message: `The jump host cannot reach ${machine.name}: ${lineOf(stderr, match.index)}`,
      remedy: "Check HostName and Port of the host as the jump host sees them.",
    }),
  },
  {
    pattern:
      /Protocol mismatch|invalid (?:protocol identifier|format)|banner line contains|Bad packet length|protocol error/iu,
    explain: ({ machine, match, stderr }) => ({
      message: `What answers at ${machine.name} does not speak ssh: ${lineOf(stderr, match.index)}`,
      remedy: "Check host and port.",
    }),
  },
  {
    pattern: /kex_exchange_identification|Connection (?:closed|reset) by|Broken pipe/u,
    explain: ({ machine, match, stderr }) => ({
      message: `${machine.name} closed the connection before anybody could log in: ${lineOf(stderr, match.index)}`,
      remedy:
        "See whether it is still booting, refuses this address (fail2ban, MaxStartups), or whether its ProxyCommand works.",
    }),
  },
];

function connectFailed(match: RegExpExecArray, machine: SshMachine, stderr: string): Explanation {
  const [, host = "", port = "", reason = ""] = match;
  // The ssh of a jump host says its own host.
  const isJump = /kex_exchange_identification|UNKNOWN port/u.test(stderr);
  const where = `${host} port ${port}`;
  const via = isJump ? `The way to ${machine.name} leads over ${where}: ` : `${where}: `;
  if (/refused/iu.test(reason))
    return {
      message: `${via}the machine answers but nothing listens there (connection refused).`,
      remedy: "Start the ssh server on it, or correct the port.",
    };
  if (/timed out/iu.test(reason))
    return {
      message: `${via}no answer within ${connectSeconds} seconds.`,
      remedy: "See whether it is switched on, has booted, and can be reached from here (ping).",
    };
  return {
    message: `${via}${reason.trim()}.`,
    remedy: "Check the network, the VPN and the address.",
  };
}

function noShell(machine: SshMachine, stderr: string, exitCode: number): TargetError {
  const said = lastLine(stderr);
  return new TargetError(
    "unreachable",
    sentence(`${machine.name} let you in but runs no commands (exit code ${exitCode})`, said),
    "Give the user a login shell there (chsh), or connect as another user.",
    stderr.trim(),
  );
}

function unknownCause(machine: SshMachine, stderr: string): TargetError {
  const said = lastLine(stderr);
  return new TargetError(
    "unreachable",
    sentence(`ssh could not connect to ${machine.name}`, said),
    `Try it in a terminal to see more: ssh -v ${hostOf(machine)}`,
    stderr.trim(),
  );
}

const lostCauses: readonly (readonly [RegExp, string])[] = [
  [/Timeout, server .* not responding/u, "it does not answer any more"],
  [/closed by remote host|Connection closed/u, "the machine closed it"],
  [/Connection reset|Broken pipe/u, "it was cut"],
];

const hostOf = ({ host, user }: SshMachine): string => (user === undefined ? host : `${user}@${host}`);

/** "Offending ED25519 key in /home/u/.ssh/known_hosts:12" */
function keyPlace(stderr: string): string {
  const match = /Offending (?:key for IP|\S+ key) in (.+):(\d+)/u.exec(stderr);
  return match === null ? "" : ` (the old one is in ${match[1] ?? ""}, line ${match[2] ?? ""})`;
}

/** The command that ssh itself names. */
const removal = (stderr: string): string | undefined => /^\s*(ssh-keygen .*-R .*?)\s*$/mu.exec(stderr)?.[1];

/** A key that ssh could not use at all. */
function keyTrouble(stderr: string): string {
  const match =
    /(?:Load key .*|.*UNPROTECTED PRIVATE KEY FILE.*|sign_and_send_pubkey: .*|Permissions .* too open.*)/u.exec(
      stderr,
    );
  return match === null ? "" : ` ssh also said: ${match[0].trim()}`;
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
