/** What the list of kernels for a virtual machine says of each. Pure. */
import { defaultVmKernel, type VmKernelChoice } from "../kernel/targets/vm/kernels.ts";

export interface KernelOffer extends Pick<VmKernelChoice, "kernel"> {
  /** uname -r */
  readonly label: string;
  /** Where it comes from, what it costs, and what it is good for. */
  readonly explanation: string;
}

/** In the order in which they are listed: the one to propose first, the others as they come. */
export function kernelOffers(choices: readonly VmKernelChoice[]): readonly KernelOffer[] {
  const proposed = defaultVmKernel(choices);
  const others = choices.filter((choice) => choice !== proposed);
  return [...(proposed === undefined ? [] : [proposed]), ...others].map((choice) => ({
    kernel: choice.kernel,
    label: choice.release,
    explanation: explain(choice),
  }));
}

function explain(choice: VmKernelChoice): string {
  const headers = choice.hasHeaders
    ? "its headers are here: modules that are built here run on it"
    : "no headers here";
  return `${originWords(choice)} · ${headers}`;
}

function originWords({ kernel, state, downloadBytes }: VmKernelChoice): string {
  const what = kernel.kind === "package" ? `package ${kernel.name}` : "a kernel";
  switch (state) {
    case "installed":
      return "Installed on this machine";
    case "fetched":
      return `From ${what}, which is here`;
    case "available": {
      const size = downloadBytes === undefined ? "" : ` (${Math.max(1, Math.round(downloadBytes / 1e6))} MB)`;
      return `From ${what}, which is fetched first${size}`;
    }
  }
}
