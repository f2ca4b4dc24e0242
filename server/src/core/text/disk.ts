/**
 * What core may ask of a file system. The host passes one in: the real disk, the disk below an editor's
 * unsaved texts, or a map in a test. Answers are synchronous; a host that must not block keeps them in memory.
 */

export interface DirectoryEntry {
  readonly name: string;
  readonly kind: "file" | "directory" | "other";
}

export interface Disk {
  /** The text of a file; undefined where there is none, it cannot be read, it is binary or larger than the host reads. */
  readText(path: string): string | undefined;
  /** The entries of a folder in name order; undefined where it cannot be listed. Symbolic links are followed once. */
  list(path: string): readonly DirectoryEntry[] | undefined;
  /** What stands at the path, without reading it. */
  kindOf(path: string): DirectoryEntry["kind"] | undefined;
}

/** The paths of the files in a folder, in name order; none where it cannot be listed. */
export const filesIn = (disk: Disk, folder: string): readonly string[] =>
  (disk.list(folder) ?? []).flatMap(({ name, kind }) => (kind === "file" ? [`${folder}/${name}`] : []));
