/** Reads and changes the parameters of a loaded module, in /sys/module/NAME/parameters. */
import * as l10n from "@vscode/l10n";
import { type Command, type Output, shellScript } from "../command.ts";
import { CommandError, failure } from "../errors.ts";
import type { LoadedParameter } from "./loaded.ts";

export { parameterProblem } from "./parameter-values.ts";

/** Which parameter of which module, by the names that /sys has: with underscores. */
export interface ParameterPlace {
  readonly module: string;
  readonly name: string;
}

/** May it be changed while the module is loaded? Asks the permission bits: root is bound by them too in /sys. */
export const isWritable = ({ mode }: Pick<LoadedParameter, "mode">): boolean => (mode & 0o222) !== 0;

/** The value as /sys gives it, without the line break at its end. Its parse throws CommandError, which says why not. */
export function readParameter({ module, name }: ParameterPlace, root = ""): Command<string> {
  return {
    argv: shellScript(readScript, root, module, name),
    parse(output) {
      if (output.exitCode !== 0) throw readError({ module, name }, output);
      return output.stdout.replace(/\n$/, "");
    },
  };
}

/**
 * Writes a value as root, exactly these bytes in one write. Its parse throws CommandError, whose message says why the
 * kernel refused it.
 * @param root folder in which `sys` is; that of the machine itself when missing
 */
export function setParameter(place: ParameterPlace, value: string, root = ""): Command<void> {
  return {
    argv: shellScript(writeScript, root, place.module, place.name, value),
    isRoot: true,
    parse(output) {
      if (output.exitCode !== 0) throw writeError({ ...place, value }, output);
    },
  };
}

const readScript = 'exec cat "$1/sys/module/$2/parameters/$3"';

/**
 * cat says which error the kernel gave, where a shell's own printf would not. The pipe holds a value of up to 4096 bytes as
 * a whole, so cat reads and writes it at once; /sys cuts what is longer into several values, and ignores an empty write.
 */
const writeScript = `
if [ -z "$4" ]; then exit 64; fi
if [ \${#4} -gt 4095 ]; then exit 65; fi
file=$1/sys/module/$2/parameters/$3
if [ ! -e "$file" ]; then echo "$file: No such file or directory" >&2; exit 1; fi
printf '%s' "$4" | cat >"$file"`;

const isEmpty = 64;
const isTooLong = 65;

function writeError(place: ParameterPlace & { readonly value: string }, output: Output): CommandError {
  const { module, name, value } = place;
  const { exitCode, stderr } = output;
  const whole = `${module}.${name}`;
  const reload = l10n.t`Reload ${module} with ${name}=VALUE instead.`;
  if (exitCode === isEmpty) {
    return new CommandError(
      `${l10n.t`${whole} cannot be made empty while ${module} is loaded: the kernel ignores an empty write to /sys.`} ${reload}`,
      output,
    );
  }
  if (exitCode === isTooLong) {
    return new CommandError(
      l10n.t`The value for ${whole} is too long: /sys takes at most 4095 bytes.`,
      output,
    );
  }
  const said = reasons.find(({ text }) => text.test(stderr));
  const shown = value.length > 60 ? `${value.slice(0, 60)}...` : value;
  return new CommandError(
    said?.words({ whole, module, name, shown, reload }) ?? failure(output).message,
    output,
  );
}

function readError({ module, name }: ParameterPlace, output: Output): CommandError {
  const { stderr } = output;
  if (/No such file/.test(stderr)) return new CommandError(missing({ module, name }), output);
  if (/Permission denied|not permitted/.test(stderr)) {
    return new CommandError(l10n.t`${module}.${name} may not be read.`, output);
  }
  return failure(output);
}

interface Reason {
  /** How C libraries put it: glibc and musl. */
  readonly text: RegExp;
  words(of: {
    readonly whole: string;
    readonly module: string;
    readonly name: string;
    readonly shown: string;
    readonly reload: string;
  }): string;
}

const missing = ({ module, name }: ParameterPlace): string =>
  l10n.t`${module} has no parameter ${name} in /sys/module: it is not loaded any more, or hides the parameter (permission 0).`;

const reasons: readonly Reason[] = [
  {
    text: /Invalid argument/,
    words: ({ whole, shown }) =>
      l10n.t`${whole} does not take "${shown}" (EINVAL): the module or the parameter's type refused the value.`,
  },
  {
    text: /Permission denied/,
    words: ({ whole, reload }) =>
      `${l10n.t`${whole} is read only while the module is loaded (EACCES).`} ${reload}`,
  },
  {
    text: /Operation not permitted/,
    words: ({ whole }) =>
      l10n.t`${whole} may not be changed (EPERM): the module has no function to set it, or the kernel is locked down.`,
  },
  { text: /No such file or directory|nonexistent/i, words: missing },
  {
    text: /Numerical result out of range|Result not representable/,
    words: ({ whole, shown }) => l10n.t`"${shown}" is out of the range of ${whole} (ERANGE).`,
  },
  {
    text: /No space left on device/,
    words: ({ whole, shown }) => l10n.t`"${shown}" is too long for ${whole} (ENOSPC).`,
  },
  {
    text: /Read-only file system/,
    words: ({ whole }) => l10n.t`${whole} cannot be changed: /sys is mounted read only there (EROFS).`,
  },
  {
    text: /[Rr]esource busy/,
    words: ({ whole }) => l10n.t`${whole} cannot be changed now: the module says that it is busy (EBUSY).`,
  },
];
