/** The modules that a workspace builds: where they are, what builds them, and whether they are built. */
import { readFile, stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import type { BuildModule, BuildProject } from "../../../server/src/protocol/messages.ts";
import type { BuildRequest } from "../kernel/kbuild/build.ts";
import { makeWords } from "../kernel/kbuild/make-command.ts";
import { isKoProblem, readKoFile } from "../kernel/kmod/ko-file.ts";
import { quote } from "../kernel/targets/quote.ts";
import { releaseBuiltFor } from "../operations/built-choice.ts";
import { builtFile } from "./built-file.ts";

export interface WorkspaceModule {
  /** As lsmod shows it. */
  readonly module: string;
  /** Of its Kbuild file: absolute path. */
  readonly folder: string;
  /** The Kbuild file that names it: absolute path. */
  readonly kbuildFile: string;
  /** The line for a terminal that builds it as Kmod does. */
  readonly builtBy: string;
  /** `stale`: a source has changed since. */
  readonly state: "built" | "stale" | "not built" | "unreadable";
  /** The .ko file; where it would be, while it is not built. */
  readonly ko: string;
  /** The release that it was built for. */
  readonly release: string | undefined;
}

/** A project, and how it would be built now. */
export interface ProjectFacts {
  readonly project: BuildProject;
  readonly request: BuildRequest;
}

/** Reads the .ko files that are there. */
export async function workspaceModules(
  projects: readonly ProjectFacts[],
): Promise<readonly WorkspaceModule[]> {
  const modules = projects.flatMap((facts) => facts.project.modules.map((module) => ({ facts, module })));
  return Promise.all(modules.map(({ facts, module }) => workspaceModule(facts, module)));
}

async function workspaceModule(
  { project, request }: ProjectFacts,
  module: BuildModule,
): Promise<WorkspaceModule> {
  const file = builtFile(module, request);
  const rest = {
    module: module.name,
    folder: request.folder,
    kbuildFile: fileURLToPath(project.kbuildFile),
    builtBy: commandFor(request),
    ko: file,
  };
  const time = await timeOf(file);
  if (time === undefined) return { ...rest, state: "not built", release: undefined };
  const read = readKoFile(file, await readFile(file));
  if (isKoProblem(read)) return { ...rest, state: "unreadable", release: undefined };
  const times = await Promise.all(module.sources.map((uri) => timeOf(fileURLToPath(uri))));
  const isStale = times.some((one) => one !== undefined && one > time);
  return { ...rest, state: isStale ? "stale" : "built", release: releaseBuiltFor(read) };
}

/** Without what only this editor wants of make: its language, and how many files at once. */
function commandFor(request: BuildRequest): string {
  const words = makeWords(request);
  const own = words.slice(words.indexOf("make") + 1);
  const said = own.filter((word) => !/^-j\d+$|^--output-sync=/u.test(word));
  // The project's own Makefile is read in its folder.
  const place = request.options.by.kind === "makefile" ? ["-C", request.folder] : [];
  return ["make", ...place, ...said].map(shellWord).join(" ");
}

/** An assignment reads better without quotes around its name, and behind a program's name it needs none. */
function shellWord(word: string): string {
  const [, name, value = ""] = /^(\w+)=(.*)$/su.exec(word) ?? [];
  return name === undefined ? quote([word]) : `${name}=${value === "" ? "" : quote([value])}`;
}

/** Milliseconds; undefined: it is not there. */
async function timeOf(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).mtimeMs;
  } catch {
    // Not built, or removed a moment ago.
    return undefined;
  }
}
