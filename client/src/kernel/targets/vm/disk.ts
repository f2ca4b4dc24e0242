/** Questions to the disk of this machine that have no error for an answer. */
import { constants } from "node:fs";
import { access, readFile, rename } from "node:fs/promises";

/** What a text file says; undefined: it is not there. */
export const readIfThere = (file: string): Promise<string | undefined> =>
  readFile(file, "utf8").catch(() => undefined);

/** Is there anything of that name? */
export const isThere = (file: string): Promise<boolean> => isAllowed(file, constants.F_OK);

export const isReadable = (file: string): Promise<boolean> => isAllowed(file, constants.R_OK);

/** @param mode of access(2): `constants.R_OK | constants.W_OK` */
export const isAllowed = (file: string, mode: number): Promise<boolean> =>
  access(file, mode).then(
    () => true,
    () => false,
  );

/** Moves a folder to where none is. Two that start at once make the same: the one that comes later has nothing to do. */
export async function renameUnlessThere(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code !== "ENOTEMPTY" && code !== "EEXIST") throw error;
  }
}
