/** From what a command was given to the modules that it is about: reading files, asking machines, asking the user. */
import { readFile } from "node:fs/promises";
import * as l10n from "@vscode/l10n";
import type { ModuleSources } from "../../../server/src/protocol/messages.ts";
import { isKoProblem, readKoFile } from "../kernel/kmod/ko-file.ts";
import type { LoadedModule } from "../kernel/kmod/loaded.ts";
import { moduleInfo } from "../kernel/kmod/modinfo.ts";
import type { KoFile, ModuleInfo } from "../kernel/kmod/module-info.ts";
import type { ModuleSource } from "../kernel/kmod/operation.ts";
import type { Target } from "../kernel/targets/target.ts";
import { builtFor, type FoundHere, modulesOfKbuild, modulesOfSource, sourceBeside } from "./built-choice.ts";
import { releaseOf } from "./choose-target.ts";
import type { Operations } from "./operations.ts";
import { pickBuilt, pickOneOf, pickSomeOf } from "./pick-module.ts";
import { within } from "./progress.ts";
import type { Subject } from "./subjects.ts";

/** A module that is to be loaded, or looked at. */
export interface Wanted {
  readonly name: string;
  readonly source: ModuleSource;
  /** What its file says. */
  readonly info: ModuleInfo;
}

/**
 * The modules that a command is about; asks where there are several or none is named. undefined: the user left, or was
 * told why there are none. Rejects with TargetError or CommandError where a machine had to be asked.
 */
export async function wantedModules(
  operations: Operations,
  subjects: readonly Subject[],
  target: Target,
  title: string,
): Promise<readonly Wanted[] | undefined> {
  if (subjects.length === 0) {
    const file = await pickBuilt(operations, target, title);
    return file === undefined ? undefined : wantedModules(operations, [{ kind: "ko", file }], target, title);
  }
  const all: Wanted[] = [];
  for (const subject of subjects) {
    const found = await wantedOf(operations, subject, target, title);
    if (found === undefined) return undefined;
    all.push(...found.filter(({ name }) => !all.some((one) => one.name === name)));
  }
  return all;
}

/** Milliseconds: a form opens with what the file says rather than later. */
const welcomeMs = 3_000;
/** Milliseconds: nothing can be done before it is known, and a server that has just started has much to read. */
const neededMs = 20_000;

/**
 * What the sources of modules say, of all where there are no names; nothing where the server does not answer in time.
 * @param limitMs how long it is worth waiting for
 */
export async function sourcesOf(
  { language, context: { log } }: Operations,
  names: readonly string[] | undefined,
  limitMs: number = welcomeMs,
): Promise<readonly ModuleSources[]> {
  try {
    return await within(language.moduleSources(names), limitMs, []);
  } catch (error) {
    log.warn("The language server did not say what the sources of modules are.", error);
    return [];
  }
}

/** What the sources say of the module that a .ko file was built from: several folders may build one of its name. */
export async function sourceOfFile(
  operations: Operations,
  { name, file }: Pick<KoFile, "name" | "file">,
): Promise<ModuleSources | undefined> {
  return sourceBeside(file, await sourcesOf(operations, [name]));
}

/** A file that stands for modules. */
export type FileSubject = Extract<Subject, { readonly kind: "kbuild" | "source" }>;

/** The modules of a Kbuild file or of a C source. */
export async function modulesHere(operations: Operations, { kind, file }: FileSubject): Promise<FoundHere> {
  const [built, sources] = [await operations.built.all(), await sourcesOf(operations, undefined, neededMs)];
  return (kind === "kbuild" ? modulesOfKbuild : modulesOfSource)(file, built, sources);
}

/** Reads a .ko file of this machine. undefined: it cannot be read, and the user has been told. */
export async function readModuleFile(
  { context: { prompts } }: Operations,
  file: string,
): Promise<KoFile | undefined> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    void prompts.notify(
      "error",
      l10n.t`${file} cannot be read: ${reason}. Build the module, or choose another file.`,
    );
    return undefined;
  }
  const read = readKoFile(file, bytes);
  if (!isKoProblem(read)) return read;
  void prompts.notify("error", `${read.message} ${read.remedy}`);
  return undefined;
}

async function wantedOf(
  operations: Operations,
  subject: Subject,
  target: Target,
  title: string,
): Promise<readonly Wanted[] | undefined> {
  switch (subject.kind) {
    case "ko":
      return wantedFile(operations, subject.file);
    case "kbuild":
    case "source":
      return wantedHere(operations, subject, title);
    case "loaded":
      return wantedNamed(operations, subject.module, subject.target, title);
    case "installed":
      return [await wantedInstalled(subject.name, subject.target)];
    case "named":
      return wantedNamed(operations, { name: subject.name, srcversion: undefined }, target, title);
  }
}

/** Read now: what is known of the workspace's files may be a moment old, and a build may just have ended. */
async function wantedFile(operations: Operations, file: string): Promise<readonly Wanted[] | undefined> {
  const ko = await readModuleFile(operations, file);
  return ko && [wantedKo(ko)];
}

const wantedKo = (ko: KoFile): Wanted => ({ name: ko.name, source: { kind: "built", ko }, info: ko });

async function wantedInstalled(name: string, target: Target): Promise<Wanted> {
  const info = await target.run(moduleInfo(name));
  return { name: info.name, source: { kind: "installed", name: info.name }, info };
}

/** The file that it was last loaded from, else one of the workspace, else one of the machine's own. */
async function wantedNamed(
  operations: Operations,
  module: Pick<LoadedModule, "name" | "srcversion">,
  target: Target,
  title: string,
): Promise<readonly Wanted[] | undefined> {
  const built = builtFor(await operations.built.all(), module.name, releaseOf(target));
  const file = operations.memory.last(target.id, module.name)?.file;
  const known =
    built.find((ko) => ko.file === file) ??
    built.find(({ srcversion }) => srcversion !== undefined && srcversion === module.srcversion);
  if (known !== undefined) return wantedFile(operations, known.file);
  if (built.length > 0) {
    const ko = await pickOneOf(operations, built, title);
    return ko && wantedFile(operations, ko.file);
  }
  if (file !== undefined) return wantedFile(operations, file);
  const ready = await operations.targets.ready(target);
  return ready && [await wantedInstalled(module.name, ready)];
}

async function wantedHere(
  operations: Operations,
  subject: FileSubject,
  title: string,
): Promise<readonly Wanted[] | undefined> {
  const found = await modulesHere(operations, subject);
  if (found.built.length === 0) {
    void operations.context.prompts.notify("error", nothingBuilt(subject.file, found));
    return undefined;
  }
  const chosen = await pickSomeOf(operations, found.built, title);
  return chosen?.map(wantedKo);
}

const nothingBuilt = (file: string, { missing }: FoundHere): string =>
  missing.length === 0
    ? l10n.t`No module of ${file} is known: there is no .ko file beside it, and no Kbuild file that names it was found.`
    : missing.length === 1
      ? l10n.t`${missing.join()} is not built: there is no ${missing.join()}.ko. Build first (make), then load.`
      : l10n.t`${missing.join(", ")} are not built: there is no ${missing[0] ?? ""}.ko. Build first (make), then load.`;
