/** What is to be said when the machine broke off a load or unload: it hung, went away, panicked, or gave no root. */
import * as l10n from "@vscode/l10n";
import type { TargetError } from "../../errors.ts";
import type { Diagnosis } from "../diagnosis.ts";
import { panicLine, wordsOf } from "../kernel-lines.ts";
import type { HungLook } from "../look.ts";
import { bootAgain, type Explanation, type TargetName, toBootAgain } from "./failure.ts";

export interface Break {
  readonly action: "load" | "unload";
  readonly name: string;
  readonly error: TargetError;
  /** What the console showed meanwhile, where there is one, or the kernel's log since then. */
  readonly kernelLines: readonly string[];
  /** What the machine says of the module now; undefined where it does not answer. */
  readonly look: HungLook | undefined;
  readonly target: TargetName;
}

export function explainBreak(broken: Break): Diagnosis {
  return { ...explanationOf(broken), errno: undefined, kernelLines: broken.kernelLines };
}

function explanationOf(broken: Break): Explanation {
  const { error, kernelLines } = broken;
  const panic = panicLine(wordsOf(kernelLines));
  if (error.problem === "panic" || panic !== undefined) return explainPanic(broken, panic);
  if (error.problem === "hung") return explainHung(broken);
  if (error.problem === "no-root") {
    return {
      cause: "no-permission",
      title: error.message,
      details: [],
      remedy: error.remedy,
      offers: [],
    };
  }
  return explainLost(broken);
}

function explainPanic({ action, name, target }: Break, line: string | undefined): Explanation {
  return {
    cause: "panic",
    title: panicTitle(action, name, target, line?.replace(/^.*not syncing: /, "")),
    details: line === undefined ? [] : [line],
    remedy:
      target.kind === "vm"
        ? l10n.t(
            "The virtual machine starts again by itself; mend what the kernel log names before you load it again.",
          )
        : l10n.t`Wait until ${target.name} has booted again, or reboot it, and connect; its last words are on its console only.`,
    offers: [{ kind: "show-kernel-log" }, { kind: "reconnect" }],
  };
}

function panicTitle(
  action: Break["action"],
  name: string,
  target: TargetName,
  reason: string | undefined,
): string {
  if (reason === undefined) {
    return action === "load"
      ? l10n.t`The kernel of ${target.name} panicked while ${name} was loaded.`
      : l10n.t`The kernel of ${target.name} panicked while ${name} was unloaded.`;
  }
  return action === "load"
    ? l10n.t`The kernel of ${target.name} panicked while ${name} was loaded: ${reason}.`
    : l10n.t`The kernel of ${target.name} panicked while ${name} was unloaded: ${reason}.`;
}

function explainHung({ action, name, look, target, error }: Break): Explanation {
  const isLoad = action === "load";
  const func = isLoad ? "init" : "exit";
  if (look === undefined) {
    return {
      cause: "hung",
      title: isLoad
        ? l10n.t`${target.name} does not answer any more since it was told to load ${name}.`
        : l10n.t`${target.name} does not answer any more since it was told to unload ${name}.`,
      details: [error.message],
      remedy: l10n.t`${bootAgain(target)}: its kernel is stuck, probably in the ${func} function of ${name}.`,
      offers: [{ kind: "show-kernel-log" }, { kind: target.kind === "vm" ? "restart" : "reconnect" }],
    };
  }
  const isStuck = look.state === (isLoad ? "loading" : "unloading");
  return {
    cause: "hung",
    title: isStuck
      ? l10n.t`The ${func} function of ${name} does not return: ${isLoad ? "insmod" : "rmmod"} hangs.`
      : isLoad
        ? l10n.t`Loading ${name} does not end.`
        : l10n.t`Unloading ${name} does not end.`,
    details: [
      look.state === undefined
        ? l10n.t`${name} is not loaded at the moment.`
        : l10n.t`${name} is in the state "${look.state}".`,
      ...look.stack.map((line) => l10n.t`It waits at ${line}.`),
      ...(isStuck && isLoad && look.stack.length === 0
        ? [
            l10n.t(
              "No task is seen in its code: its init may have crashed in an earlier try, and this load waits for that in vain.",
            ),
          ]
        : []),
    ],
    remedy: l10n.t`It may still end by itself: refresh the modules in a while. If it stays so, ${toBootAgain(target)}; a module that hangs in ${func} can be neither used nor unloaded.`,
    offers: [{ kind: "show-kernel-log" }, ...(target.kind === "vm" ? [{ kind: "restart" as const }] : [])],
  };
}

function explainLost({ action, name, error, target }: Break): Explanation {
  return {
    cause: "lost",
    title:
      action === "load"
        ? l10n.t`The connection to ${target.name} was lost while ${name} was loaded.`
        : l10n.t`The connection to ${target.name} was lost while ${name} was unloaded.`,
    details: [error.message],
    remedy: `${error.remedy} ${
      action === "load"
        ? l10n.t`Whether ${name} was loaded is seen after connecting again.`
        : l10n.t`Whether ${name} was unloaded is seen after connecting again.`
    }`,
    offers: [{ kind: "reconnect" }, { kind: "show-kernel-log" }],
  };
}
