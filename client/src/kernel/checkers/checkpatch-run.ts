/**
 * Runs checkpatch on copies in a folder of its own, which is gone afterwards: --fix writes beside what it checks, and the
 * text of an editor need not be on the disk. Copies have the paths of the originals, which checkpatch looks at.
 */
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Target } from "../targets/target.ts";
import { isThere } from "../targets/vm/disk.ts";
import type { CheckMessage, LineChange } from "./check.ts";
import { checkpatchCommand, fixesCommand, readCheckpatch } from "./checkpatch.ts";
import { readUnifiedDiff, singleLines } from "./unified-diff.ts";

export interface CheckedText {
  /** Absolute path. */
  readonly file: string;
  readonly text: string;
}

export interface CheckpatchOptions {
  readonly program: string;
  readonly arguments: readonly string[];
  /** The folder that a .checkpatch.conf is read from: the kernel tree, or the workspace. Files lie in or below it. */
  readonly root: string;
  /** Whether that is a kernel tree. */
  readonly isTree: boolean;
  /** Only messages of this type, and what mends them. */
  readonly type?: string;
  readonly signal?: AbortSignal;
}

export interface CheckpatchResult {
  readonly messages: readonly CheckMessage[];
  /** By absolute path: all that checkpatch would change. */
  readonly fixes: ReadonlyMap<string, readonly LineChange[]>;
}

type Machine = Pick<Target, "run">;

/** @throws CommandError, TargetError: checkpatch could not be run */
export async function runCheckpatch(
  machine: Machine,
  texts: readonly CheckedText[],
  { program, arguments: args, root, isTree, type, signal }: CheckpatchOptions,
): Promise<CheckpatchResult> {
  const folder = await mkdtemp(path.join(tmpdir(), "kmod-checkpatch-"));
  try {
    const names = texts.map(({ file }) => path.relative(root, file));
    for (const [i, { text }] of texts.entries()) await put(path.join(folder, names[i] ?? ""), text);
    const settings = path.join(root, ".checkpatch.conf");
    if (await isThere(settings)) await copyFile(settings, path.join(folder, ".checkpatch.conf"));
    const tree = isTree ? root : undefined;
    const run = { program, arguments: args, folder, tree, files: names, type };
    const output = await machine.run(checkpatchCommand(run), signal);
    const fixes = new Map<string, readonly LineChange[]>();
    for (const [i, { file }] of texts.entries()) {
      const diff = await machine.run(fixesCommand(folder, names[i] ?? ""), signal);
      const changes = readUnifiedDiff(diff).flatMap((one) => one.changes);
      if (changes.length > 0) fixes.set(file, singleLines(changes));
    }
    return { messages: readCheckpatch(output, (file) => path.join(root, file)), fixes };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function put(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
}
