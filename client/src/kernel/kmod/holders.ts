/** Which programs and mounts keep a module in use, where it can be known. */
import * as l10n from "@vscode/l10n";
import { type Command, shellScript } from "../command.ts";

export interface Holders {
  readonly opened: readonly OpenDevice[];
  /** Where a file system of that module is mounted. */
  readonly mounts: readonly string[];
}

export interface OpenDevice {
  readonly pid: number;
  readonly program: string;
  /** `/dev/hello` */
  readonly device: string;
}

/**
 * Asks who uses a module besides other modules. The kernel tells of no device whose it is: it is known where the device
 * has a driver of the module, or where its class, its major number (/proc/devices) or its misc device bears the
 * module's name. What is not found may still be there.
 */
export const askHolders = (name: string): Command<Holders> => ({
  argv: shellScript(script, name),
  isRoot: true,
  limitMs: 5_000,
  parse: ({ stdout }) => {
    const rows = stdout.split("\n").map((line) => line.split(" "));
    return {
      opened: rows.flatMap(([key, pid = "", device = "", ...program]) =>
        key === "open"
          ? [{ pid: Number(pid), device, program: program.join(" ") || l10n.t("a program") }]
          : [],
      ),
      mounts: rows.flatMap(([key, ...place]) => (key === "mount" ? [place.join(" ")] : [])),
    };
  },
});

const script = `
LC_ALL=C; export LC_ALL
module=$1
numbers() {
  ls -ld /sys/class/*/*/device/driver/module | awk -v m="$module" '{ n = split($NF, part, "/")
    if (part[n] == m) { dir = $(NF - 2); sub(/\\/device\\/driver\\/module$/, "", dir); print dir "/dev" } }' |
    while read -r file; do [ -e "$file" ] && cat "$file"; done
  for file in /sys/class/"$module"/*/dev; do [ -e "$file" ] && cat "$file"; done
  awk -v m="$module" '{ name = $2; gsub(/-/, "_", name); if (name == m) print "10:" $1 }' /proc/misc
  awk -v m="$module" '/^Block/ { exit } { name = $2; gsub(/-/, "_", name); if (name == m) print $1 }' /proc/devices |
    while read -r major; do for dir in /sys/dev/char/"$major":*; do echo "\${dir##*/}"; done; done
}
nodes=$(numbers 2>/dev/null | sort -u | while read -r number; do
  sed -n 's|^DEVNAME=|/dev/|p' "/sys/dev/char/$number/uevent" 2>/dev/null
done | tr '\\n' ' ')
if [ -n "$nodes" ]; then
  ls -l /proc/[0-9]*/fd 2>/dev/null | awk -v nodes="$nodes" 'BEGIN { n = split(nodes, node, " "); for (i = 1; i <= n; i++) want[node[i]] = 1 }
    /^\\/proc\\/[0-9]+\\/fd:$/ { split($0, part, "/"); pid = part[3]; next }
    $NF in want { print pid, $NF }' | sort -u | while read -r pid node; do
      echo "open $pid $node $(cat "/proc/$pid/comm" 2>/dev/null)"
    done
fi
awk -v m="$module" '$3 == m { print "mount", $2 }' /proc/mounts 2>/dev/null
exit 0`;
