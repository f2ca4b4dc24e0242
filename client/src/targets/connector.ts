/**
 * Connecting because the user wants something of a target: with progress that can be cancelled, and with one message
 * when it fails. Callers that come while it connects share the attempt and the message.
 */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { buttons } from "../buttons.ts";
import type { KmodContext } from "../context.ts";
import { TargetError } from "../kernel/errors.ts";
import type { Target } from "../kernel/targets/target.ts";
import { failureWords, nameOf, noModulesWords } from "./target-words.ts";

/** What came of an attempt; `retry`: what the user says to its failure. */
type Attempt = { readonly kind: "connected" } | { readonly kind: "failed"; retry(): Promise<boolean> };

export class Connector {
  readonly #context: KmodContext;
  readonly #attempts = new Map<Target, Promise<Attempt>>();

  constructor(context: KmodContext) {
    this.#context = context;
  }

  /**
   * Gives the target connected, with a kernel that can load modules. undefined: it is not, and the user has been told.
   * After a failure it waits for the user's "Try Again".
   */
  async ready(target: Target): Promise<Target | undefined> {
    if (!(await this.#isTrusted())) return undefined;
    while (target.state.kind !== "connected") {
      const attempt = await (this.#attempts.get(target) ?? this.#begin(target));
      if (attempt.kind === "connected") break;
      if (!(await attempt.retry())) return undefined;
    }
    return (await this.#canLoad(target)) ? target : undefined;
  }

  #begin(target: Target): Promise<Attempt> {
    const attempt = this.#connect(target).finally(() => this.#attempts.delete(target));
    this.#attempts.set(target, attempt);
    return attempt;
  }

  async #connect(target: Target): Promise<Attempt> {
    try {
      await connectWithProgress(target);
      return { kind: "connected" };
    } catch (error) {
      const told = this.#tell(target, error);
      return { kind: "failed", retry: () => told };
    }
  }

  /** Says why it failed; true: try again. */
  async #tell(target: Target, error: unknown): Promise<boolean> {
    const { log, prompts } = this.#context;
    if (!(error instanceof TargetError)) {
      log.error(`Connecting to ${nameOf(target)} failed by a mistake of Kmod.`, error);
      const message = l10n.t`Cannot connect to ${nameOf(target)}: Kmod made a mistake. The log says more.`;
      return this.#offer(target, await prompts.notify("error", message, buttons.tryAgain, buttons.showLog));
    }
    // The user ended it, and knows.
    if (error.problem === "cancelled") return false;
    const more = error.problem === "settings" ? [buttons.openSettings] : consoleButton(target);
    const words = failureWords(target, error);
    return this.#offer(
      target,
      await prompts.notify("error", words, buttons.tryAgain, ...more, buttons.showLog),
    );
  }

  async #offer(target: Target, pressed: string | undefined): Promise<boolean> {
    if (pressed === buttons.showLog) this.#context.log.show();
    if (pressed === buttons.showConsole) await vscode.commands.executeCommand("kmod.showConsole", { target });
    if (pressed === buttons.openSettings)
      await vscode.commands.executeCommand("workbench.action.openSettings", "kmod.targets");
    return pressed === buttons.tryAgain;
  }

  async #canLoad(target: Target): Promise<boolean> {
    const { state } = target;
    if (state.kind !== "connected") return false;
    if (state.machine.hasModules) return true;
    void this.#sayNoModules(target);
    return false;
  }

  async #sayNoModules(target: Target): Promise<void> {
    const words = noModulesWords(target);
    const [select, add] = [l10n.t("Select Target..."), l10n.t("Add Target...")];
    const pressed = await this.#context.prompts.notify("warning", words, select, add);
    if (pressed === select) await vscode.commands.executeCommand("kmod.selectTarget");
    if (pressed === add) await vscode.commands.executeCommand("kmod.addTarget");
  }

  async #isTrusted(): Promise<boolean> {
    if (vscode.workspace.isTrusted) return true;
    const message = l10n.t(
      "Kmod starts nothing for a folder that is not trusted, and connects to no machine.",
    );
    const manage = l10n.t("Manage Trust");
    const pressed = await this.#context.prompts.notify("warning", message, manage);
    if (pressed === manage) await vscode.commands.executeCommand("workbench.trust.manage");
    return vscode.workspace.isTrusted;
  }
}

const consoleButton = (target: Target): readonly string[] =>
  target.console === undefined ? [] : [buttons.showConsole];

async function connectWithProgress(target: Target): Promise<void> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title:
      target.spec.kind === "vm"
        ? l10n.t`Starting ${nameOf(target)}`
        : l10n.t`Connecting to ${nameOf(target)}`,
    cancellable: true,
  };
  await vscode.window.withProgress(options, async (progress, token) => {
    const controller = new AbortController();
    const cancelling = token.onCancellationRequested(() => controller.abort());
    const steps = target.onDidChangeState((state) => {
      if (state.kind === "connecting") progress.report({ message: state.step });
    });
    try {
      await target.connect(controller.signal);
    } finally {
      steps.dispose();
      cancelling.dispose();
    }
  });
}
