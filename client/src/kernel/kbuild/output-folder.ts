/**
 * Building into a folder of its own. Kbuild knows that (MO=) from 6.13 on. Before, the folder gets links to the sources
 * and is built as if it were the module's: objects and modules appear beside the links.
 *
 * Only links that lead into the sources are ever removed, no file and no folder.
 */
import { lstat, mkdir, readdir, readlink, rm, symlink } from "node:fs/promises";
import path from "node:path";
import * as l10n from "@vscode/l10n";
import type { BuildFailure, BuildRequest } from "./build.ts";
import { kernelVersion, knowsModuleOutput } from "./kernel-version.ts";
import { isProduct, sourceFiles } from "./source-files.ts";

export interface OutputPlan {
  /** The request as make is to see it. */
  readonly seen: BuildRequest;
  /** Where modules appear. */
  readonly output: string;
}

/** Makes the output folder ready for a build; gives the reason where it cannot be used. */
export async function prepareOutput(
  request: BuildRequest,
): Promise<
  | { readonly kind: "ready"; readonly plan: OutputPlan }
  | { readonly kind: "unusable"; readonly failure: BuildFailure }
> {
  const { folder, options, kernel } = request;
  const output = path.resolve(folder, options.outputFolder);
  if (options.outputFolder === "" || output === folder) {
    return ready({ seen: { ...request, options: { ...options, outputFolder: "" } }, output: folder });
  }
  if (folder.startsWith(`${output}/`)) {
    return unusable(output, l10n.t`it contains the sources in ${folder}`);
  }
  const version = await kernelVersion(kernel);
  try {
    await mkdir(output, { recursive: true });
    if (options.by.kind === "kbuild" && version !== undefined && knowsModuleOutput(version)) {
      return ready({ seen: { ...request, options: { ...options, outputFolder: output } }, output });
    }
    const problem = await mirror(folder, output);
    if (problem !== undefined) return unusable(output, problem);
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    return unusable(output, error.message);
  }
  return ready({ seen: mirrored(request, output), output });
}

const ready = (plan: OutputPlan) => ({ kind: "ready", plan }) as const;

const unusable = (output: string, reason: string) =>
  ({
    kind: "unusable",
    failure: {
      cause: "unsuitable-path",
      title: l10n.t`The output folder ${output} cannot be used: ${reason}.`,
      remedy: l10n.t(
        "Name an empty folder, or one that does not exist yet, in the setting kmod.build.outputFolder.",
      ),
      command: undefined,
      details: [],
    },
  }) as const;

function mirrored(request: BuildRequest, output: string): BuildRequest {
  const { goal, folder, options } = request;
  return {
    ...request,
    folder: output,
    goal:
      goal.kind === "file"
        ? { ...goal, source: path.join(output, path.relative(folder, goal.source)) }
        : goal,
    options: { ...options, outputFolder: "" },
  };
}

/** Makes `output` a folder of links to the sources in `folder`; says what speaks against that. */
async function mirror(folder: string, output: string): Promise<string | undefined> {
  const sources = await sourceFiles(folder, [output]);
  if (sources === undefined) return l10n.t`there are too many files in ${folder} to link them`;
  const wanted = new Map(sources.files.map((file) => [file, path.join(folder, file)]));
  const present = await filesOf(output);
  // Looked at whole before anything is changed.
  for (const [file, target] of present) {
    if (isOwnFile(file, target, folder, wanted)) return l10n.t`it has files of its own, such as ${file}`;
  }
  for (const directory of sources.folders) await mkdir(path.join(output, directory), { recursive: true });
  for (const [file, target] of present) {
    if (target !== undefined && target !== wanted.get(file)) await rm(path.join(output, file));
  }
  for (const [file, target] of wanted) {
    if (present.get(file) !== target) await symlink(target, path.join(output, file));
  }
  return undefined;
}

/** A file that no mirror of these sources has: links elsewhere, sources, and what stands where a link has to. */
function isOwnFile(
  file: string,
  target: string | undefined,
  folder: string,
  wanted: ReadonlyMap<string, string>,
): boolean {
  if (target !== undefined) return !target.startsWith(`${folder}/`);
  return wanted.has(file) || /(?:^|\/)(?:Makefile|Kbuild)$/.test(file);
}

/** Files below a folder but products, each with what it links to; undefined: it is no link. */
async function filesOf(folder: string): Promise<ReadonlyMap<string, string | undefined>> {
  const found = new Map<string, string | undefined>();
  const collect = async (relative: string): Promise<void> => {
    for (const entry of await readdir(path.join(folder, relative), { withFileTypes: true })) {
      const file = path.join(relative, entry.name);
      if (entry.isDirectory()) await collect(file);
      else if (!isProduct(entry.name)) {
        found.set(file, entry.isSymbolicLink() ? await readlink(path.join(folder, file)) : undefined);
      }
    }
  };
  if ((await lstat(folder)).isDirectory()) await collect("");
  return found;
}
