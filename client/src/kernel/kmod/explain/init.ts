/** What the module's own code did: an init function that returned an error, code that crashed. */
import * as l10n from "@vscode/l10n";
import { usualMeaning } from "../errno.ts";
import { crashLine, crashPlace } from "../kernel-lines.ts";
import { bootAgain, type Explainer, type Explanation, type Failure, titleOf } from "./failure.ts";

/** An Oops kills insmod or rmmod where it stands: the module stays as it is, half loaded or half gone. */
export const explainCrash: Explainer = (failure) => {
  const { action, name, machine, words, exitCode, target } = failure;
  const line = crashLine(words);
  const state = machine.loaded.get(name)?.state;
  const isKilled = exitCode === 137;
  if (line === undefined || !(isKilled || state === "loading" || state === "unloading")) return undefined;
  const place = crashPlace(words, name);
  const isLoad = action === "load";
  return {
    cause: isLoad ? "init-crashed" : "exit-crashed",
    // `init` and `exit` are names: they are not translated.
    title: l10n.t`The kernel crashed in the ${isLoad ? "init" : "exit"} function of ${name}: ${line.replace(/[.!]+$/, "")}.`,
    details: [
      ...(place === undefined ? [] : [l10n.t`It happened at ${place}.`]),
      ...(state === undefined
        ? []
        : [l10n.t`${name} stays in the state "${state}": it can be neither used nor unloaded.`]),
    ],
    remedy: l10n.t`${bootAgain(target)} before you go on: what the module had locked or registered stays so. Then mend what the kernel log names.`,
    offers: [{ kind: "show-kernel-log" }, ...(target.kind === "vm" ? [{ kind: "restart" as const }] : [])],
  };
};

/** It is left for last: the loader's own reasons are seen in the kernel's log or on the machine, init's are not. */
export const explainInit: Explainer = (failure) => {
  const { action, errno, ko, name, words } = failure;
  if (action !== "load" || errno === undefined || ko?.hasInit === false) return undefined;
  const meaning = usualMeaning(errno);
  const own = ownLines(words);
  return {
    cause: "init-error",
    title:
      meaning === undefined
        ? l10n.t`The init function of ${name} returned -${errno}.`
        : l10n.t`The init function of ${name} returned -${errno}: usually ${meaning}.`,
    details: own.slice(0, 20),
    remedy:
      own.length > 0
        ? l10n.t`Look where init, or a probe function that it calls, returns -${errno}; the kernel log above may say why.`
        : l10n.t`Look where init, or a probe function that it calls, returns -${errno}; a pr_err before that return would say why.`,
    offers: [{ kind: "show-init", module: name, errno }, { kind: "show-kernel-log" }],
  };
};

/** What the module itself may have said: without what the kernel says of every module, and without stack dumps. */
function ownLines(words: readonly string[]): readonly string[] {
  const dump = words.findIndex((line) => /^(?:Modules linked in:|CPU: \d+ (?:UID: \d+ )?PID: )/.test(line));
  return words.slice(0, dump < 0 ? undefined : dump).filter((line) => !bookkeeping.test(line));
}

const bookkeeping =
  /(?:loading out-of-tree module taints kernel|module verification failed: signature|Disabling lock debugging|module license '.*' taints kernel|^-+\[ cut here \]-+$)/;

/** Source: kernel/module/main.c, mm/vmalloc.c, mm/page_alloc.c. Silent ENOMEM is init's. */
export const explainMemory: Explainer = (failure) => {
  const { words, errno, ko } = failure;
  const line = words.find((one) =>
    /(?:page allocation failure|vmalloc error|vmap allocation for size|Could not allocate \d+ bytes percpu data|Out of memory:|execmem)/.test(
      one,
    ),
  );
  if (errno !== "ENOMEM" || (line === undefined && ko?.hasInit !== false)) return undefined;
  return explanationOfMemory(failure, line);
};

function explanationOfMemory(failure: Failure, line: string | undefined): Explanation {
  const { target } = failure;
  return {
    cause: "no-memory",
    title: l10n.t`There was not enough memory on ${target.name} for ${titleOf(failure)}.`,
    details: line === undefined ? [] : [line],
    remedy:
      target.kind === "vm"
        ? l10n.t(
            "Give the virtual machine more memory in the setting kmod.targets and restart it, or make the module's static data smaller.",
          )
        : l10n.t(
            "Free memory there, or make the module's static data smaller (large tables belong into vmalloc), then load it again.",
          ),
    offers: [{ kind: "show-kernel-log" }],
  };
}
