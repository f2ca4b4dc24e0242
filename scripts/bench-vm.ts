/** A virtual machine for benches that can also be reached by hand: a target over SSH, and the words for ssh. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import path from "node:path";
import { createTarget } from "../client/src/kernel/targets/connection.ts";
import { createSshTransport } from "../client/src/kernel/targets/ssh.ts";
import type { Questions, Target, VmSpec } from "../client/src/kernel/targets/target.ts";
import { bootMachine } from "../client/src/kernel/targets/vm/boot.ts";
import { createConsole } from "../client/src/kernel/targets/vm/console.ts";
import { createKvmProbe } from "../client/src/kernel/targets/vm/kvm.ts";
import { prepareMachine } from "../client/src/kernel/targets/vm/prepare.ts";
import { runFolder, writeKnownHosts } from "../client/src/kernel/targets/vm/run-folder.ts";
import { testKernels, vmCacheFolder } from "./test-kernels.ts";

export interface BenchMachine {
  readonly target: Target;
  readonly release: string;
  /** Words before a command: with a connection of its own. */
  readonly ssh: readonly string[];
  /** Over a master that was opened before. */
  readonly sharedSsh: readonly string[];
  dispose(): Promise<void>;
}

/** The machine that the benches boot. */
export async function benchSpec(): Promise<VmSpec> {
  const [kernel] = await testKernels(["6.1"], console.log);
  if (kernel === undefined) throw new Error("there is no kernel 6.1");
  return {
    kind: "vm",
    name: "bench",
    kernel: { kind: "package", name: kernel.packageName },
    memoryMb: 512,
    cpus: 2,
    append: "",
  };
}

/** Nobody is there to answer. */
export const noAnswers: Questions = { secret: async () => undefined, confirm: async () => false };

const onStep = (): void => undefined;

export async function openBenchMachine(): Promise<BenchMachine> {
  const spec = await benchSpec();
  const folder = runFolder(vmCacheFolder);
  const shown = createConsole(path.join(folder, "console.log"));
  const { signal } = new AbortController();
  const { keys, qemu, release } = await prepareMachine(
    { spec, cacheFolder: vmCacheFolder, folder, console: shown },
    (program) => createKvmProbe(program, folder),
    onStep,
    signal,
  );
  const { name } = spec;
  const boot = { name, release, folder, qemu, console: shown, onStep, silenceMs: 60_000 };
  const booted = await bootMachine(boot, signal);
  const { port } = booted;
  const host = {
    name,
    host: "127.0.0.1",
    port,
    user: "root",
    identityFile: keys.identityFile,
    knownHostsFile: await writeKnownHosts(folder, keys.hostKey, port),
    configFile: "/dev/null",
  };
  const options = optionsOf(keys.identityFile);
  const socket = path.join(folder, "master");
  const shared = [...options, "-o", `ControlPath=${socket}`];
  const master = spawn("ssh", ["-M", "-N", ...shared, "-p", String(port), "root@127.0.0.1"], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const target = createTarget({
    id: "ssh:bench",
    spec: { kind: "ssh", name, host: host.host, port, isProduction: false },
    transport: createSshTransport(host, { questions: { ...noAnswers, confirm: async () => true } }),
    questions: noAnswers,
  });
  await target.connect();
  return {
    target,
    release,
    ssh: ["ssh", ...options, "-p", String(port), "root@127.0.0.1"],
    sharedSsh: ["ssh", ...shared, "-p", String(port), "root@127.0.0.1"],
    async dispose() {
      await target.dispose();
      master.kill();
      await once(master, "close");
      await booted.stop();
      shown.dispose();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function optionsOf(identityFile: string): readonly string[] {
  const settings = [
    "IdentitiesOnly=yes",
    "StrictHostKeyChecking=no",
    "UserKnownHostsFile=/dev/null",
    "LogLevel=ERROR",
  ];
  return ["-F", "/dev/null", "-i", identityFile, ...settings.flatMap((setting) => ["-o", setting])];
}
