/** A text kept on the disk between starts, with a stamp that says what it was made of. */
import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";

/** undefined where there is none, or one made of something else. */
export function loadText(folder: string, key: string, stamp: string): string | undefined {
  const text = attempt(() => readFileSync(`${folder}/${key}.json`, "utf8"));
  if (text === undefined || !text.startsWith(`${stamp}\n`)) return undefined;
  return text.slice(stamp.length + 1);
}

/** A folder that cannot be written to is no error: the text is made again next time. */
export function saveText(folder: string, key: string, stamp: string, text: string): void {
  // Written beside and renamed: another start may read it meanwhile.
  const written = `${folder}/${key}.${randomUUID()}`;
  const isKept = attempt(() => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(written, `${stamp}\n${text}`);
    renameSync(written, `${folder}/${key}.json`);
    return true;
  });
  if (isKept === undefined) attempt(() => rmSync(written, { force: true }));
}

/** What the file system refuses is as if it were not there. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof Error && "code" in error) return undefined;
    throw error;
  }
}
