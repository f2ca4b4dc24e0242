/**
 * The targets of a window: this machine, those of the settings, and, where this machine cannot load modules and no
 * virtual machine is named, one that Kmod offers. They follow the settings while they are in use.
 */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { buttons } from "../buttons.ts";
import type { KmodContext } from "../context.ts";
import type { LocalSpec, Target, TargetSpec, TargetState, VmSpec } from "../kernel/targets/target.ts";
import { Connector } from "./connector.ts";
import { chooseCurrent, defaultProblem, unnamedVm } from "./current-target.ts";
import type { KernelOffer } from "./kernel-offers.ts";
import type { Machines } from "./machines.ts";
import { createQuestions, type TargetQuestions } from "./questions.ts";
import { forgetTarget, readStored, type StoredTargets, storeTarget } from "./setting-store.ts";
import { idOf, TargetList } from "./target-list.ts";
import { suggestedName } from "./target-names.ts";
import { defaultCpus, defaultMemoryMb, type NamedSpec } from "./target-settings.ts";
import { nameOf, stateWords } from "./target-words.ts";
import type { Targets } from "./targets.ts";

/** What the commands that manage targets do with them. */
export interface ManagedTargets extends Targets {
  /** Makes it the one of this workspace. */
  choose(target: Target): Promise<void>;
  /** Writes it to the settings. Rejects where they cannot be written. */
  add(spec: NamedSpec): Promise<Target | undefined>;
  /** Takes it out of the settings, and ends it. */
  remove(target: Target): Promise<void>;
  /** Do the settings name it (this machine and an offered virtual one are not named)? */
  isNamed(target: Target): boolean;
  /** A target went from one state to another. */
  readonly onDidChangeState: vscode.Event<StateChange>;
}

export interface StateChange {
  readonly target: Target;
  readonly before: TargetState;
  readonly after: TargetState;
}

const chosenKey = "kmod.target";
const offeredKey = "kmod.offeredKernel";

const localSpec: LocalSpec = { kind: "local", name: l10n.t("this machine"), isProduction: false };

export class TargetRegistry implements ManagedTargets {
  readonly #context: KmodContext;
  readonly #machines: Machines;
  readonly #list: TargetList;
  readonly #connector: Connector;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #stateChanged = new vscode.EventEmitter<StateChange>();
  readonly #listeners: vscode.Disposable[] = [];
  readonly #questions = new Map<Target, TargetQuestions>();
  readonly onDidChange = this.#changed.event;
  readonly onDidChangeState = this.#stateChanged.event;
  #stored: StoredTargets = { specs: [], problems: [], defaultName: "" };
  #offered: VmSpec | undefined;
  /** Resolves when it is known whether a virtual machine can be offered. */
  #offer: Promise<unknown> = Promise.resolve();
  #hasLooked = false;
  #isDisposed = false;
  #toldProblems = "";

  constructor(context: KmodContext, machines: Machines) {
    this.#context = context;
    this.#machines = machines;
    this.#connector = new Connector(context);
    const questions = createQuestions(context.prompts);
    this.#list = new TargetList({
      make: (spec) => this.#make(spec, questions()),
      onChange: () => this.#changed.fire(),
      onState: (target, before, after) => this.#hear({ target, before, after }),
      onError: (target, error) => context.log.error(`Ending ${nameOf(target)} failed.`, error),
    });
  }

  open(): void {
    this.#listeners.push(
      this.#changed,
      this.#stateChanged,
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration("kmod.targets") || change.affectsConfiguration("kmod.target"))
          this.#read();
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#read()),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.#read()),
    );
    const last = this.#context.extension.globalState.get<Pick<KernelOffer, "label" | "kernel">>(offeredKey);
    if (last !== undefined) this.#offered = vmOf(last.label, last.kernel);
    this.#read();
  }

  all(): readonly Target[] {
    return this.#list.all();
  }

  current(): Target {
    const [local, ...others] = this.all();
    if (local === undefined) throw new Error("the targets were asked for before they were opened");
    return chooseCurrent([local, ...others], {
      chosen: this.#context.extension.workspaceState.get<string>(chosenKey),
      setting: this.#stored.defaultName,
      hasLocalModules: this.#machines.hasLocalModules,
    });
  }

  async ready(wanted?: Target): Promise<Target | undefined> {
    if (wanted === undefined) await this.#offer;
    return this.#connector.ready(wanted ?? this.current());
  }

  async complete(): Promise<readonly Target[]> {
    await this.#offer;
    return this.all();
  }

  async choose(target: Target): Promise<void> {
    await this.#context.extension.workspaceState.update(chosenKey, target.id);
    this.#changed.fire();
  }

  async add(spec: NamedSpec): Promise<Target | undefined> {
    await storeTarget(spec);
    this.#read();
    return this.all().find(({ id }) => id === idOf(spec));
  }

  async remove({ spec }: Target): Promise<void> {
    await forgetTarget(spec.name);
    this.#read();
  }

  isNamed({ spec }: Target): boolean {
    return this.#stored.specs.some(({ kind, name }) => kind === spec.kind && name === spec.name);
  }

  /** Resolves when no connection and no virtual machine is left. */
  async dispose(): Promise<void> {
    this.#isDisposed = true;
    for (const questions of this.#questions.values()) questions.leave();
    for (const listener of this.#listeners) listener.dispose();
    await this.#list.dispose();
  }

  #make(spec: TargetSpec, questions: TargetQuestions): Target {
    const target = this.#machines.make(spec, questions);
    this.#questions.set(target, questions);
    return target;
  }

  #read(): void {
    this.#stored = readStored();
    this.#update();
    this.#offer = Promise.all([this.#offer, this.#lookForOffer()]);
    void this.#tellProblems();
  }

  #update(): void {
    const { specs } = this.#stored;
    const { hasLocalModules } = this.#machines;
    this.#list.update([localSpec, ...specs, ...unnamedVm(specs, hasLocalModules, this.#offered)]);
    const there = new Set(this.all());
    for (const [target, questions] of this.#questions) {
      if (there.has(target)) continue;
      questions.leave();
      this.#questions.delete(target);
    }
  }

  /**
   * Looked for once a session, and only where it would be used. Until then the last session's is offered: apt may take
   * its time.
   */
  async #lookForOffer(): Promise<void> {
    const isWanted =
      vscode.workspace.isTrusted &&
      !this.#machines.hasLocalModules &&
      !this.#stored.specs.some(({ kind }) => kind === "vm");
    if (!isWanted || this.#hasLooked) return;
    this.#hasLooked = true;
    try {
      const [offer] = await this.#machines.vmKernels();
      if (offer === undefined || this.#isDisposed) return;
      await this.#context.extension.globalState.update(offeredKey, offer);
      this.#setOffer(offer);
    } catch (error) {
      this.#context.log.warn("Kmod could not look for a kernel to start a virtual machine with.", error);
    }
  }

  #setOffer({ label, kernel }: Pick<KernelOffer, "label" | "kernel">): void {
    const before = this.#offered;
    const running = this.all().find(({ spec }) => spec.kind === "vm" && spec.name === before?.name);
    // What the user works with is not exchanged for something newer.
    if (running !== undefined && ["connecting", "connected"].includes(running.state.kind)) return;
    this.#offered = vmOf(label, kernel);
    this.#update();
  }

  #hear(change: StateChange): void {
    const { target, after } = change;
    const { log } = this.#context;
    const words = `${nameOf(target)}: ${stateWords(target)}`;
    if (after.kind === "failed") log.error([words, after.error.detail.trim()].join("\n").trim());
    // Steps come often: bytes that are fetched, lines of a boot.
    else if (after.kind === "connecting") log.debug(words);
    else log.info(words);
    // Nobody waits for the answers any more.
    if (after.kind === "failed" || after.kind === "disconnected") this.#questions.get(target)?.leave();
    this.#stateChanged.fire(change);
  }

  /** Once, until the problems are others. */
  async #tellProblems(): Promise<void> {
    const { specs, problems, defaultName } = this.#stored;
    const wrong = defaultProblem(specs, defaultName);
    const text = [...problems, ...(wrong === undefined ? [] : [wrong])].join(" ");
    if (text === this.#toldProblems) return;
    this.#toldProblems = text;
    if (text === "") return;
    this.#context.log.warn(text);
    const pressed = await this.#context.prompts.notify("warning", text, buttons.openSettings);
    if (pressed === buttons.openSettings)
      await vscode.commands.executeCommand("workbench.action.openSettings", "kmod.target");
  }
}

function vmOf(label: string, kernel: VmSpec["kernel"]): VmSpec {
  return {
    kind: "vm",
    name: suggestedName(label, []),
    kernel,
    memoryMb: defaultMemoryMb,
    cpus: defaultCpus,
    append: "",
  };
}
