/** Processes of this machine: started, heard and ended. */
import { expect, test } from "vitest";
import { runToEnd, startProcess } from "../../../client/src/kernel/targets/spawn.ts";

test("a program that is missing is named, with the package that has it", async () => {
  const env = { PATH: "/nowhere" };
  const missing = {
    problem: "missing-program",
    message: "qemu-system-x86_64 is not installed on this machine.",
    remedy: "Install it on this machine and try again: sudo apt-get install qemu-system-x86",
  };
  await expect(startProcess({ argv: ["qemu-system-x86_64"], env })).rejects.toMatchObject(missing);
  await expect(runToEnd({ argv: ["qemu-system-x86_64"], env })).rejects.toMatchObject(missing);
});

test("a program that a signal ended has the exit code that a shell gives it", async () => {
  expect(await runToEnd({ argv: ["sh", "-c", "kill -KILL $$"] })).toMatchObject({ exitCode: 137 });
});

test("a signal that has aborted already starts nothing", async () => {
  await expect(runToEnd({ argv: ["nothing"] }, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    problem: "cancelled",
  });
});

test("a process is heard until it is stopped, by force where it does not listen", async () => {
  const ready = Promise.withResolvers<void>();
  const errors: string[] = [];
  const running = await startProcess(
    { argv: ["sh", "-c", "trap '' TERM; echo problem >&2; echo ready; while :; do sleep 1000; done"] },
    { onStdout: () => ready.resolve(), onStderr: (line) => errors.push(line) },
  );
  await ready.promise;
  const stopped = running.stop();
  expect(await running.ended).toBe(137);
  await stopped;
  expect(errors).toEqual(["problem"]);
  expect(() => process.kill(running.pid, 0)).toThrow("ESRCH");
});

test("the last line is given although it does not end", async () => {
  const lines: string[] = [];
  const running = await startProcess(
    { argv: ["printf", "one\\ntwo"] },
    { onStdout: (line) => lines.push(line) },
  );
  expect(await running.ended).toBe(0);
  expect(lines).toEqual(["one", "two"]);
});
