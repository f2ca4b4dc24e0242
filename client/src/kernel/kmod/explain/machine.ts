/** What is to be said when the machine broke off a load or unload: it hung, went away, panicked, or gave no root. */
import type { TargetError } from "../../errors.ts";
import type { Diagnosis } from "../diagnosis.ts";
import { panicLine, wordsOf } from "../kernel-lines.ts";
import type { HungLook } from "../look.ts";
import { bootAgain, type Explanation, type TargetName } from "./failure.ts";

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
    title: `The kernel of ${target.name} panicked while ${name} was ${action}ed${line === undefined ? "" : `: ${line.replace(/^.*not syncing: /, "")}`}.`,
    details: line === undefined ? [] : [line],
    remedy:
      target.kind === "vm"
        ? "The virtual machine starts again by itself; mend what the kernel log names before you load it again."
        : `Wait until ${target.name} has booted again, or reboot it, and connect; its last words are on its console only.`,
    offers: [{ kind: "show-kernel-log" }, { kind: "reconnect" }],
  };
}

function explainHung({ action, name, look, target, error }: Break): Explanation {
  const isLoad = action === "load";
  const func = isLoad ? "init" : "exit";
  const reboot = bootAgain(target);
  if (look === undefined) {
    return {
      cause: "hung",
      title: `${target.name} does not answer any more since it was told to ${action} ${name}.`,
      details: [error.message],
      remedy: `${reboot}: its kernel is stuck, probably in the ${func} function of ${name}.`,
      offers: [{ kind: "show-kernel-log" }, { kind: target.kind === "vm" ? "restart" : "reconnect" }],
    };
  }
  const isStuck = look.state === (isLoad ? "loading" : "unloading");
  return {
    cause: "hung",
    title: isStuck
      ? `The ${func} function of ${name} does not return: ${isLoad ? "insmod" : "rmmod"} hangs.`
      : `${isLoad ? "Loading" : "Unloading"} ${name} does not end.`,
    details: [
      look.state === undefined
        ? `${name} is not loaded at the moment.`
        : `${name} is in the state "${look.state}".`,
      ...look.stack.map((line) => `It waits at ${line}.`),
      ...(isStuck && isLoad && look.stack.length === 0
        ? [
            "No task is seen in its code: its init may have crashed in an earlier try, and this load waits for that in vain.",
          ]
        : []),
    ],
    remedy: `It may still end by itself: refresh the modules in a while. If it stays so, ${reboot.replace(/^./, (letter) => letter.toLowerCase())}; a module that hangs in ${func} can be neither used nor unloaded.`,
    offers: [{ kind: "show-kernel-log" }, ...(target.kind === "vm" ? [{ kind: "restart" as const }] : [])],
  };
}

function explainLost({ action, name, error, target }: Break): Explanation {
  return {
    cause: "lost",
    title: `The connection to ${target.name} was lost while ${name} was ${action}ed.`,
    details: [error.message],
    remedy: `${error.remedy} Whether ${name} was ${action}ed is seen after connecting again.`,
    offers: [{ kind: "reconnect" }, { kind: "show-kernel-log" }],
  };
}
