/**
 * A virtual machine as one starts it by hand: `qemu-system-* -kernel vmlinuz -initrd ...` and ssh again and again until it
 * answers. What bench-machines.ts compares with.
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { VmSpec } from "../client/src/kernel/targets/target.ts";
import { bootableKernel } from "../client/src/kernel/targets/vm/bootable.ts";
import { createConsole } from "../client/src/kernel/targets/vm/console.ts";
import { createKvmProbe } from "../client/src/kernel/targets/vm/kvm.ts";
import { type PreparedMachine, prepareMachine } from "../client/src/kernel/targets/vm/prepare.ts";
import { runFolder } from "../client/src/kernel/targets/vm/run-folder.ts";

export interface MachineByHand {
  /** Starts it and ends it again. @returns milliseconds until `ssh HOST true` has answered */
  powerOn(): Promise<number>;
  dispose(): void;
}

/** Takes the kernel that a target with these settings boots, and the same initramfs. */
export async function bootByHand(spec: VmSpec, cacheFolder: string): Promise<MachineByHand> {
  const folder = runFolder(cacheFolder);
  const shown = createConsole(path.join(folder, "console.log"));
  const { signal } = new AbortController();
  const prepared = await prepareMachine(
    { spec, cacheFolder, folder, console: shown },
    (qemu) => createKvmProbe(qemu, folder),
    () => undefined,
    signal,
  );
  // What is installed or packed as the kernel, not what a target makes of it.
  const { image } = await bootableKernel(spec.kernel, { cacheFolder }, () => undefined, signal);
  return {
    powerOn: () => powerOn(prepared, image),
    dispose() {
      shown.dispose();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Milliseconds after which it will not answer any more. */
const limitMs = 120_000;

async function powerOn({ qemu, keys }: PreparedMachine, image: string): Promise<number> {
  const port = await freePort();
  const isX86 = qemu.architecture === "x86_64";
  const words = [
    ["-machine", isX86 ? "q35" : "virt", "-accel", qemu.isKvm ? "kvm" : "tcg"],
    ["-cpu", qemu.isKvm ? "host" : "max", "-m", String(qemu.memoryMb), "-smp", String(qemu.cpus)],
    ["-kernel", image, "-initrd", qemu.initramfs],
    ["-append", `console=${isX86 ? "ttyS0" : "ttyAMA0"} panic=-1`, "-nographic", "-no-reboot"],
    ["-netdev", `user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:${port}-:22`],
    ["-device", "virtio-net-pci,netdev=net"],
  ];
  const started = performance.now();
  const machine = spawn(qemu.qemu, words.flat(), { stdio: ["ignore", "ignore", "inherit"] });
  const ended = once(machine, "close");
  try {
    while (!(await greets(port))) {
      if (machine.exitCode !== null) throw new Error(`QEMU ended with ${machine.exitCode}`);
      if (performance.now() - started > limitMs) throw new Error("the machine does not answer");
      await sleep(50);
    }
    const { status } = spawnSync("ssh", [...sshOptions(keys.identityFile, port), "root@127.0.0.1", "true"], {
      stdio: ["ignore", "inherit", "inherit"],
    });
    if (status !== 0) throw new Error(`ssh ended with ${status}`);
    return performance.now() - started;
  } finally {
    machine.kill("SIGKILL");
    await ended;
  }
}

/** QEMU takes the connection at once, so only a greeting says that somebody is there. ssh itself would ask less often. */
async function greets(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  // One that is refused or closed has said nothing.
  socket.on("error", () => socket.destroy());
  const { promise, resolve } = Promise.withResolvers<boolean>();
  socket.once("data", () => resolve(true));
  socket.once("close", () => resolve(false));
  const timer = setTimeout(() => resolve(false), 300);
  const isThere = await promise;
  clearTimeout(timer);
  socket.destroy();
  return isThere;
}

function sshOptions(identityFile: string, port: number): readonly string[] {
  const settings = [
    "IdentitiesOnly=yes",
    "StrictHostKeyChecking=no",
    "UserKnownHostsFile=/dev/null",
    "LogLevel=ERROR",
  ];
  const words = settings.flatMap((setting) => ["-o", setting]);
  return ["-F", "/dev/null", "-i", identityFile, "-p", String(port), ...words];
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (typeof address !== "object" || address === null) throw new Error("no port is free");
  return address.port;
}
