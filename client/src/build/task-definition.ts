/** Tasks of the type `kmod` as tasks.json has them. Pure. */
import path from "node:path";

import * as v from "valibot";
import type { BuildGoal, BuildKernel } from "../kernel/kbuild/build.ts";

export const taskType = "kmod";

export const taskKinds = ["build", "clean", "rebuild", "buildFile", "buildAndReload"] as const;
export type TaskKind = (typeof taskKinds)[number];

export interface BuildTaskDefinition {
  readonly type: typeof taskType;
  readonly task: TaskKind;
  /** Folder of a Kbuild file, absolute or in the workspace; undefined: what the open file is part of. */
  readonly folder?: string | undefined;
  /** Release or build folder of the kernel; undefined: the one that is checked against. */
  readonly kernel?: string | undefined;
}

const schema = v.object({
  type: v.literal(taskType),
  task: v.picklist(taskKinds),
  folder: v.optional(v.string()),
  kernel: v.optional(v.string()),
});

/** undefined: it is no task of Kmod's, or says something that none can do. */
export function readTaskDefinition(definition: unknown): BuildTaskDefinition | undefined {
  const read = v.safeParse(schema, definition);
  return read.success ? read.output : undefined;
}

/** What a task does, in the order in which it does it. @param file the open one, for `buildFile` */
export function goalsOf(
  task: Exclude<TaskKind, "buildAndReload">,
  file: string | undefined,
): readonly BuildGoal[] {
  switch (task) {
    case "build":
      return [{ kind: "modules" }];
    case "clean":
      return [{ kind: "clean" }];
    case "rebuild":
      return [{ kind: "clean" }, { kind: "modules" }];
    case "buildFile":
      return file === undefined ? [] : [{ kind: "file", source: file }];
  }
}

/** Not translated: launch.json names tasks so, and is shared by people of several languages. */
const titles: Readonly<Record<TaskKind, string>> = {
  build: "Build",
  clean: "Clean",
  rebuild: "Rebuild",
  buildFile: "Build This File of",
  buildAndReload: "Build and Reload",
};

/** How a task is listed: `Build hello`. @param project its modules or its folder */
export const taskName = (task: TaskKind, project: string): string => `${titles[task]} ${project}`;

/** The kernel that a task names. undefined: it names a release that is not known. */
export function namedKernel(name: string, known: readonly BuildKernel[]): BuildKernel | undefined {
  const found = known.find(({ release, directory }) => release === name || directory === name);
  return found ?? (path.isAbsolute(name) ? { directory: name, release: undefined } : undefined);
}
