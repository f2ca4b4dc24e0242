/**
 * Reads what a machine has loaded, in one round trip and with two processes (sh becoming grep), whatever the number of
 * modules: grep -H writes the name of the file before each line, so that no value can be taken for another. For modules
 * that are shown in detail one `ls` is added, for all of them together.
 */
import { type Command, type Output, shellScript } from "../command.ts";
import { failure, TargetError } from "../errors.ts";
import type { LoadedModule, LoadedParameter, ModuleDetails, Snapshot } from "./loaded.ts";
import { parseProcModules } from "./proc-modules.ts";

/**
 * What is loaded on a machine, and more about some modules. Its parse throws a TargetError (`settings`) where the kernel
 * cannot load modules at all.
 * @param expanded names of modules to read in detail, as lsmod shows them; those that are not loaded are left out
 * @param root folder in which `proc` and `sys` are; that of the machine itself when missing
 */
export function snapshot(expanded: readonly string[], root = ""): Command<Snapshot> {
  const names = expanded.filter((name) => moduleName.test(name));
  const hasDetails = names.length > 0;
  return {
    argv: shellScript(script, root, ...names),
    parse: (output) => parseSnapshot(output, hasDetails),
  };
}

/** Names that can be a module's: the script puts them into patterns, where other characters would mean something. */
const moduleName = /^[A-Za-z0-9_+][A-Za-z0-9_+.-]*$/;

const noModules = "no /proc/modules";

/**
 * For the modules in detail it first prints their files by ls, then those that may be read and their holders, each part
 * ended by `=` on a line: only names stand there. Then come the contents. Where nothing is asked in detail, nothing is
 * printed before the contents: each write would be a packet. /sys/module and /proc/sys both lie two folders deep, so that
 * ../.. leads to the same place from both. A module that has a version has a srcversion (scripts/mod/modpost.c), so one
 * pattern finds both: on a slow machine each pattern costs half as much as cat, and each program that is started as much.
 */
const script = `
cd "$1/sys/module" 2>/dev/null || cd "$1/proc/sys" || exit 1
if [ ! -e ../../proc/modules ]; then echo '${noModules}'; exit; fi
shift
p= s= h= v= r=
if [ $# -gt 0 ]; then
  for m do
    p="$p $m/parameters/*"
    s="$s $m/sections/.[!.]* $m/sections/[!.]*"
    h="$h $m/holders/*"
  done
  ls -ld -- $p 2>/dev/null
  for f in $p; do [ -r "$f" ] && r="$r $f"; done
  printf '%s\\n' = $r = $h =
fi
for f in */srcversion; do v="$v $f \${f%srcversion}version"; done
exec grep -aHs '' -- ../../proc/modules ../../proc/sys/kernel/osrelease ../../proc/sys/kernel/tainted \\
  ../../proc/uptime $v $p $s`;

function parseSnapshot(output: Output, hasDetails: boolean): Snapshot {
  if (output.stdout.trim() === noModules) throw cannotLoadModules();
  const { parts, rest } = splitParts(output, hasDetails ? 3 : 0);
  const [listed = [], readable = [], holders = []] = parts;
  const files = contentsOf(rest);
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
    details: detailsOf({ modules, listed, readable: new Set(readable), holders, files }),
  };
}

/** Takes parts that `=` ends from the beginning. */
function splitParts(output: Output, count: number) {
  const lines = output.stdout.split("\n");
  const parts: (readonly string[])[] = [];
  let start = 0;
  while (parts.length < count) {
    const end = lines.indexOf("=", start);
    if (end < 0) throw failure(output);
    parts.push(lines.slice(start, end));
    start = end + 1;
  }
  return { parts, rest: lines.slice(start) };
}

const cannotLoadModules = (): TargetError =>
  new TargetError(
    "settings",
    "The kernel of this machine cannot load modules: it has no /proc/modules, so it was built without CONFIG_MODULES.",
    "Choose another machine (Kmod: Select Target), for example a virtual machine, or boot a kernel with CONFIG_MODULES=y.",
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
  readonly listed: readonly string[];
  readonly readable: ReadonlySet<string>;
  readonly holders: readonly string[];
  readonly files: ReadonlyMap<string, string>;
}

function detailsOf(parts: DetailParts): ReadonlyMap<string, ModuleDetails> {
  const loaded = new Set(parts.modules.map(({ name }) => name));
  const details = new Map<string, Mutable<ModuleDetails>>();
  const of = (name: string): Mutable<ModuleDetails> | undefined => {
    if (!loaded.has(name)) return undefined;
    const known = details.get(name) ?? { parameters: [], sections: [], holders: [] };
    details.set(name, known);
    return known;
  };
  for (const line of parts.listed) {
    const { module, parameter } = listedParameter(line, parts) ?? {};
    if (module !== undefined && parameter !== undefined) of(module)?.parameters.push(parameter);
  }
  for (const path of parts.holders) {
    const [module = "", , holder = "*"] = path.split("/");
    // The name of the pattern itself (*) comes where nothing holds it: it only says that the module was asked for.
    const holders = of(module)?.holders;
    if (holder !== "*") holders?.push(holder);
  }
  for (const [file, address] of parts.files) {
    const [module = "", folder, name = ""] = file.split("/");
    if (folder === "sections") of(module)?.sections.push({ name, address: address.trim() });
  }
  return details;
}

type Mutable<T> = { [K in keyof T]: T[K] extends readonly (infer Item)[] ? Item[] : T[K] };

/** A line of ls -ld: `-rw-r--r-- 1 root root 4096 Nov 23 21:00 hello/parameters/count`. */
function listedParameter(
  line: string,
  { readable, files }: DetailParts,
): { readonly module: string; readonly parameter: LoadedParameter } | undefined {
  const match = /^-([rwxsStT-]{9})\S*\s.*\s(\S+)$/.exec(line);
  const [, letters = "", path = ""] = match ?? [];
  const [module, folder, name] = path.split("/");
  if (module === undefined || folder !== "parameters" || name === undefined) return undefined;
  const mode = modeOf(letters);
  // grep shows no line of an empty file, nor of one that nobody may read; of those even root gets an error from sysfs.
  const isEmpty = readable.has(path) && (mode & 0o444) !== 0;
  return { module, parameter: { name, value: files.get(path) ?? (isEmpty ? "" : undefined), mode } };
}

/** `rw-r--r--` as permission bits; the bits beyond these nine mean nothing on files of /sys. */
const modeOf = (letters: string): number =>
  Array.from(letters).reduce((mode, letter) => mode * 2 + (/[rwxst]/.test(letter) ? 1 : 0), 0);
