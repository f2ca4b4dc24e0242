/** A thread of the symbol index: answers one job after the other until it is ended. */
import { isMainThread, parentPort } from "node:worker_threads";
import { readDeclared } from "./declared-symbols.ts";
import { buildExportIndex } from "./index-build.ts";
import { createIndexJobs } from "./index-jobs.ts";
import type { ReaderAnswer, ReaderJob } from "./symbol-reader.ts";

const jobs = createIndexJobs();

async function answerTo(job: ReaderJob): Promise<ReaderAnswer> {
  switch (job.kind) {
    case "build": {
      const { index, macros, folders } = await buildExportIndex(job.folder, job);
      const files = Array.from(index.paths(), (path) => ({ path, exports: index.in(path) }));
      return { kind: "build", files, macros, folders };
    }
    case "declared":
      return { kind: "declared", ...readDeclared(job) };
    case "list":
    case "headers":
    case "sources":
    case "uses":
    case "entries":
      return jobs.run(job);
  }
}

if (!isMainThread && parentPort !== null) {
  const port = parentPort;
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, not a window
  port.on("message", (job: ReaderJob) => void answerTo(job).then((answer) => port.postMessage(answer)));
}
