/**
 * What a machine says that decides whether a module can be loaded: asked in one round trip, before loading (to warn) and
 * after a failure (to explain it). What it does not tell is undefined: never a guess.
 */

import * as l10n from "@vscode/l10n";
import { type Command, type Output, shellScript } from "../command.ts";
import { failure } from "../errors.ts";
import { findProgram } from "./find-program.ts";
import { underscored } from "./modinfo-fields.ts";
import { type ProcModule, parseProcModules } from "./proc-modules.ts";

export interface Evidence {
  readonly release: string;
  /** uname -m */
  readonly architecture: string;
  readonly hasModules: boolean;
  /** kernel.modules_disabled: no module comes or goes until the next boot. */
  readonly isLoadingDisabled: boolean;
  /** Of one of the machine's own modules; undefined where it has none, or no modinfo. */
  readonly vermagic: string | undefined;
  /** CRC of module_layout in one of its own modules: another one is refused. Only kmod's modprobe tells it. */
  readonly layoutCrc: number | undefined;
  readonly loaded: ReadonlyMap<string, ProcModule>;
  /** Of the modules that were asked about, where they are loaded and the kernel tells. */
  readonly srcversions: ReadonlyMap<string, string>;
  /** Those of the modules that were asked about that are below /lib/modules. */
  readonly installed: ReadonlySet<string>;
  /** undefined where the kernel checks no signatures. */
  readonly isSignatureEnforced: boolean | undefined;
  readonly lockdown: "none" | "integrity" | "confidentiality" | undefined;
  /** `no-efi`: the machine was not started by EFI, so there is none. */
  readonly secureBoot: "on" | "off" | "no-efi" | undefined;
  readonly commandLine: string;
  readonly rules: readonly ModprobeRule[];
  readonly symbols: SymbolEvidence;
}

/** A line of modprobe.d that keeps a module from being loaded, or may. */
export interface ModprobeRule {
  readonly file: string;
  /** As written. */
  readonly text: string;
  readonly kind: "blacklist" | "install";
  /** With underscores. */
  readonly module: string;
  /** Of `install`: what is run instead. */
  readonly command: string;
}

/** Of the symbols that were asked about. */
export interface SymbolEvidence {
  readonly exports: ReadonlyMap<string, ExportEvidence>;
  /** Names in /proc/kallsyms, exported or not. */
  readonly named: ReadonlySet<string>;
  /** Installed module that exports it, loaded or not (modules.symbols). */
  readonly installed: ReadonlyMap<string, string>;
  /** /proc/kallsyms lists all exports (CONFIG_KALLSYMS_ALL): what is not among them is not exported. */
  readonly isComplete: boolean;
}

export interface ExportEvidence {
  /** undefined: the kernel itself. */
  readonly module: string | undefined;
  /** undefined: it cannot be told of a module's, or where addresses are hidden. */
  readonly isGplOnly: boolean | undefined;
}

export interface EvidenceQuestion {
  readonly modules: readonly string[];
  readonly symbols: readonly string[];
  /** Addresses and the kernel log are only for root. */
  readonly isRoot: boolean;
  /** A busy emulated machine has needed six seconds to look a symbol up; 15 seconds when missing. */
  readonly limitMs?: number;
}

/** The names are data: they go to the script's input, as `m NAME` and `s NAME`. */
export const askEvidence = ({
  modules,
  symbols,
  isRoot,
  limitMs = 15_000,
}: EvidenceQuestion): Command<Evidence> => ({
  argv: shellScript(script),
  isRoot,
  input: {
    kind: "text",
    text: [...modules.map((name) => `m ${name}\n`), ...symbols.map((name) => `s ${name}\n`)].join(""),
  },
  limitMs,
  parse: parseEvidence,
});

/**
 * grep -H writes the name of the file before what stands in it; each other line begins with a word that says what it is.
 * `__ksymtab_NAME` stands in /proc/kallsyms for each export where CONFIG_KALLSYMS_ALL is set; those of the kernel between
 * __start___ksymtab_gpl and __stop___ksymtab_gpl are for GPL modules only (include/asm-generic/vmlinux.lds.h). A slow
 * machine needs a second to go through it with awk, so grep comes first, and names that are not exported are looked for
 * only where there are such, at most thirty.
 */
const script = l10n.t`${findProgram}
asked=$(cat)
grep -Hs '' /proc/sys/kernel/osrelease /proc/modules /proc/sys/kernel/modules_disabled /proc/cmdline \\
  /sys/module/module/parameters/sig_enforce /sys/kernel/security/lockdown
echo "architecture $(uname -m)"
[ -e /proc/modules ] && echo 'has modules'
if [ -d /sys/firmware ] && [ ! -d /sys/firmware/efi ]; then echo 'secureboot no-efi'; fi
for file in /sys/firmware/efi/efivars/SecureBoot-*; do
  [ -e "$file" ] && echo "secureboot $(od -An -tu1 "$file" | awk '{ last = $NF } END { print last }')"
done
grep -HsE '^[[:space:]]*(blacklist|install)[[:space:]]' /etc/modprobe.d/*.conf /run/modprobe.d/*.conf \\
  /usr/local/lib/modprobe.d/*.conf /usr/lib/modprobe.d/*.conf /lib/modprobe.d/*.conf | sed 's/^/rule /'
read -r release < /proc/sys/kernel/osrelease
tree=/lib/modules/$release
first=$(sed -n '1{s/:.*//p;q}' "$tree/modules.dep" 2>/dev/null)
case $first in
  '') first=$(find "$tree/kernel" -name '*.ko*' 2>/dev/null | head -n 1) ;;
  /*) ;;
  *) first=$tree/$first ;;
esac
if [ -n "$first" ]; then
  own modinfo -F vermagic "$first" 2>/dev/null | sed 's/^/vermagic /'
  own modprobe --dump-modversions "$first" 2>/dev/null | awk '$2 == "module_layout" { print "layout", $1; exit }'
fi
printf '%s\\n' "$asked" | while read -r kind name; do
  [ "$kind" = m ] && [ -e "/sys/module/$name/srcversion" ] && echo "srcversion $name $(cat "/sys/module/$name/srcversion")"
done
case $asked in *'m '*)
  printf '%s\\n' "$asked" | awk 'NR == FNR { if ($1 == "m") want[$2] = 1; next }
    { file = $1; sub(/:$/, "", file); sub(/.*\\//, "", file); sub(/\\.ko.*/, "", file); gsub(/-/, "_", file)
      if (file in want) print "installed", file }' - "$tree/modules.dep" 2>/dev/null
esac
case $asked in *'s '*)
  found=$(grep -F '__ksymtab_' /proc/kallsyms | { printf '%s\\n' "$asked"; cat; } | awk '
    $1 == "s" && NF == 2 { want[$2] = 1; next }
    $1 == "m" && NF == 2 { next }
    $3 == "__start___ksymtab_gpl" { print "gpl-from", $1; next }
    $3 == "__stop___ksymtab_gpl" { print "gpl-to", $1; next }
    substr($3, 1, 10) == "__ksymtab_" {
      all = 1; name = substr($3, 11)
      if (name in want) { print "export", name, $1, $4; delete want[name] } }
    END { if (all) print "exports all"; for (name in want) print "absent", name }')
  printf '%s\\n' "$found"
  case $found in *'absent '*)
    absent=$(printf '%s\\n' "$found" | sed -n 's/^absent //p' | head -n 30)
    printf '%s\\n' "$absent" | grep -wF -f - /proc/kallsyms | awk '{ print "named", $3 }'
    printf '%s\\n' "$absent" | grep -wF -f - "$tree/modules.symbols" 2>/dev/null |
      awk '{ name = $2; sub(/^symbol:/, "", name); print "provider", name, $3 }'
  esac
esac
exit 0`;

function parseEvidence(output: Output): Evidence {
  const lines = linesByKey(output.stdout);
  const all = (key: string): readonly string[] => lines.get(key) ?? [];
  const first = (key: string): string | undefined => all(key)[0];
  const release = first("/proc/sys/kernel/osrelease");
  if (release === undefined) throw failure(output);
  const enforced = first("/sys/module/module/parameters/sig_enforce");
  const layout = Number.parseInt(first("layout") ?? "", 16);
  return {
    release,
    architecture: first("architecture") ?? "",
    hasModules: first("has") === "modules",
    isLoadingDisabled: first("/proc/sys/kernel/modules_disabled") === "1",
    vermagic: first("vermagic")?.trim() || undefined,
    layoutCrc: Number.isNaN(layout) ? undefined : layout,
    loaded: new Map(parseProcModules(all("/proc/modules").join("\n")).map((module) => [module.name, module])),
    srcversions: pairs(all("srcversion")),
    installed: new Set(all("installed")),
    isSignatureEnforced: enforced === undefined ? undefined : enforced === "Y",
    lockdown: lockdownOf(first("/sys/kernel/security/lockdown")),
    secureBoot: secureBootOf(first("secureboot")),
    commandLine: first("/proc/cmdline") ?? "",
    rules: [...new Set(all("rule"))].flatMap(ruleOf),
    symbols: symbolsOf(all),
  };
}

function linesByKey(text: string): ReadonlyMap<string, readonly string[]> {
  const lines = new Map<string, string[]>();
  for (const line of text.split("\n")) {
    const end = line.indexOf(line.startsWith("/") ? ":" : " ");
    if (end < 0) continue;
    const key = line.slice(0, end);
    const known = lines.get(key) ?? [];
    lines.set(key, known);
    known.push(line.slice(end + 1));
  }
  return lines;
}

const pairs = (lines: readonly string[]): ReadonlyMap<string, string> =>
  new Map(
    lines.flatMap((line) => {
      const [name, value] = line.split(" ");
      return name === undefined || value === undefined ? [] : [[name, value]];
    }),
  );

function lockdownOf(text: string | undefined): Evidence["lockdown"] {
  const level = /\[(\w+)\]/.exec(text ?? "")?.[1];
  return level === "none" || level === "integrity" || level === "confidentiality" ? level : undefined;
}

function secureBootOf(text: string | undefined): Evidence["secureBoot"] {
  if (text === "1") return "on";
  if (text === "0") return "off";
  return text === "no-efi" ? text : undefined;
}

/** `/etc/modprobe.d/x.conf:blacklist pcspkr` */
function ruleOf(line: string): readonly ModprobeRule[] {
  const match = /^(.+?):\s*((blacklist|install)\s+(\S+)\s*(.*))$/.exec(line);
  if (match === null) return [];
  const [, file = "", text = "", kind, module = "", command = ""] = match;
  return [
    {
      file,
      text: text.trim(),
      kind: kind === "install" ? "install" : "blacklist",
      module: underscored(module),
      command: command.trim(),
    },
  ];
}

function symbolsOf(all: (key: string) => readonly string[]): SymbolEvidence {
  const from = address(all("gpl-from")[0]);
  const to = address(all("gpl-to")[0]);
  const exports = new Map<string, ExportEvidence>();
  for (const line of all("export")) {
    const [name = "", at, owner = ""] = line.split(" ");
    const module = owner.replaceAll(/[[\]]/g, "") || undefined;
    const place = address(at);
    const isKnown = module === undefined && place > 0n && from > 0n && to > 0n;
    exports.set(name, { module, isGplOnly: isKnown ? place >= from && place < to : undefined });
  }
  return {
    exports,
    named: new Set(all("named")),
    installed: pairs(all("provider")),
    isComplete: all("exports").length > 0,
  };
}

const address = (text: string | undefined): bigint =>
  /^[0-9a-f]+$/.test(text ?? "") ? BigInt(`0x${text}`) : 0n;
