/** A quick look at a module while its load or unload hangs, from beside it. */
import { type Command, shellScript } from "../command.ts";
import type { LoadedModule } from "./loaded.ts";
import { parseProcModules } from "./proc-modules.ts";

export interface HungLook {
  /** undefined: it is not loaded. */
  readonly state: LoadedModule["state"] | undefined;
  /** Where tasks wait in its code: `hang+0x1c/0x30 [hello]`. */
  readonly stack: readonly string[];
  /** What the kernel logged since the mark. */
  readonly kernelLines: readonly string[];
}

/** @param mark the line that was written into the kernel log before */
export const lookAtHung = (name: string, mark: string): Command<HungLook> => ({
  argv: shellScript(script, name, mark),
  isRoot: true,
  // Together with the limit of the change it stays under the ten seconds in which a hang is to be reported.
  limitMs: 2_000,
  parse: ({ stdout }) => {
    const lines = stdout.split("\n");
    const after = (key: string): readonly string[] =>
      lines.flatMap((line) => (line.startsWith(`${key} `) ? [line.slice(key.length + 1)] : []));
    return {
      state: parseProcModules(after("module").join("\n"))[0]?.state,
      stack: [...new Set(after("stack").map((line) => line.replace(/^\S+:\[<[^>]*>\]\s*/, "").trim()))],
      kernelLines: after("kernel"),
    };
  },
});

const script = `
LC_ALL=C; export LC_ALL
awk -v m="$1" '$1 == m { print "module", $0 }' /proc/modules
grep -HsF -- "[$1]" /proc/[0-9]*/stack | head -n 4 | sed 's/^/stack /'
dmesg | awk -v mark="$2" 'found { print "kernel", $0 } index($0, mark) { found = 1 }' | tail -n 200
exit 0`;
