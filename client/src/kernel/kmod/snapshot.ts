/**
 * Reads what a machine has loaded, in one round trip and with two processes (sh becoming grep), whatever the number of
 * modules: grep -H writes the name of the file before each line, so that no value can be taken for another. For modules
 * that are shown in detail one `ls` is added, for all of them that have parameters together.
 */
import * as l10n from "@vscode/l10n";
import { type Command, type Output, shellScript } from "../command.ts";
import { failure, TargetError } from "../errors.ts";
import type { LoadedModule, ModuleDetails, Snapshot } from "./loaded.ts";
import { parseProcModules } from "./proc-modules.ts";

/**
 * What is loaded on a machine, and more about some modules. Its parse throws a TargetError (`settings`) where the kernel
 * cannot load modules at all.
 * @param expanded names of modules to read in detail, as lsmod shows them; those that are not loaded are left out
 * @param root folder in which `proc` and `sys` are; that of the machine itself when missing
 */
export function snapshot(expanded: readonly string[], root = ""): Command<Snapshot> {
  const names = expanded.filter((name) => moduleName.test(name));
  return {
    argv: shellScript(script, root, ...names),
    parse: (output) => parseSnapshot(output, names),
  };
}

/** Names that can be a module's: the script puts them into patterns, where other characters would mean something. */
const moduleName = /^[A-Za-z0-9_+][A-Za-z0-9_+.-]*$/;

const noModules = "no /proc/modules";

/**
 * Of the modules in detail sh says which holders there are and which parameters may not be read (`=` and the file), and ls
 * which parameters there are; grep prints that as its input. All of it comes from one program: what another one writes is
 * a packet of its own, which takes a slow machine as long as to start a program. /sys/module and /proc/sys both lie two
 * folders deep, so that ../.. leads to the same place from both. A module that has a version has a srcversion
 * (scripts/mod/modpost.c), so one pattern finds both: each pattern costs half as much as cat.
 */
const script = `
cd "$1/sys/module" 2>/dev/null || cd "$1/proc/sys" || exit 1
if [ ! -e ../../proc/modules ]; then echo '${noModules}'; exit; fi
shift
v=
for f in */srcversion; do v="$v $f \${f%srcversion}version"; done
v="../../proc/modules ../../proc/sys/kernel/osrelease ../../proc/sys/kernel/tainted ../../proc/uptime $v"
[ $# -gt 0 ] || exec grep -aHs '' -- $v
p= s= h= r= l= n='
'
for m do
  p="$p $m/parameters/*"
  s="$s $m/sections/.[!.]* $m/sections/[!.]*"
  h="$h $m/holders/*"
done
for f in $h; do l="$l$n$f"; done
for f in $p; do
  if [ -r "$f" ]; then r=y; elif [ -e "$f" ]; then r=y l="$l$n=$f"; fi
done
[ -z "$r" ] || l="$l$n$(ls -ld -- $p 2>/dev/null)"
exec grep -aHs '' -- $v $p $s - <<end
$l
end
`;

/** What grep calls its input. */
const standardInput = "(standard input)";

function parseSnapshot(output: Output, names: readonly string[]): Snapshot {
  if (output.stdout.trim() === noModules) throw cannotLoadModules();
  const files = contentsOf(output.stdout.split("\n"));
  const text = (file: string): string | undefined => files.get(file);
  const release = text("../../proc/sys/kernel/osrelease");
  if (release === undefined) throw failure(output);
  const modules = parseProcModules(text("../../proc/modules") ?? "").map(
    (module): LoadedModule => ({
      ...module,
      srcversion: text(`${module.name}/srcversion`)?.trim(),
      version: text(`${module.name}/version`)?.trim(),
    }),
  );
  return {
    release: release.trim(),
    taint: Number.parseInt(text("../../proc/sys/kernel/tainted") ?? "0", 10) || 0,
    uptimeSeconds: Number.parseFloat(text("../../proc/uptime") ?? "0") || 0,
    modules,
    details: detailsOf({ modules, names, files }),
  };
}

const cannotLoadModules = (): TargetError =>
  new TargetError(
    "settings",
    l10n.t(
      "The kernel of this machine cannot load modules: it has no /proc/modules, so it was built without CONFIG_MODULES.",
    ),
    l10n.t(
      "Choose another machine (Kmod: Select Target), for example a virtual machine, or boot a kernel with CONFIG_MODULES=y.",
    ),
  );

/** Lines `FILE:TEXT` of grep -H, brought together by file. No name of these files holds a colon. */
function contentsOf(lines: readonly string[]): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  let last: string | undefined;
  for (const line of lines) {
    const colon = line.indexOf(":");
    if (colon < 0) continue;
    const file = line.slice(0, colon);
    const rest = line.slice(colon + 1);
    // Files come one after the other: a module's version cannot continue what another file began.
    files.set(file, last === file ? `${files.get(file)}\n${rest}` : rest);
    last = file;
  }
  return files;
}

interface DetailParts {
  readonly modules: readonly LoadedModule[];
  /** Those that were asked for. */
  readonly names: readonly string[];
  readonly files: ReadonlyMap<string, string>;
}

type Mutable<T> = { [K in keyof T]: T[K] extends readonly (infer Item)[] ? Item[] : T[K] };

function detailsOf({ modules, names, files }: DetailParts): ReadonlyMap<string, ModuleDetails> {
  const loaded = new Set(modules.map(({ name }) => name));
  const details = new Map<string, Mutable<ModuleDetails>>(
    names
      .filter((name) => loaded.has(name))
      .map((name) => [name, { parameters: [], sections: [], holders: [] }]),
  );
  const lines = files.get(standardInput)?.split("\n") ?? [];
  const unreadable = new Set(lines.filter((line) => line.startsWith("=")).map((line) => line.slice(1)));
  for (const line of lines) {
    const [module = "", folder, name = "*"] = line.split("/");
    // Where there are none, the pattern itself stands there.
    if (folder === "holders" && name !== "*") details.get(module)?.holders.push(name);
  }
  for (const { mode, path, module, name } of lines.map(listedFile).filter((file) => file !== undefined)) {
    // grep shows no line of an empty file, nor of one that nobody may read; of those even root gets an error from sysfs.
    const isEmpty = !unreadable.has(path) && (mode & 0o444) !== 0;
    const value = files.get(path) ?? (isEmpty ? "" : undefined);
    details.get(module)?.parameters.push({ name, value, mode });
  }
  for (const [file, address] of files) {
    const [module = "", folder, name = ""] = file.split("/");
    if (folder === "sections") details.get(module)?.sections.push({ name, address: address.trim() });
  }
  return details;
}

/** A line of ls -ld: `-rw-r--r-- 1 root root 4096 Nov 23 21:00 hello/parameters/count`. */
function listedFile(line: string) {
  const match = /^-([rwxsStT-]{9})\S*\s.*\s(([^\s/]+)\/parameters\/([^\s/]+))$/.exec(line);
  if (match === null) return undefined;
  const [, letters = "", path = "", module = "", name = ""] = match;
  return { mode: modeOf(letters), path, module, name };
}

/** `rw-r--r--` as permission bits; the bits beyond these nine mean nothing on files of /sys. */
const modeOf = (letters: string): number =>
  Array.from(letters).reduce((mode, letter) => mode * 2 + (/[rwxst]/.test(letter) ? 1 : 0), 0);
