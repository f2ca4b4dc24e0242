/** The script that says a log, in every shell that there is here, with files and programs of a machine that is made up. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { scriptOf } from "../../../client/src/kernel/command.ts";
import { createLogReader } from "../../../client/src/kernel/log/log-reader.ts";
import { kernelLog } from "../../../client/src/kernel/log/log-script.ts";
import type { LogEvent } from "../../../client/src/kernel/log/record.ts";
import { startProcess } from "../../../client/src/kernel/targets/spawn.ts";

const boot = "11111111-2222-3333-4444-555555555555";

let root: string;
let functions = "";
let running: { stop(): Promise<void> } | undefined;
beforeEach(() => {
  functions = "";
  root = mkdtempSync(path.join(tmpdir(), "kmod-log-"));
  write("proc/sys/kernel/random/boot_id", `${boot}\n`);
  write("proc/uptime", "12.50 20.00\n");
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
  rmSync(root, { recursive: true });
});

function write(name: string, text: string): void {
  const file = path.join(root, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}
const eventually = (check: () => void): Promise<void> => vi.waitFor(check, 4_000);
/** A program that comes before the machine's own: by PATH, and by a function for a busybox that asks itself first. */
function program(name: string, text: string): void {
  functions += `${name}() { "${root}/bin/${name}" "$@"; }\n`;
  write(`bin/${name}`, `#!/bin/sh\n${text}`);
  chmodSync(path.join(root, "bin", name), 0o755);
}

const isInstalled = (name: string): boolean =>
  (process.env["PATH"] ?? "").split(":").some((folder) => existsSync(path.join(folder, name)));
const shells = [["sh"], ["dash"], ["bash", "--posix"], ["busybox", "sh"]].filter(([name = ""]) =>
  isInstalled(name),
);

describe.each(shells)("%s", (...shell) => {
  const start = async () => {
    const events: LogEvent[] = [];
    const reader = createLogReader({ onEvent: (event) => events.push(event) });
    const { script, args } = scriptOf(kernelLog({ root, everySeconds: 0.05 }).argv) ?? {
      script: "",
      args: [],
    };
    const [first = "sh", ...rest] = shell;
    const child = await startProcess(
      {
        argv: [first, ...rest, "-c", functions + script, "kmod", ...args],
        env: { PATH: `${root}/bin:${process.env["PATH"]}`, LC_ALL: "C" },
      },
      { onStdout: (line) => reader.hear(line) },
    );
    running = child;
    const texts = (): readonly string[] =>
      events.flatMap((event) => (event.kind === "records" ? event.records.map(({ text }) => text) : []));
    return { events, reader, texts, ended: child.ended };
  };
  test("/dev/kmsg is said whole, after what start of the kernel it is", async () => {
    write("dev/kmsg", "6,1,500,-;a\n DEVICE=+usb:1-1\n6,2,900,-;b\\x0ac\n");
    const { events, reader, texts, ended } = await start();
    await ended;
    reader.flush();
    expect(events[0]).toMatchObject({ kind: "start", boot, source: "kmsg" });
    expect(texts()).toEqual(["a", "b", "c"]);
  });

  test("when messages were overwritten, reading goes on behind them", async () => {
    write("dev/kmsg", "");
    // What cat does at EPIPE: what it has is out, and the next one finds the place behind the gap.
    program(
      "cat",
      `n=$(wc -l < ${root}/reads 2>/dev/null || echo 0); echo >> ${root}/reads
case $n in
  *0) echo "6,1,500,-;a"; echo "cat: -: Broken pipe" >&2; exit 1 ;;
  *1) echo "6,5,600,-;b"; echo "cat: read error: Invalid argument" >&2; exit 1 ;;
  *) echo "6,6,700,-;c" ;;
esac`,
    );
    const { events, reader, texts, ended } = await start();
    await ended;
    reader.flush();
    expect(texts()).toEqual(["a", "b", "c"]);
    expect(events.filter(({ kind }) => kind === "gap")).toEqual([{ kind: "gap", lost: 3 }]);
  });

  test("without /dev/kmsg, dmesg is asked again and again, and only what is new is given", async () => {
    program("dmesg", `exec cat ${root}/log`);
    write("log", "<6>[    1.000000] a\n<6>[    2.000000] a\n");
    const { events, texts } = await start();
    await eventually(() => expect(texts()).toEqual(["a", "a"]));
    expect(events[0]).toMatchObject({ kind: "start", boot, source: "dmesg" });
    write("log", "<6>[    1.000000] a\n<6>[    2.000000] a\n<3>[    3.000000] 100% \\n b\n");
    await eventually(() => expect(texts()).toEqual(["a", "a", "100% \\n b"]));
    write("log", "<6>[    2.000000] a\n<3>[    3.000000] 100% \\n b\n<3>[    4.000000] c\n");
    await eventually(() => expect(texts()).toEqual(["a", "a", "100% \\n b", "c"]));
    write("log", "<3>[    9.000000] d\n");
    await eventually(() => expect(texts().at(-1)).toBe("d"));
    expect(events.filter(({ kind }) => kind === "gap")).toEqual([{ kind: "gap", lost: undefined }]);
  });

  test("a dmesg that knows no -r is read without levels", async () => {
    program(
      "dmesg",
      `[ "$1" = -r ] && { echo "dmesg: invalid option -- 'r'" >&2; exit 1; }; echo "[    1.000000] a"`,
    );
    const { events, texts } = await start();
    await eventually(() => expect(texts()).toEqual(["a"]));
    expect(events.at(-1)).toMatchObject({ records: [{ level: undefined, microseconds: 1e6 }] });
  });

  test("where nothing may be read, it says why and ends", async () => {
    program("dmesg", `echo "dmesg: read kernel buffer failed: Operation not permitted" >&2; exit 1`);
    const { events, reader, ended } = await start();
    expect(await ended).toBe(0);
    expect(reader.refusal).toBe("dmesg: read kernel buffer failed: Operation not permitted");
    expect(events).toEqual([]);
  });

  test("where dmesg stops being allowed, it says so", async () => {
    program("dmesg", `[ -e ${root}/gone ] && { echo "not permitted" >&2; exit 1; }; echo "[    1.000000] a"`);
    const { reader, texts, ended } = await start();
    await eventually(() => expect(texts()).toEqual(["a"]));
    write("gone", "");
    await ended;
    expect(reader.refusal).toBe("not permitted");
  });
});
