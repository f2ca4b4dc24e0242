/** Which virtual machine is started where the user has not said which. Pure. */
import type { TargetSpec, VmKernel } from "../kernel/targets/target.ts";
import { releaseOfPackage } from "../kernel/targets/vm/kernel-package.ts";
import type { KernelOffer } from "./kernel-offers.ts";

export type VmChoice<T> =
  | { readonly kind: "target"; readonly target: T }
  /** A new one, with this kernel. */
  | { readonly kind: "offer"; readonly offer: KernelOffer }
  /** Nothing fits surely: the user is asked. */
  | { readonly kind: "ask" };

export interface VmChoices<T> {
  readonly targets: readonly T[];
  /** The one that commands go to. */
  readonly current: T;
  /** Do the settings name it? Another one is only offered by Kmod. */
  readonly isNamed: (target: T) => boolean;
  /** Of the kernel that modules are built for; undefined: it is not known. */
  readonly release: string | undefined;
  /** Kernels to make a new one of, the one to propose first. */
  readonly offers: () => Promise<readonly KernelOffer[]>;
}

/**
 * The current one where the user named it; else the one with the kernel that modules are built for, there already or
 * new; else any that is there. Without a release the kernel that is proposed.
 */
export async function chooseVm<T extends { readonly spec: TargetSpec }>(
  choices: VmChoices<T>,
): Promise<VmChoice<T>> {
  const { targets, current, isNamed, release } = choices;
  if (current.spec.kind === "vm" && isNamed(current)) return { kind: "target", target: current };
  const machines = targets.filter(({ spec }) => spec.kind === "vm");
  const fitting = machines.find(({ spec }) => release !== undefined && releaseOf(spec) === release);
  if (fitting !== undefined) return { kind: "target", target: fitting };
  const offers = release === undefined && machines.length > 0 ? [] : await choices.offers();
  const offer = release === undefined ? offers[0] : offers.find(({ label }) => label === release);
  if (offer !== undefined) return { kind: "offer", offer };
  const named = machines.find(isNamed);
  if (named !== undefined) return { kind: "target", target: named };
  const [only] = machines;
  return only !== undefined && release === undefined ? { kind: "target", target: only } : { kind: "ask" };
}

/** undefined: of a tree, which says it only when it is started. */
const releaseOf = (spec: TargetSpec): string | undefined =>
  spec.kind === "vm" ? releaseOfKernel(spec.kernel) : undefined;

function releaseOfKernel(kernel: VmKernel): string | undefined {
  switch (kernel.kind) {
    case "installed":
      return kernel.release;
    case "package":
      return releaseOfPackage(kernel.name);
    case "tree":
      return undefined;
  }
}
