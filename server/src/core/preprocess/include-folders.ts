/**
 * Where Kbuild lets the compiler look for headers, and which it includes before everything else: LINUXINCLUDE and
 * c_flags of the kernel's Makefile and scripts/Makefile.lib. Pure over a disk.
 */
import type { Disk } from "../text/disk.ts";

export interface KernelFolders {
  /** The build folder: $(objtree). */
  readonly build: string;
  /** The source tree: $(srctree); the same folder where the kernel was built in its sources. */
  readonly source: string;
  /** CONFIG_ values without the prefix; undefined where unknown. */
  readonly config: ReadonlyMap<string, string> | undefined;
}

export interface IncludeSearch {
  /** Absolute, in the order of the search; those that do not exist are left out. */
  readonly folders: readonly string[];
  /** Absolute paths of the `-include` files in order. */
  readonly forced: readonly string[];
}

/** Takes a kernel's folders; gives the search, or undefined where the architecture cannot be told. */
export const includeSearch = (
  disk: Disk,
  { build, source, config }: KernelFolders,
): IncludeSearch | undefined => {
  const architecture = architectureFolder(config) ?? onlyArchitecture(disk, build);
  if (architecture === undefined) return undefined;
  const folders = searchedFolders({ build, source }, architecture).filter(
    (folder) => disk.kindOf(folder) === "directory",
  );
  // compiler-version.h came with 5.17; compiler_types.h, with the words of attributes, with 4.15.
  const forced = ["compiler-version.h", "kconfig.h", "compiler_types.h"]
    .map((name) => `${source}/include/linux/${name}`)
    .filter((path) => disk.kindOf(path) === "file");
  return { folders, forced };
};

/** Takes a kernel's folders and $(SRCARCH); gives the folders of LINUXINCLUDE in order, whether they exist or not. */
export const searchedFolders = (
  { build, source }: Pick<KernelFolders, "build" | "source">,
  architecture: string,
): readonly string[] => {
  const arch = `arch/${architecture}/include`;
  const isApart = build !== source;
  return [
    `${source}/${arch}`,
    `${build}/${arch}/generated`,
    ...(isApart ? [`${source}/include`] : []),
    `${build}/include`,
    `${source}/${arch}/uapi`,
    `${build}/${arch}/generated/uapi`,
    `${source}/include/uapi`,
    `${build}/include/generated/uapi`,
    ...ownFolders(source, architecture),
  ];
};

/** What the architecture's own Makefile adds to KBUILD_CPPFLAGS. */
const ownFolders = (source: string, architecture: string): readonly string[] => {
  switch (architecture) {
    case "powerpc":
      return [`${source}/arch/powerpc`];
    case "mips":
      return [`${source}/arch/mips/include/asm/mach-generic`];
    case "um":
      return [`${source}/arch/um/include/shared`, `${source}/arch/x86/um/shared`];
    default:
      return [];
  }
};

/** CONFIG_ names that only one architecture's Kconfig sets, and the folder under arch/ that is $(SRCARCH) then. */
const folders: readonly (readonly [string, string])[] = [
  ["UML", "um"],
  ["X86", "x86"],
  ["ARM64", "arm64"],
  ["ARM", "arm"],
  ["RISCV", "riscv"],
  ["PPC", "powerpc"],
  ["S390", "s390"],
  ["MIPS", "mips"],
  ["LOONGARCH", "loongarch"],
  ["SPARC", "sparc"],
  ["PARISC", "parisc"],
  ["ALPHA", "alpha"],
  ["ARC", "arc"],
  ["CSKY", "csky"],
  ["HEXAGON", "hexagon"],
  ["IA64", "ia64"],
  ["M68K", "m68k"],
  ["MICROBLAZE", "microblaze"],
  ["NIOS2", "nios2"],
  ["OPENRISC", "openrisc"],
  ["SUPERH", "sh"],
  ["XTENSA", "xtensa"],
];

/** Takes the configuration; gives $(SRCARCH), undefined where no name in it tells. */
export const architectureFolder = (config: ReadonlyMap<string, string> | undefined): string | undefined =>
  folders.find(([name]) => config?.get(name) === "y")?.[1];

/** The one folder under arch/ for which headers were generated. */
const onlyArchitecture = (disk: Disk, build: string): string | undefined => {
  const built = (disk.list(`${build}/arch`) ?? []).filter(
    ({ name }) => disk.kindOf(`${build}/arch/${name}/include/generated`) === "directory",
  );
  return built.length === 1 ? built[0]?.name : undefined;
};
