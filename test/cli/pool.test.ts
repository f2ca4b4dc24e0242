import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runInWorkers } from "../../server/src/cli/pool.ts";
import type { CheckTask } from "../../server/src/cli/task.ts";

let folder = "";
let workerFile = "";

/** Answers with the thread's id as the file checked; dies or fails when the task says so. */
const worker = `
const { parentPort, threadId } = require("node:worker_threads");
parentPort.on("message", ({ id, task }) => {
  const [word] = task.alone;
  if (word === "exit") process.exit(3);
  if (word === "throw") throw new Error("out of luck");
  if (word === "fail") return parentPort.postMessage({ kind: "failed", id, message: "cannot" });
  parentPort.postMessage({ kind: "done", id, result: { findings: [], notices: [], filesChecked: [word, String(threadId)], includedSources: [] } });
});
`;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "kmod-pool-"));
  workerFile = join(folder, "worker.cjs");
  writeFileSync(workerFile, worker);
});

afterAll(() => rmSync(folder, { recursive: true }));

const taskOf = (word: string, bytes = 1): CheckTask => ({
  kernel: 0,
  project: undefined,
  groups: [],
  alone: [word],
  bytes,
});

describe("the pool of workers", () => {
  it("gives results in the order of the tasks, and takes the big ones first", async () => {
    const done: string[] = [];
    const tasks = [taskOf("small", 1), taskOf("big", 9), taskOf("middle", 5)];
    const results = await runInWorkers(tasks, {
      jobs: 1,
      workerFile,
      workerData: undefined,
      onDone: (task) => done.push(...task.alone),
    });
    expect(results.map((result) => result.filesChecked[0])).toEqual(["small", "big", "middle"]);
    expect(done).toEqual(["big", "middle", "small"]);
  });

  it("uses as many threads as asked for, and none without work", async () => {
    const options = { jobs: 3, workerFile, workerData: undefined, onDone: () => undefined };
    const results = await runInWorkers(
      Array.from({ length: 60 }, (_, at) => taskOf(`t${at}`)),
      options,
    );
    expect(new Set(results.map((result) => result.filesChecked[1])).size).toBe(3);
    expect(await runInWorkers([], options)).toEqual([]);
  });

  it.each([
    ["exit", "not checked: the worker ended with 3"],
    ["throw", "not checked: out of luck"],
    ["fail", "not checked: cannot"],
  ])("replaces a worker whose task ends in %s, and says so", async (word, message) => {
    const tasks = [taskOf("before"), taskOf(word), taskOf("after")];
    const results = await runInWorkers(tasks, {
      jobs: 1,
      workerFile,
      workerData: undefined,
      onDone: () => undefined,
    });
    expect(results.map((result) => result.filesChecked[0])).toEqual(["before", undefined, "after"]);
    expect(results[1]?.notices).toEqual([{ kind: "internal", path: word, message }]);
  });
});
