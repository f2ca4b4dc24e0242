/** The headers of a kernel that may define entry macros, without those that never do. */
import type { Disk } from "../text/disk.ts";
import { isPromising } from "./entry-macros.ts";

/** Takes a folder with `include`, gives the texts of the headers that are worth reading closely. */
export const entryHeaderTexts = (disk: Disk, directory: string): readonly string[] => {
  const texts: string[] = [];
  const folders = [`${directory}/include`, ...privateFolders.map((folder) => `${directory}/${folder}`)];
  let count = 0;
  for (const folder of folders) {
    count += 1;
    if (count > mostFolders) break;
    const isInclude = folder.startsWith(`${directory}/include`);
    for (const { name, kind } of disk.list(folder) ?? []) {
      if (kind === "directory") {
        if (isInclude && !skipped.has(name)) folders.push(`${folder}/${name}`);
      } else if (name.endsWith(".h")) {
        const text = disk.readText(`${folder}/${name}`);
        if (text !== undefined && isPromising(text)) texts.push(text);
      }
    }
  }
  return texts;
};

/** Values for assembly, device trees, user space and tracing: none of them holds an entry macro. */
const skipped: ReadonlySet<string> = new Set([
  "uapi",
  "dt-bindings",
  "generated",
  "config",
  "trace",
  "asm-generic",
  "xen",
  "crypto",
  "math-emu",
  "kvm",
  "netfilter",
]);

/** Folders of a source tree whose own headers define macros for the drivers in them. */
const privateFolders = [
  "drivers/staging/fbtft",
  "drivers/usb/storage",
  "drivers/dfl",
  "net/dsa",
  "net/6lowpan",
] as const;

const mostFolders = 2000;
