/** The elements of the rows that can be seen: those that stay are kept, so that a text selected in one stays selected. */
import type { TimeMode } from "../src/log/view/log-times.ts";
import type { PageRows } from "../src/log/view/view-messages.ts";
import { rowElement } from "./kernel-log-row.ts";
import type { Selection } from "./kernel-log-selection.ts";

interface Drawn {
  readonly element: HTMLElement;
  /** What it shows. */
  readonly key: string;
}

export class DrawnRows {
  readonly #parent: HTMLElement;
  readonly #drawn = new Map<number, Drawn>();

  constructor(parent: HTMLElement) {
    this.#parent = parent;
  }

  has(position: number): boolean {
    return this.#drawn.has(position);
  }

  /** Makes these positions be drawn, in their order, and no others. */
  draw(
    sent: PageRows,
    { start, stop }: { readonly start: number; readonly stop: number },
    times: TimeMode,
  ): void {
    for (const [position, { element }] of this.#drawn) {
      if (position >= start && position < stop) continue;
      element.remove();
      this.#drawn.delete(position);
    }
    let next: Element | null = this.#parent.firstElementChild;
    for (let position = start; position < stop; position++) {
      const row = sent.rows[position - sent.from];
      if (row === undefined) break;
      const before = sent.rows[position - sent.from - 1];
      const key = JSON.stringify([sent.generation, times, row, times === "delta" && before]);
      const drawn = this.#drawn.get(position);
      if (drawn !== undefined && drawn.key === key) {
        next = drawn.element.nextElementSibling;
        continue;
      }
      const element = rowElement({ row, before, position, times });
      if (drawn === undefined) this.#parent.insertBefore(element, next);
      else drawn.element.replaceWith(element);
      next = element.nextElementSibling;
      this.#drawn.set(position, { element, key });
    }
  }

  /** Shows which of them are chosen. */
  mark({ first, end }: PageRows, selection: Pick<Selection, "active" | "has">): void {
    for (const [position, { element }] of this.#drawn) {
      element.setAttribute("aria-selected", String(selection.has(position)));
      element.classList.toggle("active", position === selection.active);
      element.setAttribute("aria-posinset", String(position - first + 1));
      element.setAttribute("aria-setsize", String(end - first));
    }
  }
}
