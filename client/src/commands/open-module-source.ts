/** `kmod.openModuleSource`: opens the source of a module of the workspace, at its entry point where it has one. */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { SourcePlace } from "../../../server/src/protocol/messages.ts";
import type { KmodContext } from "../context.ts";
import { givenModule, givenSource } from "../modules/given-rows.ts";
import { sourcePlaces } from "../modules/module-children.ts";
import type { ModuleNode } from "../modules/modules.ts";
import type { Modules } from "../modules/modules-feature.ts";
import type { Targets } from "../targets/targets.ts";
import { registerCommand } from "./register-command.ts";

/** Takes the row of a source file or of a module; asks for a module without. */
export const openModuleSourceCommand = (
  context: KmodContext,
  targets: Pick<Targets, "current">,
  modules: Pick<Modules, "loaded" | "sources" | "own">,
): vscode.Disposable =>
  registerCommand(
    context,
    "kmod.openModuleSource",
    l10n.t("Kmod could not open the source"),
    async (given) => {
      const source = givenSource(given);
      if (source !== undefined) return openPlace(source.place);
      const node = givenModule(given) ?? (await askModule(context, targets, modules));
      if (node === undefined) return;
      const [place] = sourcePlaces(await modules.own.sources(node.target, node.module));
      if (place !== undefined) return openPlace(place);
      void context.prompts.notify(
        "info",
        l10n.t`No Kbuild file of the workspace builds ${node.module.name}: open the folder that it is built from.`,
      );
    },
  );

/** Asks for one of the loaded modules that have sources here. */
async function askModule(
  { prompts }: KmodContext,
  targets: Pick<Targets, "current">,
  { loaded, sources }: Pick<Modules, "loaded" | "sources">,
): Promise<ModuleNode | undefined> {
  await sources.refresh();
  const target = targets.current();
  const own = (loaded.snapshot(target)?.modules ?? []).filter(({ name }) => sources.of(name).length > 0);
  if (own.length > 0)
    return prompts.pick({
      title: l10n.t("Open Module Source"),
      placeholder: l10n.t("Loaded modules of this workspace"),
      items: own.map((module) => ({ label: module.name, answer: { target, module } })),
    });
  void prompts.notify(
    "info",
    l10n.t("No module of this workspace is loaded: load one first (Kmod: Load Module)."),
  );
  return undefined;
}

async function openPlace({ uri, line, character }: SourcePlace): Promise<void> {
  const at = new vscode.Position(line, character);
  await vscode.window.showTextDocument(vscode.Uri.parse(uri, true), {
    selection: new vscode.Range(at, at),
  });
}
