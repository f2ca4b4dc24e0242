/**
 * The connection to a machine as it comes and goes: states and their events, one attempt at a time, one end for all that
 * runs over it.
 */
import * as l10n from "@vscode/l10n";
import { TargetError } from "../errors.ts";
import { createListeners } from "./listeners.ts";
import { createMachine, type Machine } from "./machine.ts";
import { machineFacts } from "./machine-facts.ts";
import { orAborted } from "./or-aborted.ts";
import type { Listen, MachineFacts, Questions, Subscription, TargetState } from "./target.ts";
import type { Transport } from "./transport.ts";

export interface LinkOptions {
  /** Name of the target, for messages. */
  readonly name: string;
  readonly transport: Transport;
  readonly questions: Questions;
}

/** From the attempt to connect on: aborting `end` with a TargetError ends the attempt and all that runs with that error. */
interface Connection {
  readonly end: AbortController;
  readonly machine: Machine;
  readonly facts: Promise<MachineFacts>;
}

export class Link {
  readonly #options: LinkOptions;
  readonly #states = createListeners<TargetState>();
  readonly #roots = createListeners<void>();
  readonly #lost: Subscription;
  #state: TargetState = { kind: "disconnected" };
  #connection: Connection | undefined;
  /** The way is closed before it is opened again. */
  #closing: Promise<void> = Promise.resolve();
  #isDisposed = false;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#lost = options.transport.onDidClose((error) => {
      if (this.#connection !== undefined)
        void this.#finish(this.#connection, error, { kind: "failed", error });
    });
  }

  get state(): TargetState {
    return this.#state;
  }

  get onDidChangeState(): Listen<TargetState> {
    return this.#states.listen;
  }

  get onDidFindRoot(): Listen<void> {
    return this.#roots.listen;
  }

  /** See Target. */
  async connect(signal: AbortSignal | undefined): Promise<MachineFacts> {
    const { name } = this.#options;
    if (this.#isDisposed)
      throw new TargetError("lost", l10n.t`${name} was removed.`, l10n.t("Add it again."));
    if (signal?.aborted) throw cancelled(name);
    const current = this.#connection ?? this.#start();
    const abort = (): void => {
      if (this.#state.kind !== "connecting") return;
      void this.#finish(current, cancelled(name), { kind: "disconnected" });
    };
    signal?.addEventListener("abort", abort);
    try {
      return await orAborted(current.facts, current.end.signal);
    } catch (error) {
      throw asTargetError(error, name);
    } finally {
      signal?.removeEventListener("abort", abort);
    }
  }

  /** The machine, to run something there. @throws TargetError `lost`: it is not connected */
  connected(): { readonly machine: Machine; readonly facts: MachineFacts } {
    if (this.#connection !== undefined && this.#state.kind === "connected") {
      return { machine: this.#connection.machine, facts: this.#state.machine };
    }
    throw new TargetError(
      "lost",
      l10n.t`${this.#options.name} is not connected.`,
      l10n.t("Connect it and try again."),
    );
  }

  async disconnect(): Promise<void> {
    const current = this.#connection;
    if (current !== undefined) {
      const problem = this.#state.kind === "connecting" ? "cancelled" : "lost";
      const message = l10n.t`${this.#options.name} was disconnected.`;
      const error = new TargetError(problem, message, l10n.t("Connect it and try again."));
      await this.#finish(current, error, { kind: "disconnected" });
      return;
    }
    if (this.#state.kind === "failed") {
      // What a lost connection left for the next one.
      this.#closing = this.#closing.then(() => this.#options.transport.close());
      this.#enter({ kind: "disconnected" });
    }
    await this.#closing;
  }

  async dispose(): Promise<void> {
    this.#isDisposed = true;
    await this.disconnect();
    this.#lost.dispose();
    this.#states.dispose();
    this.#roots.dispose();
  }

  #start(): Connection {
    const end = new AbortController();
    const machine = createMachine({
      ...this.#options,
      end: end.signal,
      onRoot: () => this.#roots.fire(),
    });
    const started: Connection = { end, machine, facts: this.#attempt(machine, end.signal) };
    this.#connection = started;
    this.#enter({ kind: "connecting", step: l10n.t("Connecting") });
    started.facts.catch((error: unknown) => {
      const known = asTargetError(error, this.#options.name);
      const isCancelled = known.problem === "cancelled";
      return this.#finish(
        started,
        known,
        isCancelled ? { kind: "disconnected" } : { kind: "failed", error: known },
      );
    });
    return started;
  }

  async #attempt(machine: Machine, signal: AbortSignal): Promise<MachineFacts> {
    const step = (text: string): void => {
      if (!signal.aborted) this.#enter({ kind: "connecting", step: text });
    };
    await this.#closing;
    signal.throwIfAborted();
    // A transport that is slow to give up is not waited for.
    await orAborted(this.#options.transport.open(step, signal), signal);
    step(l10n.t("Reading what runs there"));
    const facts = await machine.run(machineFacts, false, signal);
    signal.throwIfAborted();
    this.#enter({ kind: "connected", machine: facts });
    return facts;
  }

  /** Ends a connection, whatever stage it is in; one that has ended already is left as it is. */
  #finish(ended: Connection, error: TargetError, next: TargetState): Promise<void> {
    if (this.#connection !== ended) return this.#closing;
    const isLost = this.#state.kind === "connected" && next.kind === "failed";
    this.#connection = undefined;
    ended.end.abort(error);
    this.#closing = this.#closing.then(() => this.#options.transport.close(isLost));
    const closing = this.#closing;
    this.#enter(next);
    return closing;
  }

  #enter(next: TargetState): void {
    this.#state = next;
    this.#states.fire(next);
  }
}

function cancelled(name: string): TargetError {
  return new TargetError(
    "cancelled",
    l10n.t`Connecting to ${name} was cancelled.`,
    l10n.t("Connect it again."),
  );
}

function asTargetError(error: unknown, name: string): TargetError {
  if (error instanceof TargetError) return error;
  const said = error instanceof Error ? error.message : String(error);
  return new TargetError(
    "unreachable",
    l10n.t`${name} cannot be used: ${said}`,
    l10n.t("Check it and connect again."),
    said,
  );
}
