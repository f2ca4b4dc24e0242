/** The Makefile that the author runs: how it calls Kbuild, for which folder, with which variables. */
import type { Disk } from "../text/disk.ts";
import { directoryOf } from "../text/paths.ts";
import { outerVariables } from "./environment.ts";
import { exportedValues, extraSymbolsName, sameExtraSymbols } from "./extra-symbols.ts";
import { type Rule, type Run, runFile } from "./interpret.ts";
import type { KbuildFact } from "./modules.ts";
import { type KbuildCall, kbuildCalls } from "./recipes.ts";
import { newRun } from "./run.ts";
import type { Unknown } from "./scope.ts";
import { isUnknown } from "./value.ts";

export interface OuterCall {
  /** Of the Makefile that calls Kbuild; undefined where no call was found. */
  readonly directory: string | undefined;
  readonly kernelDirectory: string | undefined;
  /** Given to make on the command line: CONFIG_FOO=m. */
  readonly variables: ReadonlyMap<string, string>;
  /** Passed by the environment: a makefile's own assignment wins over it. */
  readonly exported: ReadonlyMap<string, string>;
  readonly rules: readonly Rule[];
  readonly facts: readonly KbuildFact[];
  readonly files: ReadonlyMap<string, string>;
}

/** Makefiles that make reads when it is run in a folder, first found first. */
const outerNames = ["GNUmakefile", "makefile", "Makefile"] as const;
/** A Makefile this many folders up may build the modules of a folder. */
const farthest = 3;

/** The call that builds a folder: by its own Makefile, else by one above that names the folder after M=. */
export const outerCall = (disk: Disk, directory: string, release: string | undefined): OuterCall => {
  let none: OuterCall | undefined;
  for (let folder = directory, up = 0; up < farthest; folder = directoryOf(folder), up += 1) {
    const read = readOuter(disk, folder, release);
    none ??=
      read === undefined
        ? undefined
        : {
            ...read,
            directory: undefined,
            kernelDirectory: undefined,
            variables: new Map(),
            facts: folder === directory ? read.faults : [],
          };
    const calls = read?.calls.filter((call) => (call.moduleDirectory ?? folder) === directory) ?? [];
    if (read !== undefined && calls.length > 0) {
      const { facts, ...call } = summary(calls);
      return { ...read, ...call, directory: folder, facts: [...read.faults, ...facts] };
    }
    if (folder === "/") break;
  }
  return none ?? noCall;
};

const noCall: OuterCall = {
  directory: undefined,
  kernelDirectory: undefined,
  variables: new Map(),
  exported: new Map(),
  rules: [],
  facts: [],
  files: new Map(),
};

/** The folders that the Makefile of a folder hands to Kbuild, other than itself. */
export const foldersBuiltBy = (disk: Disk, directory: string): readonly string[] => {
  const calls = readOuter(disk, directory, undefined)?.calls ?? [];
  return [...new Set(calls.flatMap((call) => call.moduleDirectory ?? []))].filter(
    (folder) => folder !== directory,
  );
};

interface OuterRead {
  readonly calls: readonly KbuildCall[];
  readonly faults: readonly KbuildFact[];
  readonly exported: ReadonlyMap<string, string>;
  readonly rules: readonly Rule[];
  readonly files: ReadonlyMap<string, string>;
}

const readOuter = (disk: Disk, directory: string, release: string | undefined): OuterRead | undefined => {
  const outer = runOuter(disk, directory, release);
  return (
    outer && {
      calls: kbuildCalls(outer.run, directory),
      faults: outer.run.faults,
      exported: exportedValues(outer.run),
      rules: outer.run.rules,
      files: outer.run.files,
    }
  );
};

/** What a plain `make` in a folder reads there. */
export interface OuterRun {
  readonly file: string;
  readonly run: Run;
}

/** Reads it as that make does, where KERNELRELEASE is not set; undefined where there is nothing to read. */
export const runOuter = (
  disk: Disk,
  directory: string,
  release: string | undefined,
): OuterRun | undefined => {
  const file = outerNames.map((name) => `${directory}/${name}`).find((path) => disk.kindOf(path) === "file");
  if (file === undefined) return undefined;
  const unknowns: Unknown[] = [];
  const run = newRun({
    disk,
    files: new Map(),
    unknowns,
    workingDirectory: directory,
    visible: [directory],
    release,
    inherited: outerVariables(directory),
    fixed: new Set(),
    includeFolders: [directory],
  });
  return runFile(run, file) ? { file, run } : undefined;
};

/** The call for the modules themselves, where there are others for cleaning and installing. */
const summary = (
  calls: readonly KbuildCall[],
): Pick<OuterCall, "kernelDirectory" | "variables" | "facts"> => {
  const building = calls.filter((call) => !call.goals.some((goal) => /clean|install|help/.test(goal)));
  const chosen = building[0] ?? calls[0];
  const variables = new Map(
    [...(chosen?.variables ?? [])].filter(
      ([name, value]) => name !== "M" && name !== "SUBDIRS" && !isUnknown(value),
    ),
  );
  const extra = sameExtraSymbols(building.map((call) => call.variables.get(extraSymbolsName)));
  if (extra !== undefined) variables.set(extraSymbolsName, extra);
  return {
    kernelDirectory: calls.find((call) => call.kernelDirectory !== undefined)?.kernelDirectory,
    variables,
    facts: building.flatMap(commandLineFacts),
  };
};

const removed: ReadonlySet<string> = new Set([
  "SUBDIRS",
  "EXTRA_CFLAGS",
  "EXTRA_AFLAGS",
  "EXTRA_CPPFLAGS",
  "EXTRA_LDFLAGS",
]);

/** SUBDIRS beside M is kept by authors who build for both sides of 5.3: it harms nobody. */
const commandLineFacts = (call: KbuildCall): readonly KbuildFact[] =>
  call.places
    .filter(({ name }) => removed.has(name) && !(name === "SUBDIRS" && call.variables.has("M")))
    .map(({ name, file, place }) => ({
      kind: "variable",
      file,
      span: { start: place.start, end: place.start + place.text.length },
      name,
      isCommandLine: true,
    }));
