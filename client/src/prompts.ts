/**
 * Questions to the user, each one a window of VS Code's own. Every feature asks through this, so that a test can answer
 * as a user would: it hears what is shown and gives an answer to it.
 */
import * as vscode from "vscode";
import { showPick, showPickMany, showStep, titleOf } from "./prompt-lists.ts";

export interface Prompts {
  /** An input box; undefined: left. */
  text(options: TextOptions): Promise<string | undefined>;
  /** A list; undefined: left. */
  pick<T>(options: PickOptions<T>): Promise<T | undefined>;
  /** A list of which any number is ticked; undefined: left. */
  pickMany<T>(options: PickManyOptions<T>): Promise<readonly T[] | undefined>;
  /** A modal question with named answers; undefined: left. Never answered by a default. */
  choose<A extends string>(question: ChoiceOptions<A>): Promise<A | undefined>;
  /** A message that does not wait: resolves with the button that was pressed, or undefined when it went away. */
  notify<A extends string>(
    severity: "info" | "warning" | "error",
    message: string,
    ...buttons: readonly A[]
  ): Promise<A | undefined>;
  readonly onDidShow: vscode.Event<Shown>;
}

/** One of several questions in a row: the title counts them, and it stays while the author looks elsewhere. */
export interface Step {
  readonly number: number;
  readonly total: number;
  /** Back was pressed, and so much had been typed: the question counts as left. Missing: there is no way back. */
  readonly onBack?: ((typed: string) => void) | undefined;
}

export interface TextOptions {
  readonly title: string;
  readonly step?: Step;
  readonly prompt?: string;
  readonly value?: string;
  readonly placeholder?: string;
  /** Dots are shown for what is typed; the text is in no history. */
  readonly isSecret?: boolean;
  /** Why a text cannot serve; undefined where it can. */
  readonly validate?: (text: string) => string | undefined;
  /** Takes the question back: it counts as left. */
  readonly signal?: AbortSignal;
}

export interface PickOptions<T> {
  readonly title: string;
  readonly placeholder?: string;
  readonly items: readonly PickItem<T>[];
  /** The answer that Enter gives at once; the first when missing. */
  readonly preferred?: T;
  readonly step?: Step;
}

export interface PickManyOptions<T> extends Omit<PickOptions<T>, "preferred"> {
  /** Those that are ticked at first. */
  readonly ticked: readonly T[];
}

export interface PickItem<T> {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  /** Id of an icon of VS Code that stands before the label. */
  readonly icon?: string;
  /** A heading over what follows, not an answer, when missing. */
  readonly answer?: T;
}

export interface ChoiceOptions<A extends string> {
  readonly message: string;
  readonly detail?: string;
  readonly answers: readonly A[];
  /** Takes the question back: it counts as left, and what is pressed later counts no more. */
  readonly signal?: AbortSignal;
}

/** A question that stands on the screen. */
export interface Shown {
  readonly kind: "text" | "pick" | "choose" | "notify";
  /** Title or message. */
  readonly title: string;
  readonly detail: string;
  /** Value of a text, labels of a list, names of the answers. */
  readonly offered: readonly string[];
  /** Answers it: the text, the label or the button; of a list to tick, labels with commas between. Does nothing when it is gone. */
  answer(value: string): void;
  /** Leaves it. */
  leave(): void;
  /** Presses Back; does nothing where there is no such button. */
  back(): void;
}

/** The questions as VS Code shows them. @param log hears of what VS Code would not show */
export function createPrompts(log: Pick<vscode.LogOutputChannel, "warn">): Prompts & vscode.Disposable {
  const shown = new vscode.EventEmitter<Shown>();
  const report: Report = {
    shown: (event) => shown.fire(event),
    // A host under test shows no modal question: it stays open for an answer from elsewhere.
    refused: (error) => log.warn("VS Code did not show a question.", error),
  };
  return {
    onDidShow: shown.event,
    text: (options) => showText(options, report),
    pick: (options) => showPick(options, report),
    pickMany: (options) => showPickMany(options, report),
    choose: (question) => showChoice(question, report),
    notify: (severity, message, ...buttons) => showNotification({ severity, message, buttons }, report),
    dispose: () => shown.dispose(),
  };
}

interface Report {
  shown(shown: Shown): void;
  refused(error: unknown): void;
}

function showText(options: TextOptions, report: Report): Promise<string | undefined> {
  const box = vscode.window.createInputBox();
  box.prompt = options.prompt;
  box.value = options.value ?? "";
  box.placeholder = options.placeholder;
  box.password = options.isSecret ?? false;
  // An answer is not lost because the author looks something up in another window.
  box.ignoreFocusOut = true;
  const problem = (): string | undefined => options.validate?.(box.value);
  if (box.value !== "") box.validationMessage = problem();
  return new Promise((resolve) => {
    const leave = (): void => end(undefined);
    const end = (answer: string | undefined): void => {
      options.signal?.removeEventListener("abort", leave);
      resolve(answer);
      box.dispose();
    };
    const accept = (): void => {
      box.validationMessage = problem();
      if (box.validationMessage === undefined) end(box.value);
    };
    box.onDidChangeValue(() => {
      box.validationMessage = problem();
    });
    box.onDidAccept(accept);
    box.onDidHide(leave);
    const back = showStep(box, options, leave);
    options.signal?.addEventListener("abort", leave);
    if (options.signal?.aborted === true) return leave();
    box.show();
    report.shown({
      kind: "text",
      title: titleOf(options),
      detail: options.prompt ?? "",
      offered: [box.value],
      answer(value) {
        box.value = value;
        accept();
      },
      leave,
      back,
    });
  });
}

function showChoice<A extends string>(question: ChoiceOptions<A>, report: Report): Promise<A | undefined> {
  const { message, detail, answers, signal } = question;
  if (signal?.aborted === true) return Promise.resolve(undefined);
  const options = { modal: true, ...(detail !== undefined && { detail }) };
  return pressed({
    answers,
    shown: { kind: "choose", title: message, detail: detail ?? "", offered: answers },
    show: () => vscode.window.showWarningMessage(message, options, ...answers),
    report,
    signal,
  });
}

interface Notification<A extends string> {
  readonly severity: "info" | "warning" | "error";
  readonly message: string;
  readonly buttons: readonly A[];
}

function showNotification<A extends string>(
  { severity, message, buttons }: Notification<A>,
  report: Report,
): Promise<A | undefined> {
  const show = {
    info: vscode.window.showInformationMessage,
    warning: vscode.window.showWarningMessage,
    error: vscode.window.showErrorMessage,
  }[severity];
  return pressed({
    answers: buttons,
    shown: { kind: "notify", title: message, detail: "", offered: buttons },
    show: () => show(message, ...buttons),
    report,
    signal: undefined,
  });
}

interface Buttons<A extends string> {
  readonly answers: readonly A[];
  readonly shown: Omit<Shown, "answer" | "leave" | "back">;
  readonly show: () => Thenable<A | undefined>;
  readonly report: Report;
  readonly signal: AbortSignal | undefined;
}

/** The button that is pressed, or named from elsewhere: VS Code gives no way to press its buttons. */
function pressed<A extends string>(buttons: Buttons<A>): Promise<A | undefined> {
  const { answers, shown, show, report, signal } = buttons;
  return new Promise((resolve) => {
    const leave = (): void => end(undefined);
    const end = (answer: A | undefined): void => {
      signal?.removeEventListener("abort", leave);
      resolve(answer);
    };
    signal?.addEventListener("abort", leave);
    show().then(end, (error: unknown) => report.refused(error));
    report.shown({
      ...shown,
      answer(value) {
        const found = answers.find((answer) => answer === value);
        if (found !== undefined) end(found);
      },
      leave,
      back: () => undefined,
    });
  });
}
