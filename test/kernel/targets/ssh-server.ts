/**
 * Real ssh servers on the loopback interface: one dropbear for each connection, in a mount namespace where the user has
 * another home, so that neither ~/.ssh nor /etc is touched. They end with the tests.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir, userInfo } from "node:os";
import path from "node:path";

/** Why there can be no server here; undefined: there can. */
export function whyNoServer(): string | undefined {
  for (const program of ["ssh", "ssh-keygen", "dropbear", "dropbearkey", "unshare"])
    if (spawnSync("sh", ["-c", `command -v ${program}`], { env: paths }).status !== 0)
      return `${program} is not installed`;
  const { status } = spawnSync("unshare", [
    ...namespaceOptions(),
    "mount",
    "--bind",
    "/etc/passwd",
    "/etc/passwd",
  ]);
  return status === 0 ? undefined : "this machine allows no mount namespaces (unshare)";
}

/** The password of an account that has one, and what crypt(3) makes of it. */
export const password = "correct horse";
const passwordHash =
  "$6$rounds=1000$kmodtest$.JwjtxuErwn9kGq3QxtsULWPAJI95ezs4NPWX2DW2FIaJcaTmMheAi.nZm41TTIoQoEfl15cbNyLouJhAW61H1";

export interface ServerOptions {
  /** Lines of authorized_keys. */
  readonly keys?: readonly string[];
  readonly hasPassword?: boolean;
  /** Login shell; /bin/sh when missing. */
  readonly shell?: string;
}

export interface SshServer {
  readonly port: number;
  readonly user: string;
  /** As known_hosts has it. */
  readonly knownHost: string;
  /** Connections so far. */
  connections(): number;
  /** Ends every connection at once, as a machine that loses its power. */
  cut(): void;
  /** Answers nothing more, but ends no connection. */
  freeze(): void;
}

/** Where the servers and the keys of one test file live. */
export interface SshLab {
  readonly folder: string;
  server(options: ServerOptions): Promise<SshServer>;
  /** Makes a key pair. @returns its file and the line for authorized_keys */
  key(name: string, passphrase?: string): { readonly file: string; readonly line: string };
  dispose(): void;
}

export function createSshLab(): SshLab {
  const folder = mkdtempSync(path.join(tmpdir(), "kmod-ssh-"));
  const ends: (() => void)[] = [];
  return {
    folder,
    async server(options) {
      const home = mkdtempSync(path.join(folder, "server-"));
      const { server, end } = await startServer(home, options);
      ends.push(end);
      return server;
    },
    key(name, passphrase = "") {
      const file = path.join(folder, name);
      execFileSync("ssh-keygen", [
        "-q",
        "-t",
        "ed25519",
        "-a",
        "1",
        "-N",
        passphrase,
        "-C",
        name,
        "-f",
        file,
      ]);
      return { file, line: execFileSync("cat", [`${file}.pub`], { encoding: "utf8" }).trim() };
    },
    dispose() {
      for (const end of ends) end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const paths = { ...process.env, PATH: `${process.env["PATH"] ?? ""}:/usr/sbin:/sbin` };

function namespaceOptions(): readonly string[] {
  const isRoot = process.getuid?.() === 0;
  return isRoot ? ["--mount"] : ["--user", "--map-current-user", "--keep-caps", "--mount"];
}

async function startServer(
  home: string,
  { keys = [], hasPassword = false, shell = "/bin/sh" }: ServerOptions,
) {
  const { username, uid, gid } = userInfo();
  mkdirSync(path.join(home, ".ssh"), { mode: 0o700 });
  writeFileSync(path.join(home, ".ssh/authorized_keys"), `${keys.join("\n")}\n`, { mode: 0o600 });
  const hash = hasPassword ? passwordHash : "*";
  writeFileSync(path.join(home, "passwd"), `${username}:${hash}:${uid}:${gid}::${home}:${shell}\n`);
  writeFileSync(path.join(home, "shadow"), `${username}:${hash}:19000:0:99999:7:::\n`);
  const hostKey = path.join(home, "host-key");
  const made = execFileSync("dropbearkey", ["-t", "ed25519", "-f", hostKey], {
    encoding: "utf8",
    env: paths,
    stdio: ["ignore", "pipe", "ignore"],
  });
  // dropbear lets nobody in whose shell is not listed.
  writeFileSync(path.join(home, "shells"), `${shell}\n`);
  const script = `for file in passwd shadow shells; do mount --bind "$1/$file" "/etc/$file" || exit; done
shift
exec dropbear -i -m -r "$@"`;
  const logins = hasPassword ? [] : ["-s"];
  const args = [...namespaceOptions(), "sh", "-c", script, "sh", home, hostKey, ...logins];
  const children = new Set<ChildProcess>();
  let connections = 0;
  // The socket itself becomes dropbear's: it must not be read here.
  const listener = createServer({ pauseOnConnect: true }, (socket) => {
    connections++;
    const child = spawn("unshare", args, { stdio: [socket, socket, "ignore"], env: paths });
    children.add(child);
    child.once("exit", () => children.delete(child));
    socket.destroy();
  });
  const port = await listeningPort(listener);
  const signal = (name: NodeJS.Signals): void => {
    for (const child of children) child.kill(name);
  };
  const server: SshServer = {
    port,
    user: username,
    knownHost: `[127.0.0.1]:${port} ${/^ssh-ed25519 \S+/mu.exec(made)?.[0] ?? ""}`,
    connections: () => connections,
    cut: () => signal("SIGKILL"),
    freeze: () => signal("SIGSTOP"),
  };
  const end = (): void => {
    signal("SIGKILL");
    listener.close();
  };
  return { server, end };
}

/** Lets a server listen on a free port of the loopback interface. */
export async function listeningPort(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("It listens on no port");
  return address.port;
}
