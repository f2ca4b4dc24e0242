/** Does what a diagnosis offers, through the commands that the user has too. */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { SourcePlace } from "../../../server/src/protocol/messages.ts";
import type { Offer } from "../kernel/kmod/diagnosis.ts";
import type { Report } from "../kernel/kmod/operation.ts";
import type { Target } from "../kernel/targets/target.ts";
import { sourceBeside } from "./built-choice.ts";
import { likelyReturns } from "./likely-returns.ts";
import type { Operations } from "./operations.ts";
import type { CommandArguments } from "./subjects.ts";
import { sourcesOf } from "./wanted.ts";

/** A command with all that it was given or told, so that it asks nothing but what it must. */
export interface Again {
  readonly command: string;
  readonly argument: CommandArguments;
}

export interface OfferContext {
  readonly target: Target;
  readonly again: Again;
}

/** Resolves when it is done; what follows from it tells the user itself. */
export async function takeOffer(
  operations: Operations,
  offer: Offer,
  { target, again }: OfferContext,
): Promise<void> {
  switch (offer.kind) {
    case "load-first":
      for (const module of offer.modules) {
        const argument = { module, target: target.id, parameters: lastValues(operations, target, module) };
        if (!(await succeeded({ command: "kmod.loadModule", argument }))) return;
      }
      await run(again);
      return;
    case "unload-first": {
      const argument = { modules: offer.modules, target: target.id };
      if (await succeeded({ command: "kmod.unloadModule", argument })) await run(again);
      return;
    }
    case "reload":
      await run({ command: "kmod.reloadModule", argument: again.argument });
      return;
    case "show-init":
      await showInit(operations, offer, again.argument.file);
      return;
    case "show-symbol":
      await showSymbol(offer.symbol);
      return;
    case "show-kernel-log":
      await vscode.commands.executeCommand("kmod.showKernelLog", { target });
      return;
    case "reconnect":
      await operations.targets.ready(target);
      return;
    case "restart":
      await vscode.commands.executeCommand("kmod.restartTarget", { target });
  }
}

const run = ({ command, argument }: Again): Thenable<Report | undefined> =>
  vscode.commands.executeCommand<Report | undefined>(command, argument);

const succeeded = async (again: Again): Promise<boolean> => (await run(again))?.kind === "done";

function lastValues({ memory }: Operations, target: Target, module: string): Record<string, string> {
  const values = memory.last(target.id, module)?.values ?? [];
  return Object.fromEntries(values.map(({ name, value }) => [name, value]));
}

/** Opens the line of the init function that returns an error; asks where several may be meant. */
async function showInit(
  operations: Operations,
  { module, errno }: Extract<Offer, { readonly kind: "show-init" }>,
  file: string | undefined,
): Promise<void> {
  const { prompts } = operations.context;
  const sources = (await sourcesOf(operations, [module])).filter(({ init }) => init !== undefined);
  const source = (file === undefined ? undefined : sourceBeside(file, sources)) ?? sources[0];
  if (source?.init === undefined) {
    void prompts.notify(
      "info",
      l10n.t`The init function of ${module} was not found in the sources of this workspace.`,
    );
    return;
  }
  const returns = likelyReturns(source.init.returns, errno);
  const [first] = returns;
  if (first === undefined || returns.length === 1) return showPlace((first ?? source.init).place);
  const chosen = await prompts.pick({
    title: l10n.t`Where ${source.init.name}() may return -${errno}`,
    items: returns.map((one) => ({
      label: l10n.t`return ${one.text}`,
      description: l10n.t`line ${one.place.line + 1}`,
      answer: one.place,
    })),
  });
  if (chosen !== undefined) await showPlace(chosen);
}

async function showPlace({ uri, line, character }: SourcePlace): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
  const at = new vscode.Position(line, character);
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(at, at) });
}

/** Where it is defined in the workspace; else the editor's search for it. */
async function showSymbol(symbol: string): Promise<void> {
  const found = await vscode.commands.executeCommand<readonly vscode.SymbolInformation[]>(
    "vscode.executeWorkspaceSymbolProvider",
    symbol,
  );
  const named = found.filter(({ name }) => name.replace(/\(.*$/u, "") === symbol);
  const [only] = named;
  if (only === undefined || named.length > 1) {
    await vscode.commands.executeCommand("workbench.action.quickOpen", `#${symbol}`);
    return;
  }
  const { uri, range } = only.location;
  await showPlace({ uri: uri.toString(), line: range.start.line, character: range.start.character });
}
