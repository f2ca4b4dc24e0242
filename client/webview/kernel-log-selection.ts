/** Which lines are chosen, by pointer or keyboard, and what is done with them: copied, opened, decoded. */
import type { FromPage, PageRow, PageRows } from "../src/log/view/view-messages.ts";
import { idOf } from "./kernel-log-row.ts";

export interface Selection {
  /** Position of the line that the keyboard is at. */
  readonly active: number | undefined;
  has(position: number): boolean;
  clear(): void;
  /** Positions mean something else now. */
  restart(active: number | undefined): void;
  /** Tells who hears the page where the keyboard is. */
  tellActive(): void;
}

export interface SelectionPorts {
  readonly log: HTMLElement;
  post(message: FromPage): void;
  bounds(): Pick<PageRows, "generation" | "first" | "end">;
  rowAt(position: number): PageRow | undefined;
  /** Rows between the edges. */
  pageSize(): number;
  reveal(position: number): void;
  changed(): void;
  /** Goes to the end and stays there. */
  toEnd(): void;
}

export function createSelection(ports: SelectionPorts): Selection {
  const { log } = ports;
  let active: number | undefined;
  /** Where a range began. */
  let start: number | undefined;
  const range = (): readonly [first: number, end: number] =>
    active === undefined || start === undefined
      ? [0, 0]
      : [Math.min(active, start), Math.max(active, start) + 1];
  const choose = (position: number, isRange: boolean): void => {
    const { first, end } = ports.bounds();
    if (end === first) return;
    active = Math.max(first, Math.min(end - 1, position));
    if (!isRange || start === undefined) start = active;
    ports.changed();
    ports.reveal(active);
  };
  const clear = (): void => {
    if (active === undefined) return;
    active = undefined;
    start = undefined;
    ports.changed();
  };
  const copy = (): void => {
    const [first, end] = range();
    if (end > first) ports.post({ kind: "copy", generation: ports.bounds().generation, first, end });
  };
  const open = (): void => {
    const row = active === undefined ? undefined : ports.rowAt(active);
    // What the button at the end of a report does, a key does as well.
    if (row !== undefined)
      ports.post({ kind: row.trace === "end" ? "showTrace" : "open", number: row.number });
  };
  const move = (by: number, isRange: boolean): void => {
    const { end } = ports.bounds();
    choose(active === undefined ? end - 1 : active + by, isRange);
  };
  const selectAll = (): void => {
    const { first, end } = ports.bounds();
    if (end === first) return;
    [start, active] = [first, end - 1];
    ports.changed();
  };
  const end = (isRange: boolean): void => (isRange ? choose(ports.bounds().end - 1, true) : ports.toEnd());
  const keys: Readonly<Record<string, (isRange: boolean) => void>> = {
    ArrowUp: (isRange) => move(-1, isRange),
    ArrowDown: (isRange) => move(1, isRange),
    PageUp: (isRange) => move(-ports.pageSize(), isRange),
    PageDown: (isRange) => move(ports.pageSize(), isRange),
    Home: (isRange) => choose(ports.bounds().first, isRange),
    End: end,
    Enter: open,
    Escape: clear,
  };
  log.addEventListener("keydown", (event) => {
    const isCommand = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    const key = event.key.toLowerCase();
    const isText = !(getSelection()?.isCollapsed ?? true);
    const act =
      isCommand && key === "c" && !isText
        ? copy
        : isCommand && key === "a"
          ? selectAll
          : isCommand || event.altKey
            ? undefined
            : keys[event.key];
    if (act === undefined) return;
    event.preventDefault();
    // The editor would do the same key's work of its own as well.
    event.stopPropagation();
    act(event.shiftKey);
  });
  const isCopied = (): boolean =>
    document.activeElement === log && (getSelection()?.isCollapsed ?? true) && active !== undefined;
  // From the editor's menus, which offer it only to who asks for it.
  document.addEventListener("beforecopy", (event) => {
    if (isCopied()) event.preventDefault();
  });
  document.addEventListener("copy", (event) => {
    if (!isCopied()) return;
    event.preventDefault();
    copy();
  });
  listenToPointer(ports, choose);
  return {
    get active() {
      return active;
    },
    has(position) {
      const [first, stop] = range();
      return position >= first && position < stop;
    },
    clear,
    restart(position) {
      active = position;
      start = position;
    },
    tellActive() {
      const id = active === undefined ? "" : idOf(active);
      if (document.getElementById(id) === null) log.removeAttribute("aria-activedescendant");
      else log.setAttribute("aria-activedescendant", id);
    },
  };
}

function listenToPointer(ports: SelectionPorts, choose: (position: number, isRange: boolean) => void): void {
  const { log } = ports;
  log.addEventListener("mousedown", (event) => {
    const position = positionAt(event.target);
    if (event.button !== 0 || position === undefined) return;
    // Not the browser's range of text from row to row: rows come and go.
    if (event.shiftKey) event.preventDefault();
    choose(position, event.shiftKey);
    log.focus({ preventScroll: true });
  });
  log.addEventListener("click", (event) => {
    const { target } = event;
    const position = positionAt(target);
    const row = position === undefined ? undefined : ports.rowAt(position);
    if (row === undefined || !(target instanceof Element)) return;
    if (target.closest(".decoded") !== null) return ports.post({ kind: "showTrace", number: row.number });
    const isPlain = !(event.shiftKey || event.ctrlKey || event.metaKey || event.altKey);
    const isText = !(getSelection()?.isCollapsed ?? true);
    if (row.isPlaced && isPlain && !isText && target.closest(".text") !== null)
      ports.post({ kind: "open", number: row.number });
  });
}

function positionAt(target: EventTarget | null): number | undefined {
  const row = target instanceof Element ? target.closest<HTMLElement>(".row") : null;
  const position = row?.dataset["position"];
  return position === undefined ? undefined : Number(position);
}
