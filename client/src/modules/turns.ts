/** Work that must not run twice at once: who asks while it runs shares the one run that follows. */

export class Turns<T> {
  readonly #work: () => Promise<T>;
  #running: Promise<T> | undefined;
  #next: Promise<T> | undefined;

  constructor(work: () => Promise<T>) {
    this.#work = work;
  }

  /** Resolves with the outcome of a run that starts after this call, so that it sees what was done before it. */
  take(): Promise<T> {
    if (this.#running === undefined) return this.#start();
    this.#next ??= this.#running.then(
      () => this.#start(),
      () => this.#start(),
    );
    return this.#next;
  }

  #start(): Promise<T> {
    this.#next = undefined;
    const running = this.#work();
    this.#running = running;
    const end = (): void => {
      if (this.#running === running) this.#running = undefined;
    };
    running.then(end, end);
    return running;
  }
}
