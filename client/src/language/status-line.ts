/** What the language status item says, as plain data. */
import * as l10n from "@vscode/l10n";
import type { KernelStatus, ModuleAt, StatusParams } from "../../../server/src/protocol/messages.ts";

/** What the client knows of the server. */
export type ServerState = "none" | "starting" | "running" | "stopped";

export interface StatusLine {
  /** The kernel, or what the server does. */
  readonly text: string;
  /** The problem, what is not known of the kernels, and the modules of the file in the editor. */
  readonly detail: string;
  readonly severity: "information" | "warning" | "error";
  readonly isBusy: boolean;
}

/** Puts into words the state of the server, what it last said of the kernel, and the modules of the open file. */
export function describeStatus(
  state: ServerState,
  status: StatusParams | undefined,
  modules: readonly ModuleAt[] | undefined,
): StatusLine {
  switch (state) {
    case "none":
      return { text: "Kmod", detail: "", severity: "information", isBusy: false };
    case "starting":
      return { text: l10n.t("Kmod is starting"), detail: "", severity: "information", isBusy: true };
    case "stopped":
      return {
        text: l10n.t("Kmod has stopped"),
        detail: l10n.t("the language server ended"),
        severity: "error",
        isBusy: false,
      };
    case "running": {
      const problem = status?.problem;
      const parts = [problem, ...describeKernels(status), describeModules(modules)];
      return {
        text: status?.kernel === undefined ? l10n.t("No kernel") : l10n.t`Kernel ${status.kernel.release}`,
        detail: parts.filter((part) => part !== undefined).join(" · "),
        severity: problem === undefined ? "information" : "warning",
        isBusy: false,
      };
    }
  }
}

function describeKernels(status: StatusParams | undefined): readonly string[] {
  if (status?.kernel === undefined) return [];
  const { kernel, others } = status;
  const more =
    others.length === 0 ? [] : [l10n.t`also checked: ${others.map(({ release }) => release).join(", ")}`];
  const lacks = [kernel, ...others].flatMap((one) => {
    const lacking = whatLacks(one);
    return lacking === undefined ? [] : [others.length === 0 ? lacking : `${one.release}: ${lacking}`];
  });
  return [...more, ...lacks];
}

function whatLacks({ isConfigured, hasSymbols }: KernelStatus): string | undefined {
  if (!isConfigured) return l10n.t("not configured: what CONFIG_ options decide is not checked");
  return hasSymbols ? undefined : l10n.t("no Module.symvers: symbols are not checked");
}

function describeModules(modules: readonly ModuleAt[] | undefined): string | undefined {
  if (modules === undefined) return undefined;
  if (modules.length === 0) return l10n.t("in no module");
  const named = modules.map(({ name, objects }) =>
    objects === 1 ? l10n.t`${name} (1 object)` : l10n.t`${name} (${objects} objects)`,
  );
  return modules.length === 1 ? l10n.t`module ${named.join()}` : l10n.t`modules ${named.join(", ")}`;
}
