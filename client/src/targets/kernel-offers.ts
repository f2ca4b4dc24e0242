/** What the list of kernels for a virtual machine says of each. Pure. */
import * as l10n from "@vscode/l10n";
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
    ? l10n.t("its headers are here: modules that are built here run on it")
    : l10n.t("no headers here");
  return `${originWords(choice)} · ${headers}`;
}

function originWords({ kernel, state, downloadBytes }: VmKernelChoice): string {
  const what = kernel.kind === "package" ? l10n.t`package ${kernel.name}` : l10n.t("a kernel");
  switch (state) {
    case "installed":
      return l10n.t("Installed on this machine");
    case "fetched":
      return l10n.t`From ${what}, which is here`;
    case "available": {
      if (downloadBytes === undefined) return l10n.t`From ${what}, which is fetched first`;
      const size = Math.max(1, Math.round(downloadBytes / 1e6));
      return l10n.t`From ${what}, which is fetched first (${size} MB)`;
    }
  }
}
