/** The shell programs around a command, in each shell that a machine may have as sh. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Argv, shellScript } from "../../../client/src/kernel/command.ts";
import { runToEnd, startProcess } from "../../../client/src/kernel/targets/spawn.ts";
import { afterMark, guarded, mark, receive } from "../../../client/src/kernel/targets/wrappers.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "kmod-wrappers-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** It has ended, perhaps without having been waited for by its new parent (Z). */
const isGone = (pid: number): boolean => {
  const stat = `/proc/${pid}/stat`;
  return !existsSync(stat) || readFileSync(stat, "utf8").includes(") Z ");
};

describe.each([["dash"], ["bash"], ["busybox", "sh"]])("in %s", (program, ...applet) => {
  const by = ([, ...args]: Argv): Argv => [program, ...applet.filter((word) => word === "sh"), ...args];

  test("a guarded command ends with all that it started when its input ends", async () => {
    const started = Promise.withResolvers<number>();
    const command = shellScript("sleep 1000 & echo $!; wait");
    const guard = await startProcess(
      { argv: by(guarded(command)) },
      { onStdout: (line) => started.resolve(Number(line)) },
    );
    const child = await started.promise;
    expect(isGone(child)).toBe(false);
    guard.endInput();
    await guard.ended;
    await expect.poll(() => isGone(child)).toBe(true);
  });

  test("a guarded command that ends by itself keeps its exit code", async () => {
    const guard = await startProcess({ argv: by(guarded(["sh", "-c", "exit 7"])) });
    expect(await guard.ended).toBe(7);
  });

  test("input before the mark is read away, and not a byte more", async () => {
    const argv = by(afterMark(["cat"]));
    const input = { kind: "text", text: `secret\\n\n${mark}\n  own\\n\n${mark}` } as const;
    expect(await runToEnd({ argv }, { input })).toMatchObject({ stdout: `  own\\n\n${mark}` });
  });

  test("a file arrives whole or not at all", async () => {
    const to = path.join(folder, "-to ko");
    const input = { kind: "text", text: "12345" } as const;
    const short = await runToEnd({ argv: by(receive(`${to}.part`, to, 6)) }, { input });
    expect(short).toMatchObject({ exitCode: 1, stderr: "only 5 of 6 bytes arrived\n" });
    expect(readdirSync(folder)).toEqual([]);
    expect(await runToEnd({ argv: by(receive(`${to}.part`, to, 5)) }, { input })).toMatchObject({
      exitCode: 0,
    });
    expect(readdirSync(folder)).toEqual(["-to ko"]);
  });
});
