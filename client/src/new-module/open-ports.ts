/** What New Module looks up: in the extension's own folder, in the kernel that is built for, and with git. */
import { readdir, readFile } from "node:fs/promises";
import { hostname, userInfo } from "node:os";
import path from "node:path";
import * as vscode from "vscode";
import type { KernelChoice } from "../../../server/src/protocol/messages.ts";
import type { KmodContext } from "../context.ts";
import { gitAuthor } from "../kernel/git-author.ts";
import { runToEnd } from "../kernel/targets/spawn.ts";
import { isThere } from "../kernel/targets/vm/disk.ts";
import { declaredNames, identifiersOf } from "./declared-names.ts";
import { gplOnlySymbols, headersOf, kernelModules } from "./kernel-facts.ts";
import type { ModuleKind } from "./kinds.ts";
import { nameClashes } from "./name-clashes.ts";
import type { Template } from "./new-module-files.ts";
import type { WizardPorts } from "./wizard.ts";

/** @param kernel what modules of this window are built for; undefined where no kernel was found */
export function openPorts(context: KmodContext, kernel: Promise<KernelChoice | undefined>): WizardPorts {
  const template = (kind: ModuleKind): Promise<Template> => readTemplate(context, kind);
  const looked = new Map<string, ReturnType<WizardPorts["taken"]>>();
  const taken: WizardPorts["taken"] = (kind) => {
    const answer = looked.get(kind.id) ?? look(template(kind), kernel);
    looked.set(kind.id, answer);
    return answer;
  };
  return {
    prompts: context.prompts,
    folders: (vscode.workspace.workspaceFolders ?? [])
      .filter(({ uri }) => uri.scheme === "file")
      .map(({ name, uri }) => ({ name, folder: uri.fsPath })),
    chooseFolder,
    template,
    taken,
    author: (folder) => authorOf(context, folder),
    isInKernelTree,
  };
}

async function look(
  template: Promise<Template>,
  kernel: Promise<KernelChoice | undefined>,
): ReturnType<WizardPorts["taken"]> {
  const sources = await template;
  const known = await kernel;
  const headers = known && declaredNames(await headersOf(known, [...sources.values()]));
  const gplOnly = known === undefined ? new Set<string>() : await gplOnlySymbols(known);
  const words = new Set([...sources.values()].flatMap((source) => [...identifiersOf(source)]));
  return {
    kernelModules: known === undefined ? new Set() : await kernelModules(known),
    clash: nameClashes(sources, headers),
    gplOnly: [...words].filter((word) => gplOnly.has(word)),
  };
}

async function chooseFolder(): Promise<string | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    canSelectMany: false,
  });
  return chosen?.[0]?.fsPath;
}

async function readTemplate({ extension }: KmodContext, { id }: ModuleKind): Promise<Template> {
  const folder = vscode.Uri.joinPath(extension.extensionUri, "templates", id).fsPath;
  const names = await readdir(folder);
  return new Map(
    await Promise.all(
      names.map(async (name) => [name, await readFile(path.join(folder, name), "utf8")] as const),
    ),
  );
}

/** In Restricted Mode nothing is started: a repository's configuration could name programs. */
async function authorOf({ log }: KmodContext, folder: string): Promise<string> {
  const { username } = userInfo();
  const login = `${username} <${username}@${hostname()}>`;
  if (!vscode.workspace.isTrusted) return login;
  const command = gitAuthor(folder);
  const { argv, limitMs } = command;
  try {
    const ended = await runToEnd({ argv }, { limitMs });
    return command.parse({ argv, ...ended }) ?? login;
  } catch (error) {
    log.debug("git did not say who the author is.", error);
    return login;
  }
}

/** Kconfig and Kbuild stand at the top of every kernel's tree, above whatever is in it. */
async function isInKernelTree(folder: string): Promise<boolean> {
  for (let at = folder; ; at = path.dirname(at)) {
    const marks = await Promise.all(
      ["Kconfig", "Kbuild", "MAINTAINERS"].map((name) => isThere(path.join(at, name))),
    );
    if (marks.every(Boolean)) return true;
    if (at === path.dirname(at)) return false;
  }
}
