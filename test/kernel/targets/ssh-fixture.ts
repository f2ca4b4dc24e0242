/** Targets over real ssh servers, with a configuration of their own, and a user who answers as the test says. */
import { appendFileSync, existsSync, mkdtempSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Argv, Command, Output } from "../../../client/src/kernel/command.ts";
import { createTarget } from "../../../client/src/kernel/targets/connection.ts";
import { createSshTransport } from "../../../client/src/kernel/targets/ssh.ts";
import type { Question, Questions, SshSpec, Target } from "../../../client/src/kernel/targets/target.ts";
import type { Transport } from "../../../client/src/kernel/targets/transport.ts";
import type { SshLab, SshServer } from "./ssh-server.ts";

export interface FixtureOptions {
  /** Hosts of the configuration: `board` is the one that is connected to. */
  readonly hosts: Readonly<Record<string, HostOptions>>;
  /** What the user answers to a secret; undefined: leaves it. Left when missing. */
  readonly secret?: (text: string) => string | undefined;
  /** Whether the user says yes. No when missing. */
  readonly confirm?: (text: string) => boolean;
  /** Text before the hosts. */
  readonly config?: string;
  readonly isShared?: boolean;
  readonly silenceMs?: number;
}

export interface HostOptions {
  readonly server: Pick<SshServer, "port" | "user" | "knownHost">;
  readonly keyFile?: string;
  /** The host key is not in known_hosts. */
  readonly isUnknown?: boolean;
  /** More lines. */
  readonly more?: string;
}

export interface SshFixture {
  readonly target: Target;
  readonly transport: Transport;
  /** What the user was asked. */
  readonly asked: Question[];
  readonly knownHosts: string;
}

export function sshFixture(lab: SshLab, options: FixtureOptions): SshFixture {
  const folder = mkdtempSync(path.join(lab.folder, "client-"));
  const knownHosts = path.join(folder, "known_hosts");
  const configFile = path.join(folder, "config");
  writeFileSync(knownHosts, "");
  writeFileSync(configFile, options.config ?? "");
  for (const [name, host] of Object.entries(options.hosts)) {
    appendFileSync(configFile, hostLines(name, host, knownHosts));
    if (host.isUnknown !== true) appendFileSync(knownHosts, `${host.server.knownHost}\n`);
  }
  const asked: Question[] = [];
  const questions: Questions = {
    async secret(question) {
      asked.push(question);
      return options.secret?.(question.text);
    },
    async confirm(question) {
      asked.push(question);
      return options.confirm?.(question.text) ?? false;
    },
  };
  const spec: SshSpec = { kind: "ssh", name: "board", host: "board", port: undefined, isProduction: false };
  const transport = createSshTransport(
    { ...spec, configFile },
    {
      questions,
      ...(options.isShared !== undefined && { isShared: options.isShared }),
      ...(options.silenceMs !== undefined && { silenceMs: options.silenceMs }),
    },
  );
  const target = createTarget({ id: "ssh:board", spec, transport, questions });
  return { target, transport, asked, knownHosts };
}

const hostLines = (name: string, { server, keyFile, more = "" }: HostOptions, knownHosts: string): string => `
Host ${name}
  HostName 127.0.0.1
  Port ${server.port}
  User ${server.user}
  UserKnownHostsFile ${knownHosts}
  GlobalKnownHostsFile /dev/null
  IdentityAgent none
  IdentitiesOnly yes
  IdentityFile ${keyFile ?? "none"}
  ${more}
`;

/** A command whose output is what it says. */
export const said = (...argv: Argv): Command<Output> => ({ argv, parse: (output) => output });

/** Whether a process of this machine runs. */
export const runs = (pid: number): boolean => existsSync(`/proc/${pid}`);
