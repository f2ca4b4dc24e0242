/**
 * compile_commands.json of a workspace folder, for clangd: offered once where its extension is installed, then kept as the
 * last builds were. It lies at the
 * workspace folder's root, and nothing else is written.
 */
import { homedir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { BuildProject } from "../../../server/src/protocol/messages.ts";
import type { KmodContext } from "../context.ts";
import type { BuildKernel, BuildReport } from "../kernel/kbuild/build.ts";
import type { CompileCommand } from "../kernel/kbuild/compile-commands.ts";
import {
  compileCommandsOf,
  readRecordedBuild,
  writeCompileCommands,
} from "../kernel/kbuild/compile-commands-files.ts";
import type { MergedCommands, MergeOptions } from "../kernel/kbuild/compile-commands-merge.ts";
import { clangdExtension } from "../language/other-servers.ts";
import { outputFolderOf } from "./build-settings.ts";
import {
  agreementKey,
  type CompileCommandsUse,
  listName,
  mayOffer,
  mayWrite,
  storedAgreement,
  updatedWords,
} from "./compile-commands-words.ts";
import { createOneAtATime } from "./one-at-a-time.ts";
import type { ProjectBuilds } from "./open-builds.ts";

export interface CompileCommands extends vscode.Disposable {
  /**
   * Writes what is recorded of the projects around a file or folder, or of all; where nothing was built yet, that is
   * offered. Tells what came of it.
   */
  update(uri?: vscode.Uri): Promise<void>;
  /** The list of a workspace folder was looked at, and changed where something was new: its path. */
  readonly onDidUpdate: vscode.Event<string>;
}

export type CompileCommandsSources = Pick<
  ProjectBuilds,
  "projects" | "kernels" | "build" | "onDidBuild" | "settingsOf"
>;

export const openCompileCommands = (context: KmodContext, builds: CompileCommandsSources): CompileCommands =>
  new WorkspaceCommands(context, builds);

class WorkspaceCommands implements CompileCommands {
  readonly #context: KmodContext;
  readonly #builds: CompileCommandsSources;
  readonly #turns = createOneAtATime();
  readonly #listening: vscode.Disposable;
  readonly #updated = new vscode.EventEmitter<string>();
  readonly onDidUpdate = this.#updated.event;
  /** Roots that were asked about: a question that was left is not asked again before the next start. */
  readonly #asked = new Set<string>();
  /** Files that were said to be unreadable. */
  readonly #told = new Set<string>();

  constructor(context: KmodContext, builds: CompileCommandsSources) {
    this.#context = context;
    this.#builds = builds;
    this.#listening = builds.onDidBuild((report) => void this.#afterBuild(report));
  }

  dispose(): void {
    this.#listening.dispose();
    this.#updated.dispose();
  }

  async update(uri?: vscode.Uri): Promise<void> {
    const { prompts } = this.#context;
    const projects = await this.#projectsOf(uri);
    if (projects.length === 0) return void prompts.notify("error", nothingToList);
    if ((await this.#writeAll(projects)) > 0) return;
    const build = l10n.t("Build");
    if ((await prompts.notify("info", nothingBuilt, build)) !== build) return;
    for (const project of projects) {
      const wish = { project, goal: { kind: "keep-going" }, kernel: undefined, signal: undefined } as const;
      if ((await this.#builds.build(wish)).kind === "cancelled") return;
    }
    if ((await this.#writeAll(projects)) === 0) void prompts.notify("warning", nothingCompiled);
  }

  /** Of a kernel tree only what was asked for: it has thousands of modules, and a script of its own for all of them. */
  async #projectsOf(uri: vscode.Uri | undefined): Promise<readonly BuildProject[]> {
    const here = uri === undefined ? [] : await this.#builds.projects(uri);
    if (here.length > 0) return here;
    return (await this.#builds.projects()).filter(({ kind }) => kind === "external");
  }

  /** Gives the number of sources that are listed now. */
  async #writeAll(projects: readonly BuildProject[]): Promise<number> {
    const kernels = await this.#builds.kernels();
    const byRoot = new Map<string, { root: vscode.WorkspaceFolder; commands: CompileCommand[] }>();
    for (const project of projects) {
      const root = vscode.workspace.getWorkspaceFolder(vscode.Uri.parse(project.folder));
      if (root === undefined) continue;
      const commands = await this.#recorded(this.#objectsOf(project, root), kernels);
      const known = byRoot.get(root.uri.toString()) ?? { root, commands: [] };
      byRoot.set(root.uri.toString(), { root, commands: [...known.commands, ...commands] });
    }
    let listed = 0;
    for (const { root, commands } of byRoot.values()) {
      if (commands.length === 0) continue;
      listed += commands.length;
      const merged = await this.#write(root, commands, "replace");
      await this.#remember(root, "yes");
      const words = updatedWords(merged, listPath(root), commands.length);
      void this.#context.prompts.notify(words.severity, words.message);
    }
    return listed;
  }

  async #afterBuild({ kind, request }: BuildReport): Promise<void> {
    if (kind === "cancelled" || request.goal.kind === "clean") return;
    const root = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(request.folder));
    if (root === undefined || !vscode.workspace.isTrusted) return;
    const { log } = this.#context;
    try {
      const agreement = storedAgreement(this.#context.extension.workspaceState.get(keyOf(root)));
      const use = useOf(root);
      const hasClangd = vscode.extensions.getExtension(clangdExtension) !== undefined;
      if (!mayWrite(use, agreement) && !(hasClangd && mayOffer(use, agreement))) return;
      const kernels = await this.#builds.kernels();
      const commands = await this.#recorded(request.options.outputFolder || request.folder, [
        request.kernel,
        ...kernels,
      ]);
      if (commands.length === 0) return;
      if (!mayWrite(use, agreement) && !(await this.#offer(root))) return;
      // What is built for another kernel now and then does not change what clangd sees.
      const isMain = kernels[0] === undefined || kernels[0].directory === request.kernel.directory;
      this.#tellUnreadable(root, await this.#write(root, commands, isMain ? "replace" : "add"));
    } catch (error) {
      log.error(`compile_commands.json of ${root.name} could not be refreshed.`, error);
    }
  }

  async #offer(root: vscode.WorkspaceFolder): Promise<boolean> {
    const key = keyOf(root);
    if (this.#asked.has(key)) return false;
    this.#asked.add(key);
    const [yes, no] = [l10n.t("Yes"), l10n.t("No")];
    const answer = await this.#context.prompts.notify(
      "info",
      l10n.t`Write ${listName} into ${root.name}, so that clangd sees the sources as Kbuild compiles them? It is kept up to date after builds.`,
      yes,
      no,
    );
    if (answer === undefined) return false;
    await this.#remember(root, answer === yes ? "yes" : "no");
    return answer === yes;
  }

  async #remember(root: vscode.WorkspaceFolder, agreement: "yes" | "no"): Promise<void> {
    await this.#context.extension.workspaceState.update(keyOf(root), agreement);
  }

  #tellUnreadable(root: vscode.WorkspaceFolder, merged: MergedCommands): void {
    if (merged.kind !== "unreadable" || this.#told.has(keyOf(root))) return;
    this.#told.add(keyOf(root));
    const { severity, message } = updatedWords(merged, listPath(root), 0);
    void this.#context.prompts.notify(severity, message);
  }

  #objectsOf(project: BuildProject, root: vscode.WorkspaceFolder): string {
    const { outputFolder } = this.#builds.settingsOf(vscode.Uri.parse(project.folder));
    const projectFolder = fileURLToPath(project.folder);
    const place = { home: homedir(), workspaceFolder: root.uri.fsPath, projectFolder };
    return outputFolderOf(outputFolder, place) || projectFolder;
  }

  async #recorded(folder: string, kernels: readonly BuildKernel[]): Promise<readonly CompileCommand[]> {
    return compileCommandsOf(await readRecordedBuild(folder), kernels);
  }

  /** Two projects of a folder may be built at the same time. */
  #write(
    root: vscode.WorkspaceFolder,
    commands: readonly CompileCommand[],
    how: MergeOptions["how"],
  ): Promise<MergedCommands> {
    const file = listPath(root);
    return this.#turns.run(file, async () => {
      const merged = await writeCompileCommands(file, commands, how);
      this.#context.log.debug(`${file}: ${merged.kind}, ${commands.length} sources.`);
      this.#updated.fire(file);
      return merged;
    });
  }
}

const listPath = (root: vscode.WorkspaceFolder): string => path.join(root.uri.fsPath, listName);

const keyOf = (root: vscode.WorkspaceFolder): string => agreementKey(root.uri.toString());

const useOf = (root: vscode.WorkspaceFolder): CompileCommandsUse =>
  vscode.workspace.getConfiguration("kmod.build", root.uri).get<CompileCommandsUse>("compileCommands", "ask");

const nothingToList = l10n.t(
  "There is no module whose sources could be listed: no Kbuild file or Makefile of this workspace names one in obj-m.",
);
const nothingBuilt = l10n.t`${listName} is made of what Kbuild records while it compiles, and nothing was compiled here yet.`;
const nothingCompiled = l10n.t`No source compiled, so Kbuild recorded nothing that ${listName} could be made of. Mend the errors of the build and give the command again.`;
