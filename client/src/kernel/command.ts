/** What is run on a machine, as data: nothing here starts a process. Runners are in `targets/`. */

/** A program and its arguments: values, never shell text. */
export type Argv = readonly [program: string, ...args: string[]];

/** Something to run on a machine, what it needs, and how to read what it printed. */
export interface Command<T> {
  readonly argv: Argv;
  /** It needs root: where the connection is not root's, its way to become root is put before it. */
  readonly isRoot?: boolean;
  /** What it reads from its standard input; nothing when missing. */
  readonly input?: Input;
  /** Milliseconds after which it counts as hung and is given up; `defaultLimitMs` when missing. */
  readonly limitMs?: number;
  /** What the output says. Called whatever the exit code is; throws `CommandError` (`failure`) where it cannot say it. */
  parse(output: Output): T;
}

/** Text, or a file of the editor's machine that is sent as it is. */
export type Input =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "file"; readonly file: string };

/** What a command left when it had ended. */
export interface Output {
  readonly argv: Argv;
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that runs until it is told to stop, and says something line by line. */
export interface Follow {
  readonly argv: Argv;
  readonly isRoot?: boolean;
}

/** Whatever is hung is to be seen within ten seconds. */
export const defaultLimitMs = 9_000;

/**
 * A POSIX shell script as a command: `$1`, `$2`... are the arguments. Values reach a script only so.
 * @param script constant text for sh (POSIX sh, dash and busybox sh alike)
 */
export const shellScript = (script: string, ...args: readonly string[]): Argv => [
  "sh",
  "-c",
  script,
  "kmod",
  ...args,
];

/** What `shellScript` made such a command of; undefined where it is another command. */
export function scriptOf(
  argv: Argv,
): { readonly script: string; readonly args: readonly string[] } | undefined {
  const [program, option, script, name, ...args] = argv;
  if (program !== "sh" || option !== "-c" || name !== "kmod" || script === undefined) return undefined;
  return { script, args };
}
