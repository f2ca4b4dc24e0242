/** The settings below `kmod.checkers`, read as what they mean. Pure: what the settings hold is passed in. */
import path from "node:path";
import * as v from "valibot";

export type CheckOnSave = "sparse" | "checkpatch";

export interface CheckerSettings {
  /** Absolute path of checkpatch.pl, or of a kernel tree that has it; empty: it is looked for. */
  readonly checkpatch: string;
  readonly checkpatchArguments: readonly string[];
  /** Absolute path of a folder with semantic patches; empty: the kernel tree's. */
  readonly coccinelleFolder: string;
  readonly onSave: readonly CheckOnSave[];
}

/** What paths in settings begin with. */
export interface CheckerPlace {
  readonly home: string;
  readonly workspaceFolder: string | undefined;
}

const folderOrFile = v.fallback(v.pipe(v.string(), v.trim()), "");
const words = v.fallback(v.array(v.pipe(v.string(), v.nonEmpty())), []);
const onSave = v.fallback(v.array(v.picklist(["sparse", "checkpatch"])), []);

/** What cannot be meant counts as not set. @param value what the settings hold of one of them, by its name below `kmod.checkers` */
export function readCheckerSettings(value: (name: string) => unknown, place: CheckerPlace): CheckerSettings {
  return {
    checkpatch: absolute(v.parse(folderOrFile, value("checkpatch")), place),
    checkpatchArguments: v.parse(words, value("checkpatchArguments")),
    coccinelleFolder: absolute(v.parse(folderOrFile, value("coccinelleFolder")), place),
    onSave: v.parse(onSave, value("onSave")),
  };
}

function absolute(written: string, { home, workspaceFolder = home }: CheckerPlace): string {
  if (written === "") return "";
  const named = written
    .replace(/^~(?=\/|$)/u, () => home)
    .replaceAll("${workspaceFolder}", () => workspaceFolder);
  return path.resolve(workspaceFolder, named);
}
