/** Which distribution a machine runs, and how one gets what a build needs there. */
import { type Command, shellScript } from "../command.ts";

export interface Distribution {
  /** Its family, where it is a known one: all of a family name and install packages alike. */
  readonly family: "debian" | "fedora" | "arch" | "suse" | "alpine" | undefined;
  /** uname -r */
  readonly release: string;
  /** uname -m */
  readonly architecture: string;
  /** What the kernel that is built for was compiled with: `gcc-12 (Debian 12.2.0-14) 12.2.0`. */
  readonly compiler: string | undefined;
}

/**
 * Reads /etc/os-release (os-release(5)) and the kernel's configuration. Never fails: a machine may say nothing of itself.
 * @param kernel build folder of the kernel that is built for
 */
export const readDistribution = (kernel: string): Command<Distribution> => ({
  argv: shellScript(
    `uname -rm
sed -n 's/^CONFIG_CC_VERSION_TEXT="*\\([^"]*\\)"*$/compiler=\\1/p' "$1/include/config/auto.conf" 2>/dev/null
cat /etc/os-release /usr/lib/os-release 2>/dev/null
true`,
    kernel,
  ),
  parse({ stdout }) {
    const [names = "", ...lines] = stdout.split("\n");
    const [release = "", architecture = ""] = names.split(" ");
    const words = lines.flatMap((line) => {
      const [, value] = /^ID(?:_LIKE)?=["']?([^"']*)["']?$/.exec(line.trim()) ?? [];
      return value === undefined ? [] : value.toLowerCase().split(/\s+/);
    });
    return {
      family: words.flatMap((word) => families.get(word) ?? [])[0],
      release,
      architecture,
      compiler: lines.find((line) => line.startsWith("compiler="))?.slice("compiler=".length),
    };
  },
});

const families: ReadonlyMap<string, NonNullable<Distribution["family"]>> = new Map([
  ["debian", "debian"],
  ["ubuntu", "debian"],
  ["raspbian", "debian"],
  ["fedora", "fedora"],
  ["rhel", "fedora"],
  ["centos", "fedora"],
  ["arch", "arch"],
  ["archlinux", "arch"],
  ["manjaro", "arch"],
  ["suse", "suse"],
  ["opensuse", "suse"],
  ["opensuse-leap", "suse"],
  ["opensuse-tumbleweed", "suse"],
  ["sles", "suse"],
  ["alpine", "alpine"],
]);

type Family = NonNullable<Distribution["family"]>;

const installers: Readonly<Record<Family, string>> = {
  debian: "sudo apt-get install",
  fedora: "sudo dnf install",
  arch: "sudo pacman -S",
  suse: "sudo zypper install",
  alpine: "sudo apk add",
};

/** The line that installs packages there; undefined where it is not known. */
export function installCommand(
  { family }: Distribution,
  names: Partial<Record<Family, string>>,
): string | undefined {
  const name = family && names[family];
  return name === undefined ? undefined : `${installers[family ?? "debian"]} ${name}`;
}

/**
 * The packages that hold a program of a build, by distribution.
 * @param written without its folder
 * @param architecture of the machine: its own tools have its name in front too
 */
export function packagesOfProgram(written: string, architecture = ""): Partial<Record<Family, string>> {
  const name = written.replace(new RegExp(`^${architecture}-linux-gnu-`), "");
  const known = programs.get(name);
  if (known !== undefined) return known;
  const cross =
    /^(?<triple>\w+-linux-\w+|arm-none-eabi)-(?<tool>gcc|ld|as|ar|nm|objcopy|strip)(?<version>-\d+)?$/.exec(
      name,
    )?.groups;
  if (cross !== undefined)
    return crossPackages(cross["triple"] ?? "", cross["tool"] ?? "", cross["version"] ?? "");
  const [, tool = "", version = ""] = /^(gcc|g\+\+|clang|ld\.lld|llvm-\w+)-(\d+)$/.exec(name) ?? [];
  if (tool === "") return {};
  if (tool === "ld.lld") return { debian: `lld-${version}`, fedora: "lld", arch: "lld", suse: "lld" };
  if (tool.startsWith("llvm-"))
    return { debian: `llvm-${version}`, fedora: "llvm", arch: "llvm", suse: "llvm" };
  return { ...programs.get(tool), debian: `${tool}-${version}` };
}

function crossPackages(triple: string, tool: string, version: string): Partial<Record<Family, string>> {
  const debianTriple = triple.replaceAll("_", "-");
  const isCompiler = tool === "gcc";
  return {
    debian: isCompiler ? `gcc${version}-${debianTriple}` : `binutils-${debianTriple}`,
    fedora: `${isCompiler ? "gcc" : "binutils"}-${triple}`,
    arch: `${triple}-${isCompiler ? "gcc" : "binutils"}`,
    suse: `cross-${triple.split("-")[0]}-${isCompiler ? "gcc" : "binutils"}`,
  };
}

const everywhere = (
  name: string,
  others: Partial<Record<Family, string>> = {},
): Readonly<Record<Family, string>> => ({
  debian: name,
  fedora: name,
  arch: name,
  suse: name,
  alpine: name,
  ...others,
});

const binutils = everywhere("binutils");
const llvm = everywhere("llvm");

const programs: ReadonlyMap<string, Readonly<Record<Family, string>>> = new Map([
  ["make", everywhere("make")],
  ["gcc", everywhere("gcc")],
  ["cc", everywhere("gcc")],
  ["g++", everywhere("g++", { fedora: "gcc-c++", suse: "gcc-c++", arch: "gcc" })],
  ["clang", everywhere("clang")],
  ["ld.lld", everywhere("lld")],
  ["ld", binutils],
  ["as", binutils],
  ["ar", binutils],
  ["nm", binutils],
  ["objcopy", binutils],
  ["objdump", binutils],
  ["strip", binutils],
  ["readelf", binutils],
  ["llvm-ar", llvm],
  ["llvm-nm", llvm],
  ["llvm-objcopy", llvm],
  ["llvm-strip", llvm],
  ["bc", everywhere("bc")],
  ["flex", everywhere("flex")],
  ["bison", everywhere("bison")],
  ["perl", everywhere("perl")],
  ["python3", everywhere("python3", { arch: "python" })],
  ["pahole", everywhere("pahole", { fedora: "dwarves", suse: "dwarves" })],
  ["sparse", everywhere("sparse")],
  ["rsync", everywhere("rsync")],
  ["cpio", everywhere("cpio")],
  ["git", everywhere("git")],
  ["tar", everywhere("tar")],
  ["awk", everywhere("gawk")],
]);

/** The packages with the headers of a library. @param name `libelf`, `libssl` */
export function packagesOfLibrary(name: string): Partial<Record<Family, string>> {
  return /elf/.test(name)
    ? {
        debian: "libelf-dev",
        fedora: "elfutils-libelf-devel",
        arch: "libelf",
        suse: "libelf-devel",
        alpine: "elfutils-dev",
      }
    : /ssl|crypto/.test(name)
      ? {
          debian: "libssl-dev",
          fedora: "openssl-devel",
          arch: "openssl",
          suse: "libopenssl-devel",
          alpine: "openssl-dev",
        }
      : {};
}

/** The packages with what modules of a kernel are built with. @param release as uname -r says it */
export const packagesOfHeaders = (release: string): Readonly<Record<Family, string>> => ({
  debian: `linux-headers-${release}`,
  fedora: `kernel-devel-${release}`,
  arch: /-(lts|zen|hardened)$/.test(release)
    ? `linux-${release.slice(release.lastIndexOf("-") + 1)}-headers`
    : "linux-headers",
  suse: "kernel-devel",
  alpine: "linux-lts-dev",
});
