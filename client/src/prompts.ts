/**
 * Questions to the user, each one a window of VS Code's own. Every feature asks through this, so that a test can answer
 * as a user would: it hears what is shown and gives an answer to it.
 */
import * as vscode from "vscode";

export interface Prompts {
  /** An input box; undefined: left. */
  text(options: TextOptions): Promise<string | undefined>;
  /** A list; undefined: left. */
  pick<T>(options: PickOptions<T>): Promise<T | undefined>;
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

export interface TextOptions {
  readonly title: string;
  readonly prompt?: string;
  readonly value?: string;
  readonly placeholder?: string;
  /** Dots are shown for what is typed; the text is in no history. */
  readonly isSecret?: boolean;
  /** Why a text cannot serve; undefined where it can. */
  readonly validate?: (text: string) => string | undefined;
}

export interface PickOptions<T> {
  readonly title: string;
  readonly placeholder?: string;
  readonly items: readonly PickItem<T>[];
}

export interface PickItem<T> {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  /** A heading over what follows, not an answer, when missing. */
  readonly answer?: T;
}

export interface ChoiceOptions<A extends string> {
  readonly message: string;
  readonly detail?: string;
  readonly answers: readonly A[];
}

/** A question that stands on the screen. */
export interface Shown {
  readonly kind: "text" | "pick" | "choose" | "notify";
  /** Title or message. */
  readonly title: string;
  readonly detail: string;
  /** Value of a text, labels of a list, names of the answers. */
  readonly offered: readonly string[];
  /** Answers it: the text, the label or the button. Does nothing when it is gone. */
  answer(value: string): void;
  /** Leaves it. */
  leave(): void;
}

/** The questions as VS Code shows them. */
export function createPrompts(): Prompts & vscode.Disposable {
  const shown = new vscode.EventEmitter<Shown>();
  return {
    onDidShow: shown.event,
    text: (options) => showText(options, (event) => shown.fire(event)),
    pick: (options) => showPick(options, (event) => shown.fire(event)),
    choose: (question) => showChoice(question, (event) => shown.fire(event)),
    notify: (severity, message, ...buttons) =>
      showNotification({ severity, message, buttons }, (event) => shown.fire(event)),
    dispose: () => shown.dispose(),
  };
}

type Report = (shown: Shown) => void;

function showText(options: TextOptions, report: Report): Promise<string | undefined> {
  const box = vscode.window.createInputBox();
  box.title = options.title;
  box.prompt = options.prompt;
  box.value = options.value ?? "";
  box.placeholder = options.placeholder;
  box.password = options.isSecret ?? false;
  // An answer is not lost because the author looks something up in another window.
  box.ignoreFocusOut = true;
  const problem = (): string | undefined => options.validate?.(box.value);
  return new Promise((resolve) => {
    box.onDidChangeValue(() => {
      box.validationMessage = problem();
    });
    const accept = (): void => {
      box.validationMessage = problem();
      if (box.validationMessage === undefined) end(box.value);
    };
    const end = (answer: string | undefined): void => {
      resolve(answer);
      box.dispose();
    };
    box.onDidAccept(accept);
    box.onDidHide(() => end(undefined));
    box.show();
    report({
      kind: "text",
      title: options.title,
      detail: options.prompt ?? "",
      offered: [box.value],
      answer(value) {
        box.value = value;
        accept();
      },
      leave: () => box.hide(),
    });
  });
}

function showPick<T>(options: PickOptions<T>, report: Report): Promise<T | undefined> {
  type Item = vscode.QuickPickItem & { readonly answer?: T };
  const pick = vscode.window.createQuickPick<Item>();
  pick.title = options.title;
  pick.placeholder = options.placeholder;
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.items = options.items.map(
    (item): Item => ("answer" in item ? item : { ...item, kind: vscode.QuickPickItemKind.Separator }),
  );
  return new Promise((resolve) => {
    const end = (item: Item | undefined): void => {
      resolve(item?.answer);
      pick.dispose();
    };
    pick.onDidAccept(() => {
      if (pick.activeItems[0] !== undefined) end(pick.activeItems[0]);
    });
    pick.onDidHide(() => end(undefined));
    pick.show();
    report({
      kind: "pick",
      title: options.title,
      detail: options.placeholder ?? "",
      offered: options.items.map(({ label }) => label),
      answer(value) {
        const item = pick.items.find(({ label }) => label === value);
        if (item !== undefined) end(item);
      },
      leave: () => pick.hide(),
    });
  });
}

async function showChoice<A extends string>(
  { message, detail, answers }: ChoiceOptions<A>,
  report: Report,
): Promise<A | undefined> {
  const answered = answerable(answers);
  const options = { modal: true, ...(detail !== undefined && { detail }) };
  const pressed = vscode.window.showWarningMessage(message, options, ...answers);
  report({ kind: "choose", title: message, detail: detail ?? "", offered: answers, ...answered.by });
  return Promise.race([pressed, answered.answer]);
}

async function showNotification<A extends string>(
  message: {
    readonly severity: "info" | "warning" | "error";
    readonly message: string;
    readonly buttons: readonly A[];
  },
  report: Report,
): Promise<A | undefined> {
  const answered = answerable(message.buttons);
  const show = {
    info: vscode.window.showInformationMessage,
    warning: vscode.window.showWarningMessage,
    error: vscode.window.showErrorMessage,
  }[message.severity];
  const pressed = show(message.message, ...message.buttons);
  report({ kind: "notify", title: message.message, detail: "", offered: message.buttons, ...answered.by });
  return Promise.race([pressed, answered.answer]);
}

/** VS Code gives no way to press its buttons: an answer from elsewhere counts as one. */
function answerable<A extends string>(answers: readonly A[]) {
  const { promise, resolve } = Promise.withResolvers<A | undefined>();
  return {
    answer: promise,
    by: {
      answer: (value: string) => {
        const found = answers.find((answer) => answer === value);
        if (found !== undefined) resolve(found);
      },
      leave: () => resolve(undefined),
    },
  };
}
