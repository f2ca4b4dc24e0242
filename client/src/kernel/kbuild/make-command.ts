/**
 * The command line of make for a build, as data. Nothing here reads a disk or starts a process.
 *
 * Values of the settings reach make as they are: a dollar sign in one is no reference to a variable of make's.
 */
import path from "node:path";
import * as l10n from "@vscode/l10n";
import { type Argv, shellScript } from "../command.ts";
import type { BuildFailure, BuildGoal, BuildOptions, BuildRequest } from "./build.ts";

/**
 * The words that start make for a request: `env NAME=VALUE... make ...`, to be started in the request's folder.
 * `options.outputFolder` is given as MO=, which kernels know from 6.13 on and the project's own Makefile never.
 */
export function makeWords({ folder, goal, kernel, options }: BuildRequest): Argv {
  const environment = Object.entries(options.environment).map(([name, value]) => `${name}=${value}`);
  const words = ["make", ...switchesOf(goal, options)];
  const variables = variablesOf(options);
  const { by } = options;
  if (by.kind === "makefile" && goal.kind !== "file") {
    if (by.kernelVariable !== undefined) words.push(variable(by.kernelVariable, kernel.directory));
    const target = goal.kind === "clean" ? "clean" : by.target;
    // The user's own words come last: the last one of two that contradict each other counts.
    return [
      "env",
      ...english,
      ...environment,
      ...words,
      ...variables,
      ...options.arguments,
      ...given(target),
    ];
  }
  const output = given(options.outputFolder).map((value) => variable("MO", value));
  words.push("-C", kernel.directory, variable("M", moduleFolder(folder, kernel.directory)), ...output);
  return [
    "env",
    ...english,
    ...environment,
    ...words,
    ...variables,
    ...options.arguments,
    goalTarget(goal, folder),
  ];
}

/**
 * Runs words in a folder with everything that is said on the standard output. The last line is the mark and the exit
 * code. Told to end (TERM), it waits until make has removed what is half written, and leaves nothing of its process group.
 * @param mark a word that no program says
 */
export const markedRun = (mark: string, folder: string, words: Argv): Argv =>
  shellScript(
    `exec 2>&1
mark=$1
cd -- "$2" || { echo "$mark 1"; exit; }
shift 2
stopped=
trap 'stopped=1' TERM INT HUP
"$@"
s=$?
[ -z "$stopped" ] || kill -KILL 0
echo "$mark $s"`,
    mark,
    folder,
    ...words,
  );

/** What makes a request one that make could only misunderstand; undefined: nothing does. */
export function unsuitable({ folder, kernel, options }: BuildRequest): BuildFailure | undefined {
  const name = Object.keys(options.environment).find((key) => !/^[A-Za-z_]\w*$/.test(key));
  if (name !== undefined) {
    return {
      cause: "unsuitable-path",
      title: l10n.t`The environment cannot have a variable named "${name}".`,
      remedy: l10n.t(
        "Give it a name of letters, digits and underscores in the setting kmod.build.environment.",
      ),
      command: undefined,
      details: [],
    };
  }
  for (const [what, value] of [
    [l10n.t("the module's folder"), folder],
    [l10n.t("the kernel's folder"), kernel.directory],
    [l10n.t("the output folder"), options.outputFolder],
  ] as const) {
    const bad = unsuitableCharacter.exec(value)?.[0];
    if (bad !== undefined) return unsuitablePath(what, value, bad);
  }
  return undefined;
}

/**
 * Characters of M= that real Kbuild breaks at: make's lists and patterns, and the shell of its recipes. Found by building
 * with each on 6.1 and 6.12.
 */
const unsuitableCharacter = /[\s\p{Cc},%:;&()'"`$*?|<>\\]/u;

const characterNames: ReadonlyMap<string, string> = new Map([
  [" ", l10n.t("a space")],
  ["\t", l10n.t("a tab")],
  ["\n", l10n.t("a line break")],
  [":", l10n.t("a colon")],
  [",", l10n.t("a comma")],
]);

function unsuitablePath(what: string, value: string, character: string): BuildFailure {
  const name =
    characterNames.get(character) ??
    (/\p{Cc}/u.test(character) ? l10n.t("a control character") : l10n.t`the character ${character}`);
  return {
    cause: "unsuitable-path",
    title: l10n.t`Kbuild cannot build there: the path of ${what} contains ${name}.`,
    remedy: l10n.t(
      "Move or rename it so that its path has only letters, digits, dots, dashes and underscores.",
    ),
    command: undefined,
    details: [value],
  };
}

/**
 * Kbuild takes LC_ALL out of the environment of what it runs, so the languages below it are set as well. LC_CTYPE stays:
 * it says what the bytes of a source file are.
 */
const english: readonly string[] = ["LC_ALL=C", "LANG=C", "LC_MESSAGES=C", "LANGUAGE=", "GCC_COLORS="];

function switchesOf(goal: BuildGoal, { jobs }: BuildOptions): readonly string[] {
  const switches: string[] = [];
  if (goal.kind === "keep-going") switches.push("-k");
  // What each recipe says comes in one piece: messages of two compilers must not mix.
  if (jobs > 1) switches.push(`-j${Math.floor(jobs)}`, "--output-sync=target");
  return switches;
}

function variablesOf(options: BuildOptions): readonly string[] {
  const { llvm, architecture, crossCompile, warnings, sparse } = options;
  return [
    // Debian's headers name their compiler themselves, and LLVM= alone would leave that one.
    ...given(llvm).flatMap((value) => [variable("LLVM", value), variable("CC", clangOf(value))]),
    ...given(architecture).map((value) => variable("ARCH", value)),
    ...given(crossCompile).map((value) => variable("CROSS_COMPILE", value)),
    ...given(warnings).map((value) => variable("W", value)),
    ...(sparse === "off" ? [] : [variable("C", sparse === "all" ? "2" : "1")]),
  ];
}

/** As Kbuild reads LLVM= (Documentation/kbuild/llvm.rst): a prefix ends with a slash, a suffix begins with a dash. */
function clangOf(llvm: string): string {
  if (llvm.endsWith("/")) return `${llvm}clang`;
  return llvm.startsWith("-") ? `clang${llvm}` : "clang";
}

const variable = (name: string, value: string): string => `${name}=${value.replaceAll("$", "$$$$")}`;

const given = (value: string): readonly string[] => (value === "" ? [] : [value]);

/** A folder of the kernel tree itself is given as one; Kbuild then reads it as part of that tree. */
function moduleFolder(folder: string, kernel: string): string {
  const relative = path.posix.relative(kernel, folder);
  return relative === "" || relative.startsWith("..") || path.posix.isAbsolute(relative) ? folder : relative;
}

function goalTarget(goal: BuildGoal, folder: string): string {
  switch (goal.kind) {
    case "modules":
    case "keep-going":
      return "modules";
    case "clean":
      return "clean";
    case "file":
      return path.posix.relative(folder, goal.source).replace(/\.\w+$/, ".o");
  }
}
