/**
 * When the page is told of new lines: soon, not more often than it is of use, and never while it still draws what it was
 * told before. So a flood of lines costs the page some drawings a second, however many lines there are.
 */

/** Between two drawings. A person reads no faster. */
const pauseMs = 50;
/** A page that does not answer for so long is told again: its answer may be lost. */
const patienceMs = 2_000;

export class PageFeed {
  readonly #send: () => void;
  #timer: NodeJS.Timeout | undefined;
  #isDrawing = false;
  #isStale = false;
  #sentAt = Number.NEGATIVE_INFINITY;

  /** @param send tells the page what is there at that moment */
  constructor(send: () => void) {
    this.#send = send;
  }

  /** There is something new. */
  changed(): void {
    this.#isStale = true;
    if (this.#timer === undefined) this.#wait();
  }

  /** The page asked, or the user did something: no pause. */
  now(): void {
    clearTimeout(this.#timer);
    this.#isDrawing = true;
    this.#isStale = false;
    this.#sentAt = performance.now();
    this.#timer = setTimeout(() => this.drawn(), patienceMs);
    this.#send();
  }

  /** The page has drawn what it was sent. */
  drawn(): void {
    if (!this.#isDrawing) return;
    this.#isDrawing = false;
    this.stop();
    if (this.#isStale) this.#wait();
  }

  /** Nothing more is sent until there is something new. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #wait(): void {
    const rest = this.#sentAt + pauseMs - performance.now();
    this.#timer = setTimeout(() => this.now(), Math.max(0, Math.min(pauseMs, rest)));
  }
}
