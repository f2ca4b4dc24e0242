/** What is known of a failed load or unload when it is explained, and how an explanation of it looks. */
import * as l10n from "@vscode/l10n";
import type { TargetSpec } from "../../targets/target.ts";
import type { Diagnosis } from "../diagnosis.ts";
import type { Evidence } from "../evidence.ts";
import type { Holders } from "../holders.ts";
import type { KoFile } from "../module-info.ts";
import type { ParameterValue } from "../operation.ts";

export interface Failure {
  readonly action: "load" | "unload";
  /** With underscores, as the kernel names it. */
  readonly name: string;
  /** The file that was loaded, where it is one of this machine. */
  readonly ko: KoFile | undefined;
  readonly parameters: readonly ParameterValue[];
  readonly errno: string | undefined;
  readonly exitCode: number;
  /** What insmod, modprobe or rmmod said. */
  readonly said: string;
  readonly kernelLines: readonly string[];
  /** The kernel lines without time, each once. */
  readonly words: readonly string[];
  /** Asked after it failed. */
  readonly machine: Evidence;
  /** Who uses it: asked where it could not be unloaded. */
  readonly holders: Holders | undefined;
  /** The loaded module and the file have the same build ID; undefined where that is not known. */
  readonly isSameBuild: boolean | undefined;
  /** What the workspace has built. */
  readonly built: readonly KoFile[];
  readonly target: TargetName;
}

export interface TargetName {
  readonly kind: TargetSpec["kind"];
  readonly name: string;
}

/** A diagnosis without what every one has. */
export type Explanation = Omit<Diagnosis, "errno" | "kernelLines">;

/** undefined: it was something else. */
export type Explainer = (failure: Failure) => Explanation | undefined;

/** `hello.ko`, or `the module hello` where it was not a file of this machine. */
export const titleOf = ({ ko, name }: Pick<Failure, "ko" | "name">): string =>
  ko === undefined ? name : (ko.file.split(/[\\/]/).at(-1) ?? name);

/** What one does after the kernel was left in a state from which only a boot helps. */
export const bootAgain = ({ kind, name }: TargetName): string =>
  kind === "vm"
    ? l10n.t`Restart the virtual machine ${name} (Kmod: Restart Target)`
    : kind === "local"
      ? l10n.t("Reboot this machine")
      : l10n.t`Reboot ${name}`;

/** The same within a sentence. */
export const toBootAgain = ({ kind, name }: TargetName): string =>
  kind === "vm"
    ? l10n.t`restart the virtual machine ${name} (Kmod: Restart Target)`
    : kind === "local"
      ? l10n.t("reboot this machine")
      : l10n.t`reboot ${name}`;

/** `a`, `a and b`, `a, b and c`. */
export const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join("") : l10n.t`${names.slice(0, -1).join(", ")} and ${names.at(-1) ?? ""}`;
