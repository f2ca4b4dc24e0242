/**
 * Connecting because the user wants something of a target: with progress that can be cancelled, and with one message
 * when it fails. Callers that come while it connects share the attempt and the message.
 */
import * as vscode from "vscode";
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
      const message = `Cannot connect to ${nameOf(target)}: Kmod made a mistake. The log says more.`;
      return this.#offer(target, await prompts.notify("error", message, "Try Again", "Show Log"));
    }
    // The user ended it, and knows.
    if (error.problem === "cancelled") return false;
    const more = error.problem === "settings" ? (["Open Settings"] as const) : consoleButton(target);
    const words = failureWords(target, error);
    return this.#offer(target, await prompts.notify("error", words, "Try Again", ...more, "Show Log"));
  }

  async #offer(
    target: Target,
    pressed: "Try Again" | "Show Log" | "Show Console" | "Open Settings" | undefined,
  ): Promise<boolean> {
    if (pressed === "Show Log") this.#context.log.show();
    if (pressed === "Show Console") await vscode.commands.executeCommand("kmod.showConsole", { target });
    if (pressed === "Open Settings")
      await vscode.commands.executeCommand("workbench.action.openSettings", "kmod.targets");
    return pressed === "Try Again";
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
    const pressed = await this.#context.prompts.notify("warning", words, "Select Target...", "Add Target...");
    if (pressed === "Select Target...") await vscode.commands.executeCommand("kmod.selectTarget");
    if (pressed === "Add Target...") await vscode.commands.executeCommand("kmod.addTarget");
  }

  async #isTrusted(): Promise<boolean> {
    if (vscode.workspace.isTrusted) return true;
    const message = "Kmod starts nothing for a folder that is not trusted, and connects to no machine.";
    const pressed = await this.#context.prompts.notify("warning", message, "Manage Trust");
    if (pressed === "Manage Trust") await vscode.commands.executeCommand("workbench.trust.manage");
    return vscode.workspace.isTrusted;
  }
}

const consoleButton = (target: Target) =>
  target.console === undefined ? ([] as const) : (["Show Console"] as const);

async function connectWithProgress(target: Target): Promise<void> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: target.spec.kind === "vm" ? `Starting ${nameOf(target)}` : `Connecting to ${nameOf(target)}`,
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
