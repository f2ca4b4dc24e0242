/**
 * Answers the questions that need thousands of files on a thread of their own: the facts of a kernel from its headers,
 * the types of its options from its Kconfig files. Meanwhile the editor's messages are answered.
 */
import { homedir, release } from "node:os";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { type OptionTypes, readOptionTypes } from "../core/kbuild/evaluate.ts";
import { factsWithoutKernel, kernelFacts } from "../core/kernel/kernel-facts.ts";
import type { Disk } from "../core/text/disk.ts";
import { cachedDisk, nodeDisk } from "../host/disk.ts";
import { kernelChoice, namedFolder } from "../host/kernel-choice.ts";
import { defaultKernel, discoverKernels } from "../host/kernels.ts";
import type { FoundKernel, ListedKernel, ServerHost } from "./host.ts";

type Question =
  | { readonly task: "kernel"; readonly written: string; readonly folders: readonly string[] }
  | { readonly task: "kernels"; readonly named: readonly string[]; readonly folders: readonly string[] }
  | { readonly task: "option-types"; readonly tree: string };

/** @param program the file that runs on a new thread: it must call `answerOnThread` first */
export const createReader = (
  program: URL,
): Pick<ServerHost, "findKernel" | "listKernels" | "optionTypes"> => ({
  findKernel: (written, folders) => onThread(program, { task: "kernel", written, folders }, findKernel),
  listKernels: (named, folders) => onThread(program, { task: "kernels", named, folders }, listKernels),
  optionTypes: (tree) => onThread(program, { task: "option-types", tree }, optionTypes),
});

/** To be called when the program starts: true on a thread of `createReader`'s, whose work is done then. */
export function answerOnThread(): boolean {
  if (isMainThread || !isQuestion(workerData)) return false;
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, not a window
  parentPort?.postMessage(answerTo(workerData));
  return true;
}

function answerTo(question: Question): FoundKernel | readonly ListedKernel[] | OptionTypes {
  switch (question.task) {
    case "kernel":
      return findKernel(question);
    case "kernels":
      return listKernels(question);
    case "option-types":
      return optionTypes(question);
  }
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

const refused = (problem: string | undefined): FoundKernel => ({ facts: factsWithoutKernel(), problem });

function findKernel({ written, folders }: Asked<"kernel">): FoundKernel {
  const disk = cachedDisk(nodeDisk());
  const wanted =
    written === "" ? ownKernel(disk, folders) : namedFolder(written, { folders, home: homedir() });
  if (wanted === undefined)
    return refused(written === "" ? undefined : `${written}: no folder is open that this could be below`);
  const found = kernelFacts(disk, wanted);
  if (found.ok) return { facts: found.facts, problem: undefined };
  return refused(kernelChoice(disk, wanted, "named").reason ?? found.reason);
}

/** The kernel that the workspace is, or that its Makefile names, or that runs; another installed one is no answer. */
function ownKernel(disk: Disk, folders: readonly string[]): string | undefined {
  const choices = discoverKernels(disk, { folders, running: release() });
  return defaultKernel(choices.filter(({ origin }) => origin !== "installed"))?.directory;
}

function listKernels({ named, folders }: Asked<"kernels">): readonly ListedKernel[] {
  const words = new Map<string, string>();
  for (const written of named) {
    const directory = namedFolder(written, { folders, home: homedir() });
    if (directory !== undefined && !words.has(directory)) words.set(directory, written);
  }
  const disk = cachedDisk(nodeDisk());
  return discoverKernels(disk, { folders, running: release(), named: [...words.keys()] }).map((choice) => ({
    ...choice,
    written: words.get(choice.directory),
  }));
}
