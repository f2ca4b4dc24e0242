/** What was asked for cannot be: parameters that the module does not take, files and modules that are not there. */
import * as l10n from "@vscode/l10n";
import { allMatches, firstMatch } from "../kernel-lines.ts";
import { type Explainer, type Explanation, type Failure, titleOf } from "./failure.ts";

/** Source: parse_args in kernel/params.c, which writes the quotes as `this'. */
export const explainParameters: Explainer = (failure) => {
  const complaints = allMatches(
    failure.words,
    /^(\S+): (?:`([^]*)' (invalid for|too large for) parameter `(.*)'|Unknown parameter `(.*)')$/,
  );
  const [first] = complaints;
  if (first === undefined) return undefined;
  const [, , value = "", problem, name, unknown] = first;
  const parameter = name ?? unknown ?? "";
  // Lines of the parameter itself come before it: "arr: can only take 2 arguments", "name: string doesn't fit in 7 chars."
  const own = failure.words.filter((line) => line.startsWith(`${parameter}: `));
  const count = firstMatch(own, /: (can only take|needs at least) (\d+) arguments$/);
  const length = firstMatch(own, /: string doesn't fit in (\d+) chars/)?.[1];
  const type = failure.ko?.parameters.find((one) => one.name === parameter)?.type;
  // The kernel cuts the values of an array apart: what was asked for tells more.
  const given = failure.parameters.find((one) => one.name === parameter)?.value ?? value;
  return {
    cause: "unknown-parameter",
    title: parameterTitle({ file: titleOf(failure), parameter, given, problem, type, count }),
    details: [...complaints.map(([line = ""]) => line), ...own],
    remedy: l10n.t`Give ${parameter} ${length === undefined ? valueWords(type) : l10n.t`at most ${length} characters`}, then load it again.`,
    offers: [],
  };
};

interface BadParameter {
  readonly file: string;
  readonly parameter: string;
  readonly given: string;
  readonly problem: string | undefined;
  readonly type: string | undefined;
  readonly count: readonly string[] | undefined;
}

function parameterTitle({ file, parameter, given, problem, type, count }: BadParameter): string {
  if (problem === undefined) return l10n.t`${file} has no parameter ${parameter}.`;
  const [, bound, number = ""] = count ?? [];
  if (bound !== undefined) {
    return bound === "needs at least"
      ? l10n.t`The parameter ${parameter} takes at least ${number} values, not "${given}".`
      : l10n.t`The parameter ${parameter} takes at most ${number} values, not "${given}".`;
  }
  if (problem === "too large for") {
    return type === undefined
      ? l10n.t`"${given}" is too long for the parameter ${parameter}.`
      : l10n.t`"${given}" is too long for the parameter ${parameter}, which is of type ${type}.`;
  }
  return type === undefined
    ? l10n.t`"${given}" is no value for the parameter ${parameter}.`
    : l10n.t`"${given}" is no value for the parameter ${parameter}, which is of type ${type}.`;
}

/** Source: param_set_* in kernel/params.c. */
function valueWords(type: string | undefined): string {
  if (type === undefined) return l10n.t("another value");
  if (type.startsWith("array of")) return l10n.t("values with commas between them, not more than it takes");
  return knownTypes[type] ?? l10n.t`a value of type ${type}`;
}

const knownTypes: Readonly<Record<string, string>> = {
  bool: l10n.t("Y, N, 1 or 0"),
  invbool: l10n.t("Y, N, 1 or 0"),
  int: l10n.t("a whole number (0x... is read as hexadecimal, 0... as octal)"),
  uint: l10n.t("a whole number that is not negative"),
  byte: l10n.t("a whole number from 0 to 255"),
  charp: l10n.t("a text of at most 1024 bytes"),
};

/** A file that is not there (any more), or a module that modprobe does not know. */
export const explainAbsence: Explainer = (failure) => {
  const { said, name, machine, words } = failure;
  const isUnknown = /not found in (?:directory|modules\.dep)/.test(said);
  const isGone = words.length === 0 && /could not load module .*: No such file or directory/i.test(said);
  // busybox opens the file only to load it; its exit code 254 is -ENOENT of open, 2 would be the kernel's.
  const isGoneOfBusybox = failure.exitCode === 254 && /No such file or directory/.test(said);
  if (isUnknown) return explainUnknownModule(name, machine.release, said);
  if (!isGone && !isGoneOfBusybox) return undefined;
  return {
    cause: "no-such-file",
    title: l10n.t`${titleOf(failure)} is not there any more.`,
    details: [said],
    remedy: l10n.t("Build it again, then load it."),
    offers: [],
  };
};

const explainUnknownModule = (name: string, release: string, said: string): Explanation => ({
  cause: "no-such-file",
  title: l10n.t`There is no module ${name} below /lib/modules/${release}.`,
  details: [said],
  remedy: l10n.t`Install it there and run depmod, or check the name; modules of /lib/modules must be those of the running release ${release}.`,
  offers: [],
});

/** Found before anything is tried: values that no command line can carry to the kernel. */
export const unpassableParameter = (failure: Pick<Failure, "name">, parameter: string): Explanation => ({
  cause: "unknown-parameter",
  title: l10n.t`The parameter ${parameter} cannot be given to ${failure.name} like that.`,
  details: [
    l10n.t(
      "The kernel reads double quotes as the bounds of a value and knows no way to write one inside it.",
    ),
  ],
  remedy: l10n.t`Give ${parameter} a value without double quotes.`,
  offers: [],
});

/** Found before anything is tried: the file was built away, or may not be read. */
export const unreadableFile = (file: string): Explanation => ({
  cause: "no-such-file",
  title: l10n.t`${file} is not there any more, or may not be read.`,
  details: [],
  remedy: l10n.t("Build it again, then load it."),
  offers: [],
});
