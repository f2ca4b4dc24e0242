/** One folder of a build: runs its Kbuild file and turns its lists into modules, facts and folders below. */
import type { Disk } from "../text/disk.ts";
import { baseOf, joinPath } from "../text/paths.ts";
import type { Span } from "../text/span.ts";
import { addedWords, type Flags, firstWords, flagWords, readFlags } from "./flags.ts";
import type { Rule, Run } from "./interpret.ts";
import type { OptionType } from "./kconfig.ts";
import { type Composition, compositionOf, type Entry, entriesOf } from "./lists.ts";
import { isMadeByRule, sourceOfRule } from "./made.ts";
import type { KbuildFact, KbuildModule, KbuildObject, KbuildRoot } from "./modules.ts";
import { mayMake } from "./recipes.ts";
import type { SourceFinder } from "./sources.ts";
import { isUnknown, type Word } from "./value.ts";

/** What a folder is evaluated with. */
export interface FolderContext {
  readonly kind: KbuildRoot["kind"];
  readonly directory: string;
  readonly file: string;
  /** $(obj), as the Kbuild file sees it. */
  readonly prefix: string;
  /** Folder that -I paths are relative to. */
  readonly workingDirectory: string;
  /** False where an option or an unknown condition decides whether Kbuild comes here. */
  readonly isAlwaysBuilt: boolean;
  /** subdir-ccflags-y of the folders above. */
  readonly inheritedFlags: readonly Word[];
  readonly sources: SourceFinder;
  readonly disk: Disk;
  readonly optionType: (name: string) => OptionType | undefined;
  /** Rules of the Makefile that the author runs, which may make sources before Kbuild starts. */
  readonly outerRules: readonly Rule[];
}

export interface Subfolder {
  readonly path: string;
  /** Where it is listed. */
  readonly listed?: { readonly file: string; readonly span: Span };
  readonly isAlwaysBuilt: boolean;
}

export interface FolderResult {
  readonly modules: readonly KbuildModule[];
  readonly facts: readonly KbuildFact[];
  readonly subfolders: readonly Subfolder[];
  readonly flags: readonly Word[];
}

/** Takes a run of the folder's Kbuild file. */
export const readFolder = (context: FolderContext, run: Run): FolderResult => {
  const listed = new Map<string, Listed>();
  const facts: KbuildFact[] = [];
  const subfolders: Subfolder[] = [];
  const flags = [...context.inheritedFlags, ...flagWords(run.scope, ["subdir-ccflags-y"])];
  const words = [
    ...addedWords(run.scope),
    ...flags,
    ...flagWords(run.scope, ["ccflags-y", "EXTRA_CFLAGS", "KCFLAGS"]),
  ];
  const first = firstWords(run.scope);
  const folderFlags: FolderFlags = { words, first, read: readFlags(words, first, context.workingDirectory) };
  const entries = entriesOf(run.scope, (word) =>
    run.gaps.push(`a word of the list is not known: ${word.file}`),
  );
  for (const entry of entries) {
    const { text } = entry.word;
    if (text.endsWith("/")) subfolders.push(subfolderOf(context, entry));
    else if (text.endsWith(".o")) {
      const made = moduleOf(context, run, entry, folderFlags);
      const known = listed.get(text);
      if (known === undefined) facts.push(...factsOf(context, run, entry, made));
      const isSure = entry.values === "y" && entry.options.length === 0 && entry.word.isCertain;
      const module = known === undefined ? made : { ...known.module, build: together(known, made.build) };
      listed.set(text, { module, isSure: known?.isSure ?? isSure });
    } else if (isNoObject(context, run, entry)) {
      const { word } = entry;
      const file = word.file === "" ? context.file : word.file;
      const isAlwaysBuilt = context.isAlwaysBuilt && entry.options.length === 0;
      facts.push({ kind: "no-object", file, span: word.span, word: text, isAlwaysBuilt });
    }
  }
  facts.push(...variableFacts(run));
  return { modules: Array.from(listed.values(), ({ module }) => module), facts, subfolders, flags };
};

interface Listed {
  readonly module: KbuildModule;
  /** Built in, whatever other lists say. */
  readonly isSure: boolean;
}

/** A word without the suffix of an object: make would need a rule for the very name. */
const isNoObject = ({ kind, outerRules }: FolderContext, run: Run, entry: Entry): boolean => {
  const { word, values } = entry;
  const isName =
    /^[\w./-]*\w$/.test(word.text) && (!word.text.includes(".") || /\.(?:c|S|ko)$/.test(word.text));
  if (kind !== "external" || !values.includes("m") || !word.isCertain || !isName) return false;
  return ![...outerRules, ...run.rules].some(({ targets }) =>
    targets.some(({ text }) => isUnknown(text) || text.includes("%") || baseOf(text) === baseOf(word.text)),
  );
};

const subfolderOf = (context: FolderContext, entry: Entry): Subfolder => ({
  path: joinPath(context.directory, entry.word.text.replace(/\/+$/, "")),
  listed: { file: entry.word.file === "" ? context.file : entry.word.file, span: entry.word.span },
  isAlwaysBuilt: context.isAlwaysBuilt && entry.word.isCertain && entry.options.length === 0,
});

const moduleOf = (context: FolderContext, run: Run, entry: Entry, flags: FolderFlags): KbuildModule => {
  const { word } = entry;
  const stem = word.text.slice(0, -2);
  const composition = entry.isLibrary ? undefined : compositionOf(run.scope, stem);
  const objects = partsOf(word, composition).map((part) => objectOf(context, run, part));
  return {
    name: baseOf(stem),
    directory: context.directory,
    file: word.file === "" ? context.file : word.file,
    span: word.span,
    build: buildOf(context, entry),
    isComposite: composition !== undefined,
    objects,
    isComplete:
      run.gaps.length === 0 &&
      (composition === undefined || (composition.isComplete && composition.isCertain)),
    ...flagsOf(context, run, objects, flags),
  };
};

const ownName = ({ object }: KbuildObject): string => `CFLAGS_${object}`;

/** Most modules have no flags but those of their folder, which are read once. */
const flagsOf = (
  context: FolderContext,
  run: Run,
  objects: readonly KbuildObject[],
  flags: FolderFlags,
): Pick<KbuildModule, keyof Flags | "ownFlags"> => {
  const read = (names: readonly string[]): Flags =>
    readFlags([...flags.words, ...flagWords(run.scope, names)], flags.first, context.workingDirectory);
  const special = objects.filter((object) => run.scope.variables.has(ownName(object)));
  if (special.length === 0) return flags.read;
  const ownFlags = new Map(
    objects.flatMap((object) =>
      object.source === undefined
        ? []
        : [[object.source, special.includes(object) ? read([ownName(object)]) : flags.read] as const],
    ),
  );
  return { ...read(special.map(ownName)), ownFlags };
};

interface FolderFlags {
  readonly words: readonly Word[];
  readonly first: readonly Word[];
  readonly read: Flags;
}

const partsOf = (word: Word, composition: Composition | undefined): readonly Word[] => {
  if (composition === undefined) return [{ ...word, isCertain: true }];
  const parts = composition.words.filter((part) => part.text.endsWith(".o"));
  return composition.isCertain ? parts : [...parts, { ...word, isCertain: false }];
};

const objectOf = (context: FolderContext, run: Run, part: Word): KbuildObject => {
  const found = context.sources.find(context.directory, part.text);
  const source = found.path ?? sourceOfRule(run, context.prefix, part.text, context.sources);
  return {
    object: part.text,
    source,
    language: source?.endsWith(".S") ? "assembly" : found.language,
    certain: part.isCertain,
    file: part.file === "" ? context.file : part.file,
    span: part.span,
  };
};

const buildOf = (context: FolderContext, entry: Entry): KbuildModule["build"] => {
  if (entry.isLibrary) return "builtin";
  if (entry.options.length === 0) {
    if (entry.values === "m") return "module";
    return entry.values === "y" ? "builtin" : "unknown";
  }
  if (!entry.values.includes("m")) return "builtin";
  if (!entry.values.includes("y")) return "module";
  return buildOfOptions(context, entry.options);
};

/** One option that is bool makes the object builtin; outside the kernel an option that no Kconfig names is the author's. */
const buildOfOptions = (context: FolderContext, options: readonly string[]): KbuildModule["build"] => {
  const types = options.map((option) => context.optionType(option));
  if (types.every((type) => type === "tristate")) return "either";
  if (types.every((type) => type === "bool")) return "builtin";
  if (types.some((type) => type === undefined)) return context.kind === "external" ? "either" : "unknown";
  return types.includes("tristate") ? "either" : "unknown";
};

/** An object of several lists. What is certainly in obj-y, which is read first, is taken out of obj-m. */
const together = (known: Listed, build: KbuildModule["build"]): KbuildModule["build"] => {
  if (known.isSure || known.module.build === build) return known.module.build;
  return known.module.build === "unknown" || build === "unknown" ? "unknown" : "either";
};

const factsOf = (
  context: FolderContext,
  run: Run,
  entry: Entry,
  module: KbuildModule,
): readonly KbuildFact[] => {
  const { file, span, name } = module;
  const facts: KbuildFact[] = [];
  if (module.build !== "builtin") facts.push({ kind: "module-name", file, span, name });
  const isBuilt = context.kind === "kernel-tree" || module.build !== "builtin";
  if (!isBuilt) return facts;
  const isAlwaysBuilt = context.isAlwaysBuilt && entry.word.isCertain && entry.options.length === 0;
  for (const object of module.objects) {
    const place = { file: object.file, span: object.span };
    if (
      module.build !== "builtin" &&
      module.isComposite &&
      object.certain &&
      object.object === entry.word.text &&
      module.isComplete
    ) {
      facts.push({ kind: "self-object", ...place, module: name });
    } else if (canBeBuilt(context, entry) && isMissing(context, run, object)) {
      facts.push({ kind: "missing-source", ...place, object: object.object, module: name, isAlwaysBuilt });
    }
  }
  return facts;
};

/** In a kernel tree an option that no Kconfig names is never set: what is left of a driver that was removed. */
const canBeBuilt = (context: FolderContext, entry: Entry): boolean =>
  context.kind === "external" || entry.options.every((option) => context.optionType(option) !== undefined);

/** Certainly listed, certainly without a source, and nothing that was read could make one. */
const isMissing = (context: FolderContext, run: Run, object: KbuildObject): boolean => {
  if (object.source !== undefined || !object.certain || run.gaps.length > 0) return false;
  const { directory, prefix, sources } = context;
  const stem = object.object.slice(0, -2);
  if (sources.has(joinPath(directory, object.object))) return false;
  if (isMadeByRule(run.rules, prefix, stem)) return false;
  return !mayMake([...context.outerRules, ...run.rules], baseOf(stem));
};

const removed: ReadonlySet<string> = new Set([
  "EXTRA_CFLAGS",
  "EXTRA_AFLAGS",
  "EXTRA_CPPFLAGS",
  "EXTRA_LDFLAGS",
]);

/** Assignments of variables that newer kernels do not read, unless the file reads them itself. */
const variableFacts = (run: Run): readonly KbuildFact[] =>
  run.assignments
    .filter(({ name, file }) => removed.has(name) && !readsVariable(run.files.get(file) ?? "", name))
    .map(({ name, nameSpan, file }) => ({
      kind: "variable",
      file,
      span: { start: nameSpan.start, end: nameSpan.start + nameSpan.text.length },
      name,
      isCommandLine: false,
    }));

const readsVariable = (text: string, name: string): boolean =>
  text.includes(`$(${name})`) || text.includes(`\${${name}}`);
