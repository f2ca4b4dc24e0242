/**
 * Answers the questions that need thousands of files on a thread of their own: the facts of a kernel from its headers,
 * the types of its options from its Kconfig files. Meanwhile the editor's messages are answered.
 */
import { release } from "node:os";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { type OptionTypes, readOptionTypes } from "../core/kbuild/evaluate.ts";
import { factsWithoutKernel, kernelFacts } from "../core/kernel/kernel-facts.ts";
import { cachedDisk, nodeDisk } from "../host/disk.ts";
import { defaultKernel, discoverKernels } from "../host/kernels.ts";
import type { FoundKernel, ServerHost } from "./host.ts";

type Question =
  | { readonly task: "kernel"; readonly directory: string; readonly folders: readonly string[] }
  | { readonly task: "option-types"; readonly tree: string };

/** @param program the file that runs on a new thread: it must call `answerOnThread` first */
export const createReader = (program: URL): Pick<ServerHost, "findKernel" | "optionTypes"> => ({
  findKernel: (directory, folders) => onThread(program, { task: "kernel", directory, folders }, findKernel),
  optionTypes: (tree) => onThread(program, { task: "option-types", tree }, optionTypes),
});

/** To be called when the program starts: true on a thread of `createReader`'s, whose work is done then. */
export function answerOnThread(): boolean {
  if (isMainThread || !isQuestion(workerData)) return false;
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, not a window
  parentPort?.postMessage(workerData.task === "kernel" ? findKernel(workerData) : optionTypes(workerData));
  return true;
}

/** Where no thread can be had the answer is found here: slower for a moment, and the same. */
function onThread<Q extends Question, A>(program: URL, question: Q, answer: (question: Q) => A): Promise<A> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(program, { workerData: question });
    const here = (): void => {
      try {
        resolve(answer(question));
      } catch (error) {
        reject(error);
      }
    };
    worker.once("message", (found: A) => resolve(found));
    worker.once("error", here);
    worker.once("exit", (code) => {
      if (code !== 0) here();
    });
  });
}

const isQuestion = (given: unknown): given is Question =>
  typeof given === "object" && given !== null && "task" in given && given.task !== undefined;

type Asked<T extends Question["task"]> = Extract<Question, { readonly task: T }>;

const optionTypes = ({ tree }: Asked<"option-types">): OptionTypes => readOptionTypes(nodeDisk(), tree);

function findKernel({ directory, folders }: Asked<"kernel">): FoundKernel {
  const disk = cachedDisk(nodeDisk());
  const wanted = directory === "" ? ownKernel(folders) : directory;
  if (wanted === undefined) return { facts: factsWithoutKernel(), problem: undefined };
  const found = kernelFacts(disk, wanted);
  if (found.ok) return { facts: found.facts, problem: undefined };
  return { facts: factsWithoutKernel(), problem: `kmod.kernel: ${found.reason}` };
}

/** The kernel that the workspace is, or that its Makefile names, or that runs; another installed one is no answer. */
function ownKernel(folders: readonly string[]): string | undefined {
  const choices = discoverKernels(cachedDisk(nodeDisk()), { folders, running: release() });
  return defaultKernel(choices.filter(({ origin }) => origin !== "installed"))?.directory;
}
