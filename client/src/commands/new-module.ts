/** `kmod.newModule`: asks what a new module is to be, writes it to a folder of its own, and opens its source. */
import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { KernelChoice } from "../../../server/src/protocol/messages.ts";
import type { KmodContext } from "../context.ts";
import type { Language } from "../language/language.ts";
import { type NewModuleFiles, newModuleFiles } from "../new-module/new-module-files.ts";
import { openPorts } from "../new-module/open-ports.ts";
import { askAgain, askModule } from "../new-module/wizard.ts";
import { writeFolder } from "../new-module/write-folder.ts";
import { registerCommand } from "./register-command.ts";

/**
 * Given a folder's URI (the explorer), or `{ folder }`, it does not ask where. Starts nothing in Restricted Mode.
 *
 * @param onWritten called before the module is opened, which may end this window
 */
export const newModuleCommand = (
  context: KmodContext,
  language: Language,
  onWritten: () => void,
): vscode.Disposable =>
  registerCommand(context, "kmod.newModule", l10n.t("Kmod could not write the module"), async (given) =>
    newModule(context, language, await folderOf(given), onWritten),
  );

async function newModule(
  context: KmodContext,
  language: Language,
  parent: string | undefined,
  onWritten: () => void,
): Promise<void> {
  // Looked for while the first questions are answered.
  const kernel = mainKernel(context, language);
  const ports = openPorts(context, kernel);
  let answered = await askModule(ports, parent);
  while (answered !== undefined) {
    const { module } = answered;
    const made = newModuleFiles(module, await ports.template(module.kind), await clangFormat(await kernel));
    let folder: string;
    try {
      folder = await writeFolder(answered.parent, module.name, made.files);
    } catch (error) {
      if (!(await wantsToChange(context, error))) return;
      answered = await askAgain(ports, answered);
      continue;
    }
    onWritten();
    return open(context, folder, module.name, made.main);
  }
}

/** Says what went wrong; whether the questions are to be asked again, with what was answered. */
async function wantsToChange({ log, prompts }: KmodContext, error: unknown): Promise<boolean> {
  log.error("kmod.newModule could not write.", error);
  const change = l10n.t("Change Answers");
  const message = error instanceof Error ? error.message : String(error);
  return (await prompts.choose({ message, answers: [change] })) === change;
}

async function open(
  context: KmodContext,
  folder: string,
  name: string,
  { file, offset }: NewModuleFiles["main"],
): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(path.join(folder, file)));
  const start = document.positionAt(offset);
  await vscode.window.showTextDocument(document, {
    selection: new vscode.Range(start, start),
    preview: false,
  });
  void offerNext(context, vscode.Uri.file(folder), name);
}

/** Not waited for: the module is there, whatever is answered. */
async function offerNext({ log, prompts }: KmodContext, folder: vscode.Uri, name: string): Promise<void> {
  try {
    if (vscode.workspace.getWorkspaceFolder(folder) === undefined) {
      const show = l10n.t("Open Folder");
      const message = l10n.t`${name} is written to ${folder.fsPath}, which is not open.`;
      if ((await prompts.notify("info", message, show)) === show)
        await vscode.commands.executeCommand("vscode.openFolder", folder);
    } else if (vscode.workspace.isTrusted) {
      const build = l10n.t("Build");
      if ((await prompts.notify("info", l10n.t`${name} is written.`, build)) === build)
        await vscode.commands.executeCommand("kmod.buildModules", folder);
    }
  } catch (error) {
    log.error("What comes after kmod.newModule failed.", error);
  }
}

/** What modules are built for; undefined also where the server does not answer: names are then compared with less. */
async function mainKernel({ log }: KmodContext, language: Language): Promise<KernelChoice | undefined> {
  try {
    return (await language.kernels([])).find(({ use }) => use === "main");
  } catch (error) {
    log.warn("kmod.newModule works without a kernel.", error);
    return undefined;
  }
}

/** That of the kernel's tree; distributions' headers have none. */
const clangFormat = async (kernel: KernelChoice | undefined): Promise<string | undefined> =>
  kernel && readFile(path.join(kernel.directory, ".clang-format"), "utf8").catch(() => undefined);

/** What was pointed at: a folder, or the one of a file; undefined: nothing on this disk. */
async function folderOf(given: unknown): Promise<string | undefined> {
  const pointed = typeof given === "object" && given !== null && "folder" in given ? given.folder : given;
  if (!(pointed instanceof vscode.Uri) || pointed.scheme !== "file") return undefined;
  return (await stat(pointed.fsPath)).isDirectory() ? pointed.fsPath : path.dirname(pointed.fsPath);
}
