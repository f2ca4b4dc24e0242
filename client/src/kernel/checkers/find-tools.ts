/** Where checkpatch.pl and the kernel's semantic patches are: in kernel trees, not in distributions' headers. */
import path from "node:path";
import { isThere } from "../targets/vm/disk.ts";

/**
 * The first of the folders that has a file or folder of the kernel's scripts, as its whole path.
 * @param folders kernel trees and build folders, the likeliest first
 * @param name below a kernel tree: `scripts/checkpatch.pl`
 */
export async function findInTrees(folders: readonly string[], name: string): Promise<string | undefined> {
  for (const folder of folders) {
    // The build folder of a tree that was built elsewhere links to it.
    for (const tree of [folder, path.join(folder, "source"), path.join(folder, "..", "source")]) {
      const file = path.join(tree, name);
      if (await isThere(file)) return file;
    }
  }
  return undefined;
}

/** The kernel tree that a file of `scripts` is of. */
export const treeOfScript = (script: string): string => path.dirname(path.dirname(script));
