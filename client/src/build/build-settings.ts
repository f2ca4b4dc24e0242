/**
 * How the settings want modules to be built. A value that cannot be meant is named in one line, and the setting's
 * default takes its place; the others hold. Pure: what the settings hold is passed in.
 */
import path from "node:path";
import * as l10n from "@vscode/l10n";
import * as v from "valibot";
import type { BuildOptions } from "../kernel/kbuild/build.ts";

/** The settings below `kmod.build`, each as it is meant. */
export interface BuildSettings {
  /** Kbuild alone, or the project's own Makefile. */
  readonly with: "kbuild" | "makefile";
  /** Of the project's own Makefile; empty: its default goal. */
  readonly target: string;
  readonly llvm: string;
  readonly architecture: string;
  readonly crossCompile: string;
  readonly warnings: string;
  readonly sparse: BuildOptions["sparse"];
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** As it is written: `outputFolderOf` says which folder that is. */
  readonly outputFolder: string;
  readonly where: "here" | "target";
  /** 0: as many as there are processors. */
  readonly jobs: number;
  readonly onSave: "nothing" | "build" | "buildAndReload";
  readonly showOutput: "always" | "onError" | "never";
}

export interface ReadBuildSettings {
  readonly settings: BuildSettings;
  /** One line each. */
  readonly problems: readonly string[];
}

const words = (pattern: RegExp, message: string) =>
  v.pipe(v.string(message), v.trim(), v.regex(pattern, message));

const oneOf = <const T extends readonly string[]>(values: T) =>
  v.picklist(values, l10n.t`must be ${orOf(values.map((value) => `"${value}"`))}`);

const orOf = (choices: readonly string[]): string =>
  choices.reduce((before, word) => (before === "" ? word : l10n.t`${before} or ${word}`), "");

const jobsMessage = l10n.t("must be a whole number from 0 to 1024");
const oneLine = /^\P{Cc}*$/u;
const environmentMessage = l10n.t('must be an object of texts such as { "KCFLAGS": "-g" }');
const argumentsMessage = l10n.t('must be a list of texts such as ["V=1"]');

/** Each setting with what it may be and what it is without; `package.json` says the same. */
export const buildSchemas = {
  with: v.optional(oneOf(["kbuild", "makefile"]), "kbuild"),
  target: v.optional(
    words(/^(?:[^-=\s\p{Cc}][^=\s\p{Cc}]*)?$/u, l10n.t("must be the name of one target")),
    "",
  ),
  llvm: v.optional(
    words(
      /^(?:1|-\d+|\/(?:\P{Cc}*\/)?)?$/u,
      l10n.t('must be "1", a version such as "-19", or a folder that ends with "/"'),
    ),
    "",
  ),
  architecture: v.optional(
    words(/^[\w-]*$/u, l10n.t('must be a name that the kernel has for it, such as "arm64"')),
    "",
  ),
  crossCompile: v.optional(
    words(/^[^\s\p{Cc}]*$/u, l10n.t('must be a prefix of programs such as "aarch64-linux-gnu-"')),
    "",
  ),
  warnings: v.optional(words(/^[123ec]*$/u, l10n.t('must be letters that W= takes: "1", "12", "1e"')), ""),
  sparse: v.optional(oneOf(["off", "changed", "all"]), "off"),
  arguments: v.optional(
    v.array(v.pipe(v.string(argumentsMessage), v.nonEmpty(argumentsMessage)), argumentsMessage),
    [],
  ),
  environment: v.optional(
    v.record(
      v.pipe(v.string(), v.regex(/^[A-Za-z_]\w*$/u, environmentMessage)),
      v.string(environmentMessage),
      environmentMessage,
    ),
    {},
  ),
  outputFolder: v.optional(words(oneLine, l10n.t("must be a folder")), ""),
  where: v.optional(oneOf(["here", "target"]), "here"),
  jobs: v.optional(
    v.pipe(
      v.number(jobsMessage),
      v.integer(jobsMessage),
      v.minValue(0, jobsMessage),
      v.maxValue(1024, jobsMessage),
    ),
    0,
  ),
  onSave: v.optional(oneOf(["nothing", "build", "buildAndReload"]), "nothing"),
  showOutput: v.optional(oneOf(["always", "onError", "never"]), "onError"),
} as const;

/** @param value what the settings hold of one of them, by its name below `kmod.build` */
export function readBuildSettings(value: (name: string) => unknown): ReadBuildSettings {
  const problems: string[] = [];
  const read = <const K extends keyof typeof buildSchemas>(
    name: K,
  ): v.InferOutput<(typeof buildSchemas)[K]> => {
    const schema = buildSchemas[name];
    const result = v.safeParse(schema, value(name) ?? undefined);
    if (result.success) return result.output;
    const fallback = v.getDefault(schema);
    const [{ message }] = result.issues;
    problems.push(
      l10n.t`Setting kmod.build.${name} ${message}, and is ${shown(value(name))}: ${shown(fallback)} is used.`,
    );
    return v.parse(schema, undefined) as v.InferOutput<(typeof buildSchemas)[K]>;
  };
  const settings: BuildSettings = {
    with: read("with"),
    target: read("target"),
    llvm: read("llvm"),
    architecture: read("architecture"),
    crossCompile: read("crossCompile"),
    warnings: read("warnings"),
    sparse: read("sparse"),
    arguments: read("arguments"),
    environment: read("environment"),
    outputFolder: read("outputFolder"),
    where: read("where"),
    jobs: read("jobs"),
    onSave: read("onSave"),
    showOutput: read("showOutput"),
  };
  return { settings, problems };
}

/** What decides which folder the setting `kmod.build.outputFolder` means. */
export interface OutputPlace {
  readonly home: string;
  /** Of the workspace that the project is in. */
  readonly workspaceFolder: string | undefined;
  readonly projectFolder: string;
}

/**
 * The folder that is meant, absolute; empty where none is. Relative paths begin at the project. `${relativeFolder}` is
 * the project's path in the workspace, so that several projects do not share one folder.
 */
export function outputFolderOf(
  written: string,
  { home, workspaceFolder, projectFolder }: OutputPlace,
): string {
  if (written === "") return "";
  const workspace = workspaceFolder ?? projectFolder;
  const named = written
    .replace(/^~(?=\/|$)/u, () => home)
    .replaceAll("${workspaceFolder}", () => workspace)
    .replaceAll("${relativeFolder}", () => path.relative(workspace, projectFolder));
  return path.resolve(projectFolder, named).replace(/(?<=.)\/$/u, "");
}

/** What stands in a message: not more of it than a line can hold. */
const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
};
