/** Lists to pick from, and what questions have in common that are asked in a row. */
import * as vscode from "vscode";
import type { PickItem, PickManyOptions, PickOptions, Shown, Step } from "./prompts.ts";

interface Report {
  /** Hears of the question that stands on the screen. */
  shown(shown: Shown): void;
}

/** Title, count and Back of a question; gives what pressing Back does. */
export function showStep(
  input: vscode.InputBox | vscode.QuickPick<vscode.QuickPickItem>,
  { title, step }: { readonly title: string; readonly step?: Step | undefined },
  leave: () => void,
): () => void {
  input.title = title;
  input.step = step?.number;
  input.totalSteps = step?.total;
  if (step !== undefined) input.ignoreFocusOut = true;
  const onBack = step?.onBack;
  if (onBack === undefined) return () => undefined;
  const back = (): void => {
    onBack(input.value);
    leave();
  };
  input.buttons = [vscode.QuickInputButtons.Back];
  input.onDidTriggerButton(back);
  return back;
}

/** As VS Code shows it. */
export const titleOf = ({
  title,
  step,
}: {
  readonly title: string;
  readonly step?: Step | undefined;
}): string => (step === undefined ? title : `${title} (${step.number}/${step.total})`);

type Item<T> = vscode.QuickPickItem & { readonly answer?: T };

function createPick<T>(options: Omit<PickOptions<T>, "preferred">): vscode.QuickPick<Item<T>> {
  const pick = vscode.window.createQuickPick<Item<T>>();
  pick.placeholder = options.placeholder;
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.items = options.items.map(toItem);
  return pick;
}

export function showPick<T>(options: PickOptions<T>, report: Report): Promise<T | undefined> {
  const pick = createPick(options);
  const { preferred } = options;
  if (preferred !== undefined) pick.activeItems = pick.items.filter(({ answer }) => answer === preferred);
  return new Promise((resolve) => {
    const end = (item: Item<T> | undefined): void => {
      resolve(item?.answer);
      pick.dispose();
    };
    const leave = (): void => end(undefined);
    pick.onDidAccept(() => {
      // One that is clicked is selected, but need not have been the active one.
      const item = pick.selectedItems[0] ?? pick.activeItems[0];
      if (item !== undefined) end(item);
    });
    pick.onDidHide(leave);
    const back = showStep(pick, options, leave);
    pick.show();
    report.shown({
      ...shownList(options),
      answer(value) {
        const item = pick.items.find((one) => isAnswer(one) && one.label === value);
        if (item !== undefined) end(item);
      },
      leave,
      back,
    });
  });
}

export function showPickMany<T>(
  options: PickManyOptions<T>,
  report: Report,
): Promise<readonly T[] | undefined> {
  const pick = createPick(options);
  pick.canSelectMany = true;
  pick.selectedItems = pick.items.filter(
    ({ answer }) => answer !== undefined && options.ticked.includes(answer),
  );
  return new Promise((resolve) => {
    const end = (items: readonly Item<T>[] | undefined): void => {
      resolve(items?.flatMap(({ answer }) => (answer === undefined ? [] : [answer])));
      pick.dispose();
    };
    const leave = (): void => end(undefined);
    pick.onDidAccept(() => end(pick.selectedItems));
    pick.onDidHide(leave);
    const back = showStep(pick, options, leave);
    pick.show();
    report.shown({
      ...shownList(options),
      answer(value) {
        const labels = value.split(",");
        end(pick.items.filter(({ label }) => labels.includes(label)));
      },
      leave,
      back,
    });
  });
}

const shownList = (
  options: Omit<PickOptions<unknown>, "preferred">,
): Pick<Shown, "kind" | "title" | "detail" | "offered"> => ({
  kind: "pick",
  title: titleOf(options),
  detail: options.placeholder ?? "",
  offered: options.items.filter(isAnswer).map(({ label }) => label),
});

const isAnswer = (item: object): boolean => "answer" in item;

function toItem<T>(item: PickItem<T>): Item<T> {
  if (!isAnswer(item)) return { label: item.label, kind: vscode.QuickPickItemKind.Separator };
  const { icon, ...rest } = item;
  return icon === undefined ? rest : { ...rest, iconPath: new vscode.ThemeIcon(icon) };
}
