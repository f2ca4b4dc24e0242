/** Writes a fixed file in one step: a reader sees the old text or the new, and what changed meanwhile is left alone. */
import {
  chmodSync,
  chownSync,
  closeSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";

export type WriteOutcome =
  | { readonly kind: "written" }
  | { readonly kind: "refused"; readonly reason: string };

const mark = "\ufeff";

/**
 * Replaces a file's text, keeping its mode, and its owner where allowed. A symbolic link stays; its target is replaced.
 * Refused when the file on disk does not hold `before` (it changed, or its bytes are not UTF-8), or cannot be written.
 */
export const replaceText = (path: string, before: string, after: string): WriteOutcome => {
  let temporary: string | undefined;
  try {
    const target = realpathSync(path);
    const bytes = readFileSync(target);
    if (!bytes.equals(Buffer.from(before, "utf8"))) {
      const isText = bytes.toString("utf8") === before;
      return refused(isText ? "its bytes are not valid UTF-8" : "it changed while it was checked");
    }
    const stats = statSync(target);
    const beside = join(dirname(target), `.${basename(target)}.${process.pid}.kmod-lint`);
    closeSync(openSync(beside, "wx", 0o600));
    temporary = beside;
    writeFileSync(temporary, keepMark(before, after), { flush: true });
    chownWhereAllowed(temporary, stats.uid, stats.gid);
    chmodSync(temporary, stats.mode & 0o7777);
    renameSync(temporary, target);
    return { kind: "written" };
  } catch (error) {
    if (temporary !== undefined) rmSync(temporary, { force: true });
    return refused(error instanceof Error ? error.message : String(error));
  }
};

const refused = (reason: string): WriteOutcome => ({ kind: "refused", reason });

/** A fix that inserts at the very start goes behind the byte order mark. */
const keepMark = (before: string, after: string): string =>
  before.startsWith(mark) && !after.startsWith(mark) ? mark + after.replace(mark, "") : after;

const chownWhereAllowed = (path: string, uid: number, gid: number): void => {
  const stats = statSync(path);
  if (stats.uid === uid && stats.gid === gid) return;
  try {
    chownSync(path, uid, gid);
  } catch (error) {
    // Only root may give files away; then the file becomes the caller's, as with any editor that renames.
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) throw error;
  }
};
