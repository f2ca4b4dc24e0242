/** Evaluates what Kbuild builds from a root. Nothing is executed; what cannot be known is said to be unknown. */
import { compareVersion } from "../kernel/facts.ts";
import { sourceDirectoryOf, versionOf } from "../kernel/kernel-facts.ts";
import type { Disk } from "../text/disk.ts";
import { baseOf, isWithin } from "../text/paths.ts";
import { kbuildVariables } from "./environment.ts";
import { expand } from "./expand.ts";
import { type ExtraSymbols, extraSymbolsOf, isGivenElsewhere } from "./extra-symbols.ts";
import { readFolder, type Subfolder } from "./folder.ts";
import { type Run, runFile } from "./interpret.ts";
import { type OptionType, readKconfig, readKconfigTree, readKconfigUpwards } from "./kconfig.ts";
import { listEntries, topLevelLists } from "./lists.ts";
import type { KbuildFact, KbuildModule, KbuildProject, KbuildRoot } from "./modules.ts";
import { type OuterCall, outerCall } from "./outer.ts";
import { newRun } from "./run.ts";
import type { Unknown } from "./scope.ts";
import { type SourceFinder, sourceFinder } from "./sources.ts";
import { isUnknown, textOf, type Word } from "./value.ts";

export interface EvaluateOptions {
  /** CONFIG_ values without the prefix; an option that is absent is taken as undecided. */
  readonly config?: ReadonlyMap<string, string>;
  /** True when `config` is the whole configuration: an option that is absent is not set. */
  readonly isConfigComplete?: boolean;
  /** Source tree of the kernel that is built for: $(srctree). */
  readonly kernelDirectory?: string;
  /** What `uname -r` is taken to answer. */
  readonly release?: string;
  /** The folder below arch/ to evaluate in a kernel tree (`x86`); all of them unless told. */
  readonly arch?: string;
  /** In a kernel tree: only the folders on the way to this one, and it and all below it. */
  readonly within?: string;
  /** In a kernel tree: what `readOptionTypes` gave for it. Read anew where it is missing. */
  readonly optionTypes?: OptionTypes;
}

/** By name, without the prefix. */
export type OptionTypes = ReadonlyMap<string, OptionType>;

/** The types of every option of a kernel tree, from some 1,600 Kconfig files: worth keeping by who evaluates often. */
export const readOptionTypes = (disk: Disk, tree: string): OptionTypes => {
  const arches = (disk.list(`${tree}/arch`) ?? []).map((entry) => entry.name);
  return readKconfigTree(disk, tree, arches);
};

/** Takes a root that `discover` gave; never throws. */
export const evaluateProject = (
  disk: Disk,
  root: KbuildRoot,
  options: EvaluateOptions = {},
): KbuildProject => {
  const outer = root.kind === "external" ? outerCall(disk, root.directory, options.release) : undefined;
  const build: Build = {
    disk,
    root,
    options,
    outer,
    arches: archesOf(disk, root, options),
    sources: sourceFinder(disk),
    files: new Map(outer?.files),
    modules: [],
    facts: [...(outer?.facts ?? [])],
    unknowns: [],
    seen: new Set(),
    gaps: 0,
    extra: { paths: [], isKnown: true },
    types: new Map(options.optionTypes && [[root.directory, options.optionTypes]]),
  };
  const queue: Step[] = [
    { path: root.directory, isAlwaysBuilt: true, flags: [], exported: outer?.exported ?? new Map() },
  ];
  if (root.kind === "kernel-tree") queue.push(...topLevelFolders(build));
  for (const step of queue) queue.push(...enterFolder(build, step));
  return {
    root,
    modules: build.modules,
    isComplete: build.gaps === 0,
    extraSymbols: build.extra.paths,
    extraSymbolsKnown:
      build.extra.isKnown &&
      (outer === undefined || !isGivenElsewhere(disk, root.directory, outer.directory)),
    facts: build.facts,
    files: build.files,
    unknowns: build.unknowns,
    kernelDirectory: outer?.kernelDirectory,
  };
};

/** What is gathered while the folders are walked. */
interface Build {
  readonly disk: Disk;
  readonly root: KbuildRoot;
  readonly options: EvaluateOptions;
  readonly outer: OuterCall | undefined;
  readonly arches: readonly string[];
  readonly sources: SourceFinder;
  readonly files: Map<string, string>;
  readonly modules: KbuildModule[];
  readonly facts: KbuildFact[];
  readonly unknowns: Unknown[];
  readonly seen: Set<string>;
  /** Reasons why there may be more modules. */
  gaps: number;
  extra: ExtraSymbols;
  /** Kconfig types by the folder they were looked for in. */
  readonly types: Map<string, ReadonlyMap<string, OptionType>>;
}

interface Step extends Subfolder {
  readonly flags: readonly Word[];
  readonly exported: ReadonlyMap<string, string>;
  readonly file?: string;
}

/** More is a loop of folders that symbolic links make: the kernel has 3,000. */
const mostFolders = 20_000;

const enterFolder = (build: Build, step: Step): readonly Step[] => {
  const { path } = step;
  if (build.seen.has(path) || build.seen.size >= mostFolders || !isWanted(build, path)) return [];
  build.seen.add(path);
  const file = ["Kbuild", "Makefile"]
    .map((name) => `${path}/${name}`)
    .find((name) => build.sources.has(name));
  if (file === undefined) {
    build.facts.push(...missingFolder(build, step));
    return [];
  }
  const run = runOf(build, { ...step, file });
  if (!runFile(run, file)) return [];
  // KVM is bool on arm64 and tristate on x86: the folder's own Kconfig file knows best.
  const ownTypes: OptionTypes =
    archOfPath(build, path) === undefined
      ? new Map()
      : readKconfig(build.disk.readText(`${path}/Kconfig`) ?? "").types;
  const result = readFolder(
    {
      kind: build.root.kind,
      directory: path,
      file,
      prefix: sourceOf(build, path),
      workingDirectory: workingDirectoryOf(build),
      isAlwaysBuilt: step.isAlwaysBuilt,
      inheritedFlags: step.flags,
      sources: build.sources,
      disk: build.disk,
      optionType: (name) => ownTypes.get(name) ?? typesFor(build, path).get(name),
      outerRules: build.outer?.rules ?? [],
    },
    run,
  );
  build.modules.push(...result.modules);
  build.gaps += run.gaps.length;
  if (path === build.root.directory) build.extra = extraSymbolsOf(run, workingDirectoryOf(build));
  build.facts.push(...result.facts, ...newFaults(build, run));
  const exported = exportedOf(run, step.exported);
  return result.subfolders.map((folder) => ({ ...folder, flags: result.flags, exported }));
};

/** make stops at a folder that is certainly listed and has nothing to read, unless a rule may fill it first. */
const missingFolder = (
  { root, outer }: Build,
  { path, listed, isAlwaysBuilt }: Step,
): readonly KbuildFact[] =>
  listed === undefined ||
  !isAlwaysBuilt ||
  root.kind !== "external" ||
  !path.startsWith(`${root.directory}/`) ||
  outer?.rules.some(({ recipe }) => recipe.some((line) => line.text.includes(baseOf(path))))
    ? []
    : [{ kind: "missing-folder", ...listed, folder: path.slice(root.directory.length + 1) }];

/** A Makefile that the author runs is read twice: once as that, and once by Kbuild. */
const newFaults = ({ root, facts }: Build, { faults }: Run): readonly KbuildFact[] =>
  root.kind !== "external"
    ? []
    : faults.filter(
        (fault) =>
          !facts.some(
            (known) =>
              known.kind === "syntax" && known.file === fault.file && known.span.start === fault.span.start,
          ),
      );

const isWanted = (build: Build, path: string): boolean => {
  const { within } = build.options;
  return within === undefined || isWithin(path, within) || isWithin(within, path);
};

const runOf = (build: Build, step: Step, arch = archOfPath(build, step.path)): Run => {
  const { root, options, outer } = build;
  const isExternal = root.kind === "external";
  const kernel = options.kernelDirectory ?? outer?.kernelDirectory;
  const sourceTree =
    isExternal && kernel !== undefined
      ? sourceDirectoryOf(build.disk, kernel)
      : isExternal
        ? undefined
        : root.directory;
  const commandLine = outer?.variables ?? new Map<string, string>();
  return newRun({
    disk: build.disk,
    files: build.files,
    unknowns: build.unknowns,
    workingDirectory: workingDirectoryOf(build),
    // A kernel that only the Makefile names may be of any version: what it would see there is not known.
    visible:
      sourceTree === undefined || options.release === undefined
        ? [root.directory]
        : [root.directory, sourceTree, workingDirectoryOf(build)],
    release: options.release,
    inherited: kbuildVariables({
      config: options.config,
      isConfigComplete: options.isConfigComplete ?? false,
      ownOptions: isExternal ? ownOptions(build, step) : new Set(),
      release: options.release,
      arch: options.arch ?? arch,
      sourceTree,
      externalDirectory: isExternal ? root.directory : undefined,
      source: sourceOf(build, step.path),
      given: new Map([...step.exported, ...commandLine]),
    }),
    fixed: new Set(commandLine.keys()),
    includeFolders: isExternal ? [workingDirectoryOf(build), root.directory] : [root.directory],
  });
};

/** Folders that the top Makefile and those of the architectures list for vmlinux. */
const topLevelFolders = (build: Build): readonly Step[] => {
  const { directory } = build.root;
  const names = listedInText(build.disk.readText(`${directory}/Makefile`) ?? "");
  for (const arch of build.arches) {
    const run = runOf(build, { ...builtStep, path: directory }, arch);
    names.push(`arch/${arch}/`);
    // An architecture lists folders of its own: who looks elsewhere need not run its Makefile.
    if (!isWanted(build, `${directory}/arch/${arch}`)) continue;
    if (!runFile(run, `${directory}/arch/${arch}/Makefile`)) continue;
    for (const prefix of topLevelLists) {
      for (const { word } of listEntries(run.scope, prefix, () => {})) names.push(word.text);
    }
  }
  return names
    .filter((name) => name.endsWith("/"))
    .map((name) => ({ ...builtStep, path: `${directory}/${name.slice(0, -1)}` }));
};

const builtStep = { isAlwaysBuilt: false, flags: [], exported: new Map<string, string>() } as const;

/** The top Makefile asks far more than a reader can answer, but writes its lists of folders out. */
const listedInText = (text: string): string[] =>
  [...text.matchAll(/^\s*(?:core|drivers|libs|net|virt|init)-y\s*[:+]?=(.*)$/gm)].flatMap((match) =>
    (match[1] ?? "").trim().split(/\s+/),
  );

const archesOf = (disk: Disk, root: KbuildRoot, options: EvaluateOptions): readonly string[] => {
  if (root.kind === "external") return [];
  if (options.arch !== undefined) return [options.arch];
  return (disk.list(`${root.directory}/arch`) ?? [])
    .filter((entry) => entry.kind === "directory")
    .map((entry) => entry.name);
};

const archOfPath = (build: Build, path: string): string | undefined => {
  const prefix = `${build.root.directory}/arch/`;
  return path.startsWith(prefix) ? path.slice(prefix.length).split("/")[0] : undefined;
};

/** $(src): before 6.13 relative to the tree, for an external build absolute. */
const sourceOf = (build: Build, path: string): string => {
  if (build.root.kind === "external") return path;
  return path === build.root.directory ? "." : path.slice(build.root.directory.length + 1);
};

/** Options of an external project itself, which its builder sets by hand: in no kernel's configuration. */
const ownOptions = (build: Build, step: Step): ReadonlySet<string> => {
  const own = new Set(typesFor(build, step.path).keys());
  const text = step.file === undefined ? "" : (build.disk.readText(step.file) ?? "");
  for (const match of text.matchAll(/\bobj-\$[({]CONFIG_(\w+)[)}]/g))
    if (match[1] !== undefined) own.add(match[1]);
  return own;
};

/** Where make stands: since 6.13 in the folder that M= names, before in the kernel's. */
const workingDirectoryOf = (build: Build): string => {
  const version = versionOf(build.options.release ?? "");
  const isNew = version !== undefined && compareVersion(version, 6, 13) >= 0;
  if (build.root.kind === "kernel-tree" || isNew) return build.root.directory;
  return build.options.kernelDirectory ?? build.outer?.kernelDirectory ?? build.root.directory;
};

const typesFor = (build: Build, folder: string): ReadonlyMap<string, OptionType> => {
  const { disk, root, types } = build;
  const isTree = root.kind === "kernel-tree";
  const key = isTree ? root.directory : folder;
  const known = types.get(key);
  if (known !== undefined) return known;
  const read = isTree ? readOptionTypes(disk, key) : readKconfigUpwards(disk, key, root.directory);
  types.set(key, read);
  return read;
};

const exportedOf = (run: Run, before: ReadonlyMap<string, string>): ReadonlyMap<string, string> => {
  if (run.exported.size === 0) return before;
  const all = new Map(before);
  for (const name of run.exported) {
    if (!run.scope.variables.has(name)) continue;
    const text = textOf(expand(run.scope, { text: `$(${name})`, file: "", start: 0 }));
    if (!isUnknown(text)) all.set(name, text);
  }
  return all;
};
