/** Which modules are installed for a machine's kernel, and which of them its configuration keeps from being loaded. */
import * as l10n from "@vscode/l10n";
import { type Command, type Output, shellScript } from "../command.ts";
import { CommandError } from "../errors.ts";
import { nameOfFile, underscored } from "./modinfo-fields.ts";

export interface AvailableModule {
  /** As lsmod shows it: with underscores. */
  readonly name: string;
  /** Below /lib/modules/RELEASE: `kernel/drivers/net/dummy.ko.xz`. */
  readonly path: string;
  /** The folder of `path`: `kernel/drivers/net`. */
  readonly folder: string;
  /** It is a part of the kernel itself, and so can neither be loaded nor unloaded. */
  readonly isBuiltIn: boolean;
}

/**
 * The modules below /lib/modules/RELEASE, loadable ones first. What they say of themselves is for `moduleInfos` to ask, of
 * those that are shown. Its parse throws CommandError where nothing is installed for that kernel.
 * @param root folder in which `lib` is; that of the machine itself when missing
 */
export function availableModules(release: string, root = ""): Command<readonly AvailableModule[]> {
  return {
    argv: shellScript(listScript, root, release),
    parse(output) {
      if (output.exitCode !== 0) throw nothingInstalled(release, output);
      const lines = output.stdout.split("\n");
      const end = lines.indexOf("=");
      const loadable = lines.slice(0, end).map((path) => availableModule(path, false));
      const builtIn = lines.slice(end + 1).map((path) => availableModule(path, true));
      return [...loadable, ...builtIn].filter(({ path }) => path !== "");
    },
  };
}

/** Without what each depends on: that is most of modules.dep. Where depmod has not run, the files themselves are listed. */
const listScript = `
cd "$1/lib/modules/$2" || exit 1
if [ -f modules.dep ]; then cut -d: -f1 modules.dep
else find . -name '*.ko' -o -name '*.ko.[gxz]*' | cut -c3-
fi
echo =
if [ -f modules.builtin ]; then cat modules.builtin; fi`;

function availableModule(path: string, isBuiltIn: boolean): AvailableModule {
  const slash = path.lastIndexOf("/");
  return { name: nameOfFile(path), path, folder: path.slice(0, Math.max(0, slash)), isBuiltIn };
}

const nothingInstalled = (release: string, output: Output): CommandError =>
  new CommandError(
    l10n.t`No modules are installed for the running kernel: there is no /lib/modules/${release} on this machine. Install the package that the kernel came from, or run make modules_install.`,
    output,
  );

/** What keeps a module from being loaded. */
export interface BlacklistEntry {
  readonly name: string;
  readonly kind: /** modprobe does not load it for a device (by an alias); by its name it still does. */
    | "blacklist"
    /** modprobe runs a command in its place: `install NAME /bin/false`. */
    | "install"
    /** `module_blacklist=` of the kernel's command line: the kernel refuses it, whoever loads it. */
    | "kernel";
  /** `/etc/modprobe.d/local.conf`, or /proc/cmdline. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** As written there. */
  readonly text: string;
}

/** What the configuration of modprobe and the kernel's command line keep from being loaded, by name. */
export function blacklist(root = ""): Command<ReadonlyMap<string, BlacklistEntry>> {
  return { argv: shellScript(blacklistScript, root), parse: ({ stdout }) => readBlacklist(stdout, root) };
}

/** In the order of precedence of modprobe.d(5). */
const blacklistScript = `
r=$1
exec grep -aHns -e blacklist -e install -- "$r"/etc/modprobe.d/*.conf "$r"/run/modprobe.d/*.conf \\
  "$r"/usr/local/lib/modprobe.d/*.conf "$r"/usr/lib/modprobe.d/*.conf "$r"/lib/modprobe.d/*.conf \\
  "$r"/etc/modprobe.conf "$r"/proc/cmdline`;

function readBlacklist(stdout: string, root: string): ReadonlyMap<string, BlacklistEntry> {
  const entries = new Map<string, BlacklistEntry>();
  const fileOfName = new Map<string, string>();
  for (const found of stdout.split("\n")) {
    const [, path = "", line = "", text = ""] = /^(.*?):(\d+):(.*)$/.exec(found) ?? [];
    const file = path.slice(root.length);
    const name = file.split("/").at(-1) ?? "";
    // A file hides those of the same name in folders that come later.
    if (file === "" || (fileOfName.get(name) ?? file) !== file) continue;
    fileOfName.set(name, file);
    const read = file === "/proc/cmdline" ? readCommandLine(text) : readConfiguration(text);
    for (const { module, kind } of read) {
      const entry: BlacklistEntry = { name: module, kind, file, line: Number(line), text: text.trim() };
      // What the kernel itself refuses says more than what modprobe leaves out.
      if (kind === "kernel" || !entries.has(module)) entries.set(module, entry);
    }
  }
  return entries;
}

interface Kept {
  readonly module: string;
  readonly kind: BlacklistEntry["kind"];
}

function readConfiguration(text: string): readonly Kept[] {
  const [word, name, ...command] = text.trim().split(/\s+/);
  if (name === undefined) return [];
  const module = underscored(name);
  if (word === "blacklist") return [{ module, kind: "blacklist" }];
  // An install line that loads the module after all (`/sbin/modprobe --ignore-install`) keeps nothing from being loaded.
  return word === "install" && !command.some((part) => /modprobe|insmod/.test(part))
    ? [{ module, kind: "install" }]
    : [];
}

const readCommandLine = (text: string): readonly Kept[] =>
  [...text.matchAll(/(?:^|\s)(module_blacklist|modprobe\.blacklist)=(\S+)/g)].flatMap(
    ([, word, names = ""]) =>
      names
        .split(",")
        .filter((name) => name !== "")
        .map((name) => ({
          module: underscored(name),
          kind: word === "module_blacklist" ? ("kernel" as const) : ("blacklist" as const),
        })),
  );
