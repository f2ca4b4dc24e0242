/** Starting QEMU, played by a shell script: what its console shows decides, and nothing is left behind. */
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startProcess } from "../../../client/src/kernel/targets/spawn.ts";
import { type BootedMachine, bootMachine } from "../../../client/src/kernel/targets/vm/boot.ts";
import { createConsole, panicOf } from "../../../client/src/kernel/targets/vm/console.ts";
import { brokenMark, readyLine } from "../../../client/src/kernel/targets/vm/init-script.ts";
import { qemuArgv, watched } from "../../../client/src/kernel/targets/vm/qemu.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "kmod-boot-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

interface Tried {
  readonly steps: string[];
  readonly lines: () => readonly string[];
  readonly machine: Promise<BootedMachine>;
}

/** @param script what QEMU does, for sh: `$here` is the folder of the run */
async function boot(script: string, signal = new AbortController().signal): Promise<Tried> {
  const qemu = path.join(folder, "qemu");
  await writeFile(qemu, `#!/bin/sh\nhere='${folder}'\n${script}`, { mode: 0o755 });
  const shown = createConsole(path.join(folder, "console.log"));
  const steps: string[] = [];
  const options = {
    name: "lab",
    release: "6.1.0-9-amd64",
    folder,
    console: shown,
    silenceMs: 5_000,
    onStep: (step: string) => steps.push(step),
    qemu: {
      qemu,
      architecture: "x86_64",
      isKvm: false,
      memoryMb: 256,
      cpus: 1,
      kernel: "k",
      initramfs: "i",
      append: "",
      consoleFile: shown.file,
      shares: [],
    },
  };
  return { steps, lines: () => shown.lines(), machine: bootMachine(options, signal) };
}

test("it is up when its console shows the ready line, and can be stopped", async () => {
  const { machine, steps, lines } = await boot(
    `echo "[    0.0] Linux version"; echo "${readyLine}"; exec sleep 60`,
  );
  const booted = await machine;
  expect(booted.port).toBeGreaterThan(0);
  expect(steps).toEqual(["The kernel boots"]);
  expect(lines()).toEqual(["[    0.0] Linux version", readyLine]);
  await booted.stop();
  await booted.ended;
});

test("a panic at boot is told in the kernel's words, with what it showed after them", async () => {
  const { machine, lines } = await boot(
    `echo "[ 1.2] Kernel panic - not syncing: VFS: Unable to mount root fs"; echo "[ 1.3] Call Trace:"`,
  );
  await expect(machine).rejects.toMatchObject({
    problem: "unreachable",
    message:
      "The kernel 6.1.0-9-amd64 of lab did not come up: Kernel panic - not syncing: VFS: Unable to mount root fs",
  });
  expect(lines().at(-1)).toBe("[ 1.3] Call Trace:");
});

test("what our init misses is told", async () => {
  const { machine } = await boot(`echo "${brokenMark}its kernel has no driver"; exec sleep 60`);
  await expect(machine).rejects.toMatchObject({
    message: expect.stringContaining("its kernel has no driver"),
  });
});

test("a machine that ends while it boots is told with the console's last words", async () => {
  const { machine } = await boot(
    `echo "Decompressing Linux..."; echo "XZ-compressed data is corrupt"; echo ""`,
  );
  await expect(machine).rejects.toMatchObject({
    message: expect.stringContaining("Its console said last: XZ-compressed data is corrupt"),
  });
});

test("what QEMU refuses is told in its words", async () => {
  const { machine } = await boot(`echo "qemu: cannot set up guest memory 'pc.ram'" >&2; exit 1`);
  await expect(machine).rejects.toMatchObject({
    message: "QEMU did not start lab: qemu: cannot set up guest memory 'pc.ram'",
  });
});

test("when somebody else takes its port first, it takes another", async () => {
  const { machine } = await boot(`if [ -e "$here/tried" ]; then echo "${readyLine}"; exec sleep 60; fi
touch "$here/tried"; echo "qemu: -netdev user: Could not set up host forwarding rule 'tcp:127.0.0.1:1-:22'" >&2; exit 1`);
  await (await machine).stop();
});

test("cancelled, it ends at once with the signal's reason, and so does QEMU", async () => {
  const cancel = new AbortController();
  const { machine } = await boot(
    `echo $$ >"$here/pid.part"; mv "$here/pid.part" "$here/pid"; exec sleep 60`,
    cancel.signal,
  );
  const pid = Number(await untilRead(path.join(folder, "pid")));
  cancel.abort(new Error("enough"));
  await expect(machine).rejects.toThrow("enough");
  await expect.poll(() => isAlive(pid), { timeout: 5_000 }).toBe(false);
});

test("a panic of the running machine is told", async () => {
  const { machine } = await boot(
    `echo "${readyLine}"; sleep 0.1; echo "[ 9.9] Kernel panic - not syncing: sysrq"`,
  );
  const { panicked, ended } = await machine;
  expect(await panicked).toBe("Kernel panic - not syncing: sysrq");
  await ended;
});

test("QEMU ends, and its files go, when the process that started it dies", async () => {
  const run = path.join(folder, "run");
  await mkdir(run);
  const script = 'echo $$ >"$1.part"; mv "$1.part" "$1"; exec sleep 60';
  const pidFile = path.join(folder, "pid");
  const running = await startProcess({ argv: watched(["sh", "-c", script, "sh", pidFile], run) });
  const pid = Number(await untilRead(pidFile));
  // All that a shell sees of the death of its parent is that its input ends.
  running.endInput();
  await expect.poll(() => isAlive(pid), { timeout: 5_000 }).toBe(false);
  await expect.poll(() => existsSync(run), { timeout: 5_000 }).toBe(false);
});

test("a machine reaches nothing, listens on the loopback address only, and does not restart by itself", () => {
  const argv = qemuArgv({
    qemu: "qemu-system-x86_64",
    architecture: "x86_64",
    isKvm: false,
    memoryMb: 512,
    cpus: 2,
    kernel: "/k,1",
    initramfs: "/i",
    append: "quiet nokaslr",
    port: 4022,
    consoleFile: "/tmp/a,b",
    shares: [{ tag: "modules", folder: "/lib/modules/6,1" }],
  });
  const after = (option: string): string | undefined => argv[argv.indexOf(option) + 1];
  expect(after("-netdev")).toBe("user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:4022-:22");
  expect(argv).toContain("-no-reboot");
  expect(after("-append")).toMatch(/^console=ttyS0 panic=-1 .*quiet nokaslr$/u);
  expect(after("-accel")).toBe("tcg,thread=single");
  // A comma ends a value; doubled it does not. -kernel is no list of values.
  expect(after("-kernel")).toBe("/k,1");
  expect(after("-chardev")).toContain("logfile=/tmp/a,,b,");
  expect(after("-virtfs")).toContain("path=/lib/modules/6,,1,");
  expect(after("-virtfs")).toContain("readonly=on");
});

test("the console keeps lines without escapes, and starts anew with a dated line in the file", async () => {
  const shown = createConsole(path.join(folder, "log"), () => new Date("2026-11-23T20:00:00Z"));
  const heard: string[] = [];
  shown.onLine((line) => heard.push(line));
  shown.add("\u001bc\u001b[?7l\u001b[2JSeaBIOS\r");
  expect(heard).toEqual(["SeaBIOS"]);
  await shown.restart("lab starts with the kernel 6.1");
  expect(shown.lines()).toEqual([]);
  expect(await readFile(shown.file, "utf8")).toBe(
    "==== 2026-11-23T20:00:00.000Z lab starts with the kernel 6.1\n",
  );
});

test.each([
  [
    "[   12.345678] Kernel panic - not syncing: Fatal exception\r",
    "Kernel panic - not syncing: Fatal exception",
  ],
  [
    "[    1.0][    T1] Kernel panic - not syncing: Attempted to kill init!",
    "Kernel panic - not syncing: Attempted to kill init!",
  ],
  ["[    1.0] ---[ end Kernel panic - not syncing: sysrq ]---", undefined],
  ["kernel panic in a comment", undefined],
])("%j", (line, panic) => {
  expect(panicOf(line)).toBe(panic);
});

async function untilRead(file: string): Promise<string> {
  await expect.poll(() => existsSync(file), { timeout: 5_000 }).toBe(true);
  return readFile(file, "utf8");
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
