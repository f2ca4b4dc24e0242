/** A disk of texts by absolute path, for tests of what core says of a project. */
import type { Disk } from "../../server/src/core/text/disk.ts";

export function memoryDisk(files: Readonly<Record<string, string>>): Disk {
  const paths = Object.keys(files);
  const kindOf: Disk["kindOf"] = (path) => {
    if (path in files) return "file";
    return paths.some((file) => file.startsWith(`${path === "/" ? "" : path}/`)) ? "directory" : undefined;
  };
  return {
    readText: (path) => files[path],
    kindOf,
    list(path) {
      const below = path === "/" ? "/" : `${path}/`;
      const names = new Set(paths.filter((file) => file.startsWith(below)).map((file) => file.slice(below.length).split("/")[0] ?? ""));
      if (names.size === 0) return undefined;
      return [...names].toSorted().map((name) => ({ name, kind: kindOf(below + name) ?? "other" }));
    },
  };
}
