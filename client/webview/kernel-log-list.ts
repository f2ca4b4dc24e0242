/**
 * The lines of the kernel's log that can be seen, out of any number: all have one height, the extension is asked for
 * those around the visible ones, and only the visible ones are elements. Follows the end until the reader looks back.
 */
import type { TimeMode } from "../src/log/view/log-times.ts";
import type { PageWord } from "../src/log/view/page-words.ts";
import type { FromPage, PageRow, PageRows } from "../src/log/view/view-messages.ts";
import { DrawnRows } from "./kernel-log-rows.ts";
import { createSelection, type Selection } from "./kernel-log-selection.ts";
import { filled, part, readWords } from "./page-parts.ts";

const words = readWords<PageWord>();

/** Where the page was when it was hidden. */
export interface ListPlace {
  readonly isFollowing: boolean;
  /** Number of the line to keep in sight. */
  readonly anchor: number | undefined;
}

export interface LogList {
  /** What the extension sent. */
  receive(rows: PageRows): void;
  setTimes(times: TimeMode): void;
  /** Asks for what is to be seen. */
  ask(): void;
  focus(): void;
}

export interface ListPorts {
  post(message: FromPage): void;
  /** Keeps where the reader is. */
  remember(place: ListPlace): void;
}

/** Rows beyond the edges: some are drawn, more are asked for. */
const drawnBeyond = 6;
const askedBeyond = 60;

const none: PageRows = { kind: "rows", generation: 0, first: 0, end: 0, total: 0, from: 0, rows: [] };

export function createLogList(ports: ListPorts, place: ListPlace): LogList {
  return new List(ports, place);
}

class List implements LogList {
  readonly #ports: ListPorts;
  readonly #log = part("log", HTMLElement);
  readonly #space = part("space", HTMLElement);
  readonly #rows = part("rows", HTMLElement);
  readonly #more = part("more", HTMLButtonElement);
  readonly #selection: Selection;
  readonly #height: number;
  #sent = none;
  #times: TimeMode = "relative";
  #isFollowing: boolean;
  #anchor: number | undefined;
  /** What was there when the reader looked away from the end. */
  #leftAt = 0;
  #isAsking = false;
  readonly #drawn = new DrawnRows(this.#rows);

  constructor(ports: ListPorts, place: ListPlace) {
    this.#ports = ports;
    this.#isFollowing = place.isFollowing;
    this.#anchor = place.anchor;
    const size = Number.parseFloat(getComputedStyle(this.#log).fontSize) || 13;
    this.#height = Math.round(size * 1.45);
    document.documentElement.style.setProperty("--row-height", `${this.#height}px`);
    this.#selection = createSelection({
      log: this.#log,
      post: (message) => ports.post(message),
      bounds: () => this.#sent,
      rowAt: (position) => this.#rowAt(position),
      pageSize: () => Math.max(1, Math.floor(this.#log.clientHeight / this.#height) - 1),
      reveal: (position) => this.#reveal(position),
      changed: () => this.#onSelection(),
      toEnd: () => this.#follow(),
    });
    this.#listen();
  }

  receive(rows: PageRows): void {
    const before = this.#sent;
    const offset = this.#anchorOffset();
    this.#isAsking = false;
    this.#sent = rows;
    if (before.generation !== rows.generation) {
      this.#selection.restart(
        rows.anchor !== undefined && this.#selection.active !== undefined ? rows.anchor : undefined,
      );
      this.#leftAt = rows.end;
    }
    this.#space.style.height = `${(rows.end - rows.first) * this.#height}px`;
    if (this.#isFollowing) this.#log.scrollTop = this.#log.scrollHeight;
    else if (before.generation !== rows.generation)
      this.#log.scrollTop = ((rows.anchor ?? rows.first) - rows.first) * this.#height - offset;
    else if (rows.first > before.first) this.#log.scrollTop -= (rows.first - before.first) * this.#height;
    this.#draw();
    requestAnimationFrame(() => this.#tellDrawn());
  }

  setTimes(times: TimeMode): void {
    if (times === this.#times) return;
    this.#times = times;
    this.#log.dataset["times"] = times;
    this.#draw();
  }

  ask(): void {
    const { generation, first } = this.#sent;
    const visible = Math.ceil(this.#log.clientHeight / this.#height) + 1;
    this.#isAsking = true;
    this.#noteAnchor();
    this.#remember();
    this.#ports.post({
      kind: "window",
      generation,
      from: Math.max(first, this.#top() - askedBeyond),
      count: Math.min(1_000, visible + 2 * askedBeyond),
      isFollowing: this.#isFollowing,
      ...(this.#anchor !== undefined && { anchor: this.#anchor }),
    });
  }

  focus(): void {
    this.#log.focus();
  }

  #listen(): void {
    const log = this.#log;
    log.dataset["times"] = this.#times;
    log.addEventListener("scroll", () => this.#onScroll());
    // The next drawing would pull a reader who has just begun to look back to the end again.
    log.addEventListener(
      "wheel",
      ({ deltaY }) => {
        if (deltaY < 0 && log.scrollTop > 0) this.#leave();
      },
      { passive: true },
    );
    log.addEventListener("pointerdown", ({ offsetX, target }) => {
      if (target === log && offsetX >= log.clientWidth && this.#isFollowing) this.#leave();
    });
    this.#more.addEventListener("click", () => {
      this.#follow();
      log.focus();
    });
    new ResizeObserver(() => {
      if (this.#isFollowing) log.scrollTop = log.scrollHeight;
      this.ask();
    }).observe(log);
  }

  #onScroll(): void {
    const { scrollTop, clientHeight, scrollHeight } = this.#log;
    const isAtEnd = scrollTop + clientHeight >= scrollHeight - this.#height / 2;
    if (isAtEnd && !this.#isFollowing && this.#selection.active === undefined) this.#follow();
    else if (!isAtEnd && this.#isFollowing && this.#sent.end > this.#sent.first) this.#leave();
    this.#noteAnchor();
    this.#draw();
  }

  /** The reader looks back: nothing moves any more. */
  #leave(): void {
    if (!this.#isFollowing) return;
    this.#isFollowing = false;
    this.#leftAt = this.#sent.end;
    this.ask();
    this.#drawMore();
  }

  #follow(): void {
    this.#isFollowing = true;
    this.#selection.clear();
    this.#log.scrollTop = this.#log.scrollHeight;
    this.ask();
    this.#drawMore();
  }

  #onSelection(): void {
    if (this.#selection.active !== undefined) this.#leave();
    this.#noteAnchor();
    this.#drawMore();
    this.#drawSelection();
  }

  /** Position of the first line that can be seen. */
  #top(): number {
    return this.#sent.first + Math.floor(this.#log.scrollTop / this.#height);
  }

  #rowAt(position: number): PageRow | undefined {
    return this.#sent.rows[position - this.#sent.from];
  }

  /** The line that stays where it is when the filter changes: the chosen one, else the first in sight. */
  #noteAnchor(): void {
    if (this.#sent.generation === 0) return;
    const number = this.#rowAt(this.#selection.active ?? this.#top())?.number;
    if (number === undefined || number === this.#anchor) return;
    this.#anchor = number;
    if (!this.#isFollowing) this.#ports.post({ kind: "anchor", number });
    this.#remember();
  }

  #remember(): void {
    this.#ports.remember({ isFollowing: this.#isFollowing, anchor: this.#anchor });
  }

  /** Pixels from the upper edge to the anchor. */
  #anchorOffset(): number {
    const { active } = this.#selection;
    if (active === undefined) return 0;
    const offset = (active - this.#sent.first) * this.#height - this.#log.scrollTop;
    return offset >= 0 && offset < this.#log.clientHeight ? offset : this.#log.clientHeight / 3;
  }

  #reveal(position: number): void {
    const top = (position - this.#sent.first) * this.#height;
    const { scrollTop, clientHeight } = this.#log;
    if (top < scrollTop) this.#log.scrollTop = top;
    else if (top + this.#height > scrollTop + clientHeight)
      this.#log.scrollTop = top + this.#height - clientHeight;
  }

  #draw(): void {
    const { first, end, from, rows } = this.#sent;
    const top = this.#top();
    const visible = Math.ceil(this.#log.clientHeight / this.#height) + 1;
    const [low, high] = [Math.max(first, top - drawnBeyond), Math.min(end, top + visible + drawnBeyond)];
    const [start, stop] = [Math.max(low, from), Math.min(high, from + rows.length)];
    this.#drawn.draw(this.#sent, { start, stop: Math.max(start, stop) }, this.#times);
    this.#rows.style.transform = `translateY(${(start - first) * this.#height}px)`;
    this.#drawSelection();
    this.#drawMore();
    const isMissing = low < from || high > from + rows.length;
    if (isMissing && !this.#isAsking && !this.#isFollowing) this.ask();
  }

  #drawSelection(): void {
    this.#drawn.mark(this.#sent, this.#selection);
    this.#selection.tellActive();
  }

  #drawMore(): void {
    const count = this.#sent.end - Math.max(this.#leftAt, this.#sent.first);
    this.#more.hidden = this.#isFollowing || this.#sent.end === this.#sent.first;
    this.#more.textContent = `↓ ${count > 0 ? newText(count) : words.follow}`;
  }

  #tellDrawn(): void {
    const { generation, first, end, total } = this.#sent;
    const top = Math.ceil(this.#log.scrollTop / this.#height);
    const bottom = Math.floor((this.#log.scrollTop + this.#log.clientHeight) / this.#height);
    const numbers: number[] = [];
    for (let position = first + top; position < Math.min(end, first + bottom); position++) {
      const row = this.#drawn.has(position) ? this.#rowAt(position) : undefined;
      if (row !== undefined) numbers.push(row.number);
    }
    const count = countText(end - first, total);
    part("count", HTMLOutputElement).value = count;
    const notice = part("notice", HTMLElement);
    this.#ports.post({
      kind: "drawn",
      generation,
      numbers,
      notice: notice.hidden ? "" : (notice.firstElementChild?.textContent ?? ""),
      count,
    });
  }
}

/** `123 of 4,567 lines` */
function countText(shown: number, total: number): string {
  const lines = total === 1 ? words.oneLine : filled(words.severalLines, total.toLocaleString("en"));
  return shown === total ? lines : filled(words.someOf, shown.toLocaleString("en"), lines);
}

const newText = (count: number): string =>
  count === 1 ? words.oneNewLine : filled(words.severalNewLines, count.toLocaleString("en"));
