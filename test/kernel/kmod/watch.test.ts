import { type ChildProcess, spawn } from "node:child_process";
import { on } from "node:events";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { readModuleEvent, watchModules } from "../../../client/src/kernel/kmod/watch.ts";
import { allTools, fakeRoot, fewTools } from "./run-script.ts";

const { tools, folder } = allTools();
/** Without the udevadm that this machine may have. */
const few = fewTools();
afterAll(() => rmSync(few, { recursive: true, force: true }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let running: ChildProcess | undefined;
let root: ReturnType<typeof fakeRoot> | undefined;
afterEach(() => {
  running?.kill("SIGTERM");
  root?.remove();
});

test("lines are events, other lines are none", () => {
  expect(readModuleEvent("add hello")).toEqual({ kind: "added", name: "hello" });
  expect(readModuleEvent("remove hello")).toEqual({ kind: "removed", name: "hello" });
  expect(readModuleEvent("changed")).toEqual({ kind: "changed", name: undefined });
  for (const line of ["", "change hello", "add", "add a/b", "monitor will print the received events for:"]) {
    expect(readModuleEvent(line)).toBeUndefined();
  }
});

describe.each(tools)("by $name", ({ name, shell: called, path }) => {
  const shell = name === "busybox" ? called : join(few, called);
  const follow = (at: string, programs = name === "busybox" ? path : few) => {
    const [, ...args] = watchModules({ root: at, everySeconds: 0.05 }).argv;
    const child = (running = spawn(shell, args, {
      env: { PATH: programs },
      stdio: ["ignore", "pipe", "inherit"],
    }));
    const lines = on(createInterface({ input: child.stdout }), "line");
    const ended = new Promise((resolve) => child.once("close", resolve));
    return { child, next: async () => String((await lines.next()).value), ended };
  };

  test("a change of /proc/modules is said where no events are heard, and it ends when told to", async () => {
    const { folder: at } = (root = fakeRoot({ "proc/modules": "a 1 0 - Live 0x0\n" }));
    const { child, next, ended } = follow(at);
    // The first change may be made before the first look; one of many is seen as a change.
    let count = 0;
    const change = setInterval(
      () => writeFileSync(join(at, "proc/modules"), `b ${count++} 0 - Live 0x0\n`),
      40,
    );
    expect(await next()).toBe("changed");
    clearInterval(change);
    child.kill("SIGTERM");
    await ended;
  });

  test("events of udevadm are said at once, those of others left out", async () => {
    const { folder: at, write } = (root = fakeRoot({ "proc/modules": "" }));
    write(
      "bin/udevadm",
      `#!/bin/sh
echo "monitor will print the received events for:"
echo "KERNEL - the kernel uevent"
echo
echo "KERNEL[12.345678] change   /module/x (module)"
echo "KERNEL[12.345678] add      /devices/virtual/y (block)"
echo "KERNEL[12.345678] add      /module/hello (module)"
echo "KERNEL[13.000000] remove   /module/hello (module)"
`,
      0o755,
    );
    const { next } = follow(at, `${join(at, "bin")}:${name === "busybox" ? path : few}`);
    const heard = [];
    for (let line = 0; line < 7; line++) heard.push(readModuleEvent(await next()));
    expect(heard.filter((event) => event !== undefined)).toEqual([
      { kind: "added", name: "hello" },
      { kind: "removed", name: "hello" },
    ]);
  });

  test("a machine without /proc/modules ends it", async () => {
    const { folder: at } = (root = fakeRoot({}));
    const { child, ended } = follow(at);
    child.stdout.resume();
    expect(await ended).not.toBe(0);
  });

  // busybox's shell takes its own applet before any program of that name.
  if (name === "busybox") return;
  test("events of busybox's uevent are said as well", async () => {
    const { folder: at, write } = (root = fakeRoot({ "proc/modules": "" }));
    write(
      "bin/uevent",
      `#!/bin/sh
ACTION=add DEVPATH=/devices/y "$@"
ACTION=add DEVPATH=/module/hello SUBSYSTEM=module "$@"
`,
      0o755,
    );
    const { next } = follow(at, `${join(at, "bin")}:${few}`);
    expect(await next()).toBe("add hello");
  });
});
