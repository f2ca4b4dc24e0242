/** A worker of `kmod-lint symbols` and `deps`: takes modules, gives their symbols, until it is ended. */
import { parentPort, workerData } from "node:worker_threads";
import { createTaskReader, type SymbolSetup, type SymbolTask } from "./symbol-task.ts";

const port = parentPort;
if (port === null) throw new Error("kmod-lint's worker was started on its own: run kmod-lint instead");

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the pool that started this thread gave it
const read = createTaskReader(workerData as SymbolSetup);

port.on("message", (task: SymbolTask) => port.postMessage(read(task)));
