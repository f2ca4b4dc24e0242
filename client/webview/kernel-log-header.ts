/** The choices above the lines: the machine, the filter; and what is said where lines are missing. */
import type { PageWord } from "../src/log/view/page-words.ts";
import type { FromPage, PageAction, PageState } from "../src/log/view/view-messages.ts";
import { element, filled, part, readWords } from "./page-parts.ts";

const words = readWords<PageWord>();

export interface LogHeader {
  show(state: PageState): void;
  focusFilter(): void;
}

export interface HeaderPorts {
  readonly post: (message: FromPage) => void;
  /** The reader is done with the filter. */
  readonly toLines: () => void;
}

/** While somebody types, not each letter is searched for. */
const pauseMs = 120;

const actionWords: Readonly<Record<PageAction, string>> = words;

/** Values of the list of modules: a name stands behind a sign, so that none is one of the other two. */
const [anyModule, ownModules, named] = ["", "own", "="];

export function createLogHeader({ post, toLines }: HeaderPorts): LogHeader {
  const target = part("target", HTMLSelectElement);
  const text = part("text", HTMLInputElement);
  const level = part("level", HTMLSelectElement);
  const module = part("module", HTMLSelectElement);
  /** The text that the extension has; what is typed since is not overwritten by it. */
  let told = "";
  let timer: number | undefined;
  const tell = (): void => {
    window.clearTimeout(timer);
    told = text.value;
    const isOnlyOwn = module.value === ownModules;
    post({
      kind: "filter",
      filter: {
        text: text.value,
        level: Number(level.value),
        module: module.value.startsWith(named) ? module.value.slice(1) : "",
        isOnlyOwn,
      },
    });
  };
  target.addEventListener("change", () => post({ kind: "target", id: target.value }));
  level.addEventListener("change", tell);
  module.addEventListener("change", tell);
  text.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(tell, pauseMs);
  });
  text.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && text.value !== "") text.value = "";
    else if (!["Enter", "Escape", "ArrowDown"].includes(event.key)) return;
    else toLines();
    event.preventDefault();
    event.stopPropagation();
    tell();
  });
  const focusFilter = (): void => {
    text.focus();
    text.select();
  };
  window.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "f") return;
    event.preventDefault();
    event.stopPropagation();
    focusFilter();
  });
  return {
    show(state) {
      showTargets(target, state);
      showModules(module, state);
      level.value = String(state.filter.level);
      level.classList.toggle("narrowed", state.filter.level < 7);
      module.classList.toggle("narrowed", module.value !== anyModule);
      if (state.filter.text !== told) text.value = state.filter.text;
      told = state.filter.text;
      text.classList.toggle("narrowed", state.filter.text !== "" && state.filterProblem === undefined);
      text.setAttribute("aria-invalid", String(state.filterProblem !== undefined));
      showProblem(state.filterProblem);
      showNotice(state.notice, post);
    },
    focusFilter,
  };
}

function showTargets(select: HTMLSelectElement, { targets, target }: PageState): void {
  const options = targets.map(({ id, label }) => option(id, label));
  replaceOptions(select, options, target);
  const shown = targets.find(({ id }) => id === target);
  select.title = [words.whoseLog, ...(shown === undefined ? [] : [shown.detail])].join("\n");
}

function showModules(select: HTMLSelectElement, { modules, filter }: PageState): void {
  const missing = filter.module !== "" && !modules.includes(filter.module) ? [filter.module] : [];
  const options = [
    option(anyModule, words.allModules),
    option(ownModules, words.ownModules),
    ...[...missing, ...modules].map((name) => option(`${named}${name}`, name)),
  ];
  const chosen = filter.isOnlyOwn
    ? ownModules
    : filter.module === ""
      ? anyModule
      : `${named}${filter.module}`;
  replaceOptions(select, options, chosen);
}

/** An open list would close: the same options are left as they are. */
function replaceOptions(
  select: HTMLSelectElement,
  options: readonly HTMLOptionElement[],
  value: string,
): void {
  if (contentOf(select.options) !== contentOf(options)) select.replaceChildren(...options);
  if (select.value !== value) select.value = value;
}

function option(value: string, label: string): HTMLOptionElement {
  const made = element("option", "", label);
  made.value = value;
  return made;
}

function showProblem(problem: string | undefined): void {
  const line = part("problem", HTMLElement);
  line.hidden = problem === undefined;
  line.textContent = problem === undefined ? "" : filled(words.leftOut, problem);
}

function showNotice(notice: PageState["notice"], post: HeaderPorts["post"]): void {
  const line = part("notice", HTMLElement);
  line.hidden = notice === undefined;
  if (notice === undefined) return line.replaceChildren();
  const buttons = element("span", "buttons");
  for (const action of notice.actions) {
    const button = element("button", "", actionWords[action]);
    button.addEventListener("click", () => post({ kind: "action", action }));
    buttons.append(button);
  }
  line.replaceChildren(element("span", "", notice.text), buttons);
}

const contentOf = (list: Iterable<HTMLOptionElement>): string =>
  JSON.stringify([...list].map((one) => [one.value, one.textContent]));
