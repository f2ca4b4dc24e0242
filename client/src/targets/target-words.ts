/** What the editor says of a target and of its state, as plain data: for lists, the tree, the status bar and messages. */
import * as l10n from "@vscode/l10n";
import { buttons } from "../buttons.ts";
import type { TargetError } from "../kernel/errors.ts";
import type { Target, TargetSpec, TargetState, VmKernel } from "../kernel/targets/target.ts";

/** As much of a target as words need. */
export type Described = Pick<Target, "spec" | "state">;

/** How a target is called in a sentence. */
export const nameOf = ({ spec }: Pick<Target, "spec">): string =>
  spec.kind === "local" ? l10n.t("this machine") : spec.name;

/** How a target is called where it stands alone. */
export const labelOf = ({ spec }: Pick<Target, "spec">): string =>
  spec.kind === "local" ? l10n.t("This machine") : spec.name;

/** Id of the icon of its state, without `$()`. */
export function iconOf({ spec, state }: Described): string {
  switch (state.kind) {
    case "connecting":
      return "loading~spin";
    case "failed":
      return "error";
    case "connected":
      return state.machine.hasModules
        ? { local: "device-desktop", ssh: "remote", vm: "vm-active" }[spec.kind]
        : "warning";
    case "disconnected":
      return { local: "device-desktop", ssh: "debug-disconnect", vm: "vm-outline" }[spec.kind];
  }
}

/** What it is: `SSH: root@board, port 2222`. */
export function kindWords(spec: TargetSpec): string {
  switch (spec.kind) {
    case "local":
      return l10n.t("where the editor's extensions run");
    case "ssh": {
      const port = spec.port === undefined ? [] : [l10n.t`port ${spec.port}`];
      return [`SSH: ${spec.host}`, ...port, ...(spec.isProduction ? [l10n.t("production")] : [])].join(", ");
    }
    case "vm": {
      const kernel = kernelWords(spec.kernel);
      return spec.cpus === 1
        ? l10n.t`virtual machine: ${kernel}, ${spec.memoryMb} MB, 1 CPU`
        : l10n.t`virtual machine: ${kernel}, ${spec.memoryMb} MB, ${spec.cpus} CPUs`;
    }
  }
}

export function kernelWords(kernel: VmKernel): string {
  switch (kernel.kind) {
    case "installed":
      return l10n.t`kernel ${kernel.release}`;
    case "tree":
      return l10n.t`kernel of ${kernel.folder}`;
    case "package":
      return l10n.t`kernel of package ${kernel.name}`;
  }
}

/** In what state it is: `Linux 6.1.0-13-amd64`, `Starting QEMU`, `not connected`, or why it failed. */
export function stateWords({ spec, state }: Described): string {
  switch (state.kind) {
    case "disconnected":
      return spec.kind === "vm" ? l10n.t("powered off") : l10n.t("not connected");
    case "connecting":
      return state.step === "" ? l10n.t("connecting") : state.step;
    case "connected":
      return state.machine.hasModules
        ? `Linux ${state.machine.release}`
        : l10n.t`Linux ${state.machine.release}, built without loadable modules`;
    case "failed":
      return state.error.message;
  }
}

/** What the status bar shows of the current target. */
export interface TargetStatus {
  readonly text: string;
  /** For who hears it: without an icon, with the state. */
  readonly spoken: string;
  /** Lines, the most important first. */
  readonly tooltip: readonly string[];
  readonly isWarning: boolean;
}

export function describeStatus(target: Described): TargetStatus {
  const { state } = target;
  return {
    text: `$(${iconOf(target)}) ${labelOf(target)}`,
    spoken: [
      l10n.t`Kmod's target: ${nameOf(target)}`,
      kindWords(target.spec),
      stateWords(target),
      ...(state.kind === "failed" ? [state.error.remedy] : []),
    ]
      .filter((words) => words !== "")
      .join(", "),
    tooltip: [
      l10n.t`Kernel modules are loaded on ${nameOf(target)}`,
      kindWords(target.spec),
      stateWords(target),
      ...(state.kind === "failed" ? [state.error.remedy] : []),
      l10n.t("Click to select another target"),
    ].filter((line) => line !== ""),
    isWarning: state.kind === "failed" || (state.kind === "connected" && !state.machine.hasModules),
  };
}

/** What the user is told when connecting failed; the target is named once. */
export const failureWords = (target: Pick<Target, "spec">, error: TargetError): string =>
  troubleWords(target, l10n.t`Cannot connect to ${nameOf(target)}: ${error.message}`, error);

/** @param whole for a message that does not name the target itself */
function troubleWords(target: Pick<Target, "spec">, whole: string, { message, remedy }: TargetError): string {
  const isNamed = message.toLowerCase().includes(nameOf(target).toLowerCase());
  return `${sentence(isNamed ? message : whole)} ${sentence(remedy)}`.trim();
}

/** What the user is told when the kernel of a connected machine can load nothing. */
export const noModulesWords = (target: Described): string => {
  const name =
    target.state.kind === "connected"
      ? `${nameOf(target)} (Linux ${target.state.machine.release})`
      : nameOf(target);
  return l10n.t`The kernel of ${name} was built without loadable modules: nothing can be loaded or listed there. Select another target, or add a virtual machine.`;
};

/** What happened to a connection that was there. */
export interface Loss {
  readonly message: string;
  /** Words of `buttons`. */
  readonly offers: readonly string[];
}

/**
 * What to say when a target went from one state to the next; undefined: nothing, or its user was there when it happened.
 *
 * @param isRestarting a virtual machine whose kernel panicked is on its way back
 */
export function describeLoss(
  target: Pick<Target, "spec" | "console">,
  before: TargetState,
  after: TargetState,
  isRestarting: boolean,
): Loss | undefined {
  if (before.kind !== "connected" || after.kind !== "failed") return undefined;
  const { problem, message, remedy } = after.error;
  if (problem === "cancelled") return undefined;
  const console = target.console === undefined ? [] : [buttons.showConsole];
  if (problem !== "panic") {
    const whole = l10n.t`The connection to ${nameOf(target)} was lost: ${message}`;
    const words = troubleWords(target, whole, after.error);
    return { message: words, offers: [buttons.reconnect, ...console, buttons.showLog] };
  }
  const what = l10n.t`The kernel of ${nameOf(target)} panicked: ${sentence(panicLine(message))}`;
  if (isRestarting)
    return {
      message: `${what} ${l10n.t("It is being restarted; the console is kept.")}`,
      offers: console,
    };
  const next =
    target.spec.kind === "vm"
      ? l10n.t("It has panicked too often to be restarted by itself; the console is kept.")
      : sentence(remedy);
  return { message: `${what} ${next}`.trim(), offers: [...console, buttons.reconnect] };
}

/** The kernel's own line, where the message quotes it: `Kernel panic - not syncing: Fatal exception`. */
const panicLine = (message: string): string =>
  /Kernel panic - not syncing: *(.+)/u.exec(message)?.[1] ?? message;

/** With a full stop at its end, where something else does not end it. */
const sentence = (text: string): string =>
  text === "" || /[.!?]$/u.test(text.trim()) ? text.trim() : `${text.trim()}.`;
