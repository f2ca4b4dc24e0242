/** Writes a folder of files: all of it, or nothing. */
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import * as l10n from "@vscode/l10n";
import { codeOf } from "../kernel/targets/input.ts";
import { isThere } from "../kernel/targets/vm/disk.ts";

/**
 * Writes the files to a new folder and gives its path. It is made beside its place under another name and moved there
 * when it is complete, so that nobody ever sees half of it, and nothing that is there is touched.
 *
 * @throws Error with what to do about it; nothing is left behind then
 */
export async function writeFolder(
  parent: string,
  name: string,
  files: ReadonlyMap<string, string>,
): Promise<string> {
  const folder = path.join(parent, name);
  if (await isThere(folder)) throw new Error(l10n.t`${folder} is there already, and nothing is overwritten.`);
  let scratch: string | undefined;
  try {
    scratch = await mkdtemp(path.join(parent, `.${name}-`));
    const made = path.join(scratch, name);
    await mkdir(made);
    for (const [file, text] of files) await writeFile(path.join(made, file), text, { flag: "wx" });
    // A folder with something in it, or a file, that came to be there meanwhile makes this fail.
    await rename(made, folder);
    return folder;
  } catch (error) {
    throw new Error(l10n.t`Nothing was written to ${parent}: ${reasonOf(error)}`, { cause: error });
  } finally {
    if (scratch !== undefined) await rm(scratch, { recursive: true, force: true });
  }
}

function reasonOf(error: unknown): string {
  switch (codeOf(error) ?? "") {
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return l10n.t("you may not write there. Choose another folder.");
    case "ENOSPC":
    case "EDQUOT":
      return l10n.t("the disk is full. Make room, or choose another folder.");
    case "ENOENT":
      return l10n.t("the folder is not there any more. Choose another one.");
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
