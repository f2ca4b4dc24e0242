/**
 * sparse, checkpatch and Coccinelle on a file or on a project's sources. What they find is in Problems until they look at
 * the file again; sparse runs in a build, and is shown as builds are.
 */
import { readFile } from "node:fs/promises";
import { availableParallelism, homedir } from "node:os";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { BuildWish } from "../build/builds.ts";
import type { ProjectBuilds } from "../build/open-builds.ts";
import type { KmodContext } from "../context.ts";
import { type CheckedText, runCheckpatch } from "../kernel/checkers/checkpatch-run.ts";
import { findSemanticPatches, runCoccinelle } from "../kernel/checkers/coccinelle-run.ts";
import { changesAt } from "../kernel/checkers/unified-diff.ts";
import { createBuildMachine } from "../kernel/kbuild/build-machine.ts";
import type { Language } from "../language/language.ts";
import { withProgress } from "../operations/progress.ts";
import { createCheckResults, type FileResult } from "./check-results.ts";
import { checkInWords, filesOf, foundInWords, type ToCheck, toCheck } from "./checked-files.ts";
import { type CheckerSettings, readCheckerSettings } from "./checker-settings.ts";
import { type CheckRoot, findCheckpatch, findCoccinelleFolder, rootOf } from "./kernel-scripts.ts";

/** Each takes what its command was given: a file, a folder, or nothing. Rejects with what kept it from checking. */
export interface Checkers extends vscode.Disposable {
  runSparse(given?: unknown): Promise<void>;
  runCheckpatch(given?: unknown): Promise<void>;
  runCoccinelle(given?: unknown): Promise<void>;
  /** Without progress and without a message where there is nothing to check with: after a file was saved. */
  checkQuietly(tool: "sparse" | "checkpatch", file: vscode.Uri): Promise<void>;
  settingsOf(uri: vscode.Uri | undefined): CheckerSettings;
  /** A file was checked, with that many messages. */
  readonly onDidCheck: vscode.Event<CheckDone>;
}

export interface CheckDone {
  readonly tool: "checkpatch" | "coccinelle";
  readonly file: string;
  readonly messages: number;
}

export interface CheckerSources {
  readonly builds: Pick<ProjectBuilds, "projects" | "buildShown">;
  readonly language: Pick<Language, "kernels">;
}

export const openCheckers = (context: KmodContext, sources: CheckerSources): Checkers =>
  new EditorCheckers(context, sources);

class EditorCheckers implements Checkers {
  readonly #context: KmodContext;
  readonly #sources: CheckerSources;
  readonly #machine = createBuildMachine();
  readonly #checkpatch;
  readonly #coccinelle;
  readonly #checked = new vscode.EventEmitter<CheckDone>();
  readonly onDidCheck = this.#checked.event;

  constructor(context: KmodContext, sources: CheckerSources) {
    this.#context = context;
    this.#sources = sources;
    this.#checkpatch = createCheckResults("checkpatch", context.log);
    this.#coccinelle = createCheckResults("coccinelle", context.log);
  }

  dispose(): void {
    this.#machine.dispose();
    this.#checkpatch.dispose();
    this.#coccinelle.dispose();
    this.#checked.dispose();
  }

  settingsOf(uri: vscode.Uri | undefined): CheckerSettings {
    const configuration = vscode.workspace.getConfiguration("kmod.checkers", uri);
    const folder = uri && vscode.workspace.getWorkspaceFolder(uri);
    return readCheckerSettings((name) => configuration.get(name), {
      home: homedir(),
      workspaceFolder: (folder ?? vscode.workspace.workspaceFolders?.[0])?.uri.fsPath,
    });
  }

  async runSparse(given?: unknown): Promise<void> {
    const check = await this.#toCheck(given);
    if (check !== undefined) await this.#sparse(check, "message");
  }

  async runCheckpatch(given?: unknown): Promise<void> {
    const check = await this.#toCheck(given);
    if (check === undefined) return;
    await withProgress(l10n.t`Running checkpatch on ${checkInWords(check)}`, "", async (signal) => {
      const count = await this.#runCheckpatch(filesOf(check), signal);
      this.#say("checkpatch", check, count);
    });
  }

  async runCoccinelle(given?: unknown): Promise<void> {
    const check = await this.#toCheck(given);
    if (check === undefined) return;
    const files = filesOf(check).filter((file) => file.endsWith(".c"));
    const [first] = files;
    if (first === undefined) {
      const message = l10n.t("Coccinelle looks at .c files: open or choose one.");
      return void this.#context.prompts.notify("error", message);
    }
    await saveAll(files);
    const kernels = await this.#sources.language.kernels([]);
    const folder = await findCoccinelleFolder(this.settingsOf(vscode.Uri.file(first)), kernels);
    const options = {
      location: vscode.ProgressLocation.Notification,
      title: l10n.t`Running Coccinelle on ${checkInWords(check)}`,
      cancellable: true,
    };
    await vscode.window.withProgress(options, async (progress, token) => {
      const controller = new AbortController();
      const stopping = token.onCancellationRequested(() => controller.abort());
      try {
        const report = (message: string, increment: number): void => progress.report({ message, increment });
        this.#say("coccinelle", check, await this.#runCoccinelle(files, folder, report, controller.signal));
      } finally {
        stopping.dispose();
      }
    });
  }

  async checkQuietly(tool: "sparse" | "checkpatch", file: vscode.Uri): Promise<void> {
    if (tool === "sparse") await this.#sparse({ kind: "file", file }, "status");
    else await this.#runCheckpatch([file.fsPath], undefined);
  }

  async #toCheck(given: unknown): Promise<ToCheck | undefined> {
    const check = await toCheck(this.#sources.builds, given);
    if (check !== undefined) return check;
    void this.#context.prompts.notify(
      "error",
      l10n.t(
        "There is nothing to check: open a C file, or a folder with a Kbuild file that names a module in obj-m.",
      ),
    );
    return undefined;
  }

  async #sparse(check: ToCheck, shows: "message" | "status"): Promise<void> {
    const { builds } = this.#sources;
    const isOneSource = check.kind === "file" && check.file.path.endsWith(".c");
    const projects = check.kind === "projects" ? check.projects : await builds.projects(check.file);
    const [project, ...others] = projects;
    if (project === undefined) {
      if (shows === "status") return;
      const message = l10n.t`${checkInWords(check)} is part of no module: sparse needs the flags that Kbuild compiles it with.`;
      return void this.#context.prompts.notify("error", message);
    }
    const wish = { kernel: undefined, signal: undefined, options: { sparse: "all" } } as const;
    const goal: BuildWish["goal"] = isOneSource
      ? { kind: "file", source: check.file.fsPath }
      : { kind: "keep-going" };
    for (const one of isOneSource ? [project] : [project, ...others]) {
      const report = await builds.buildShown({ ...wish, project: one, goal }, shows);
      if (report.kind === "cancelled") return;
    }
  }

  /** Gives the number of messages. */
  async #runCheckpatch(files: readonly string[], signal: AbortSignal | undefined): Promise<number> {
    const kernels = await this.#sources.language.kernels([]);
    const byRoot = new Map<
      string,
      { readonly at: CheckRoot; readonly settings: CheckerSettings; texts: CheckedText[] }
    >();
    for (const file of files) {
      const uri = vscode.Uri.file(file);
      const settings = this.settingsOf(uri);
      const workspaceFolder = vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath;
      const at = rootOf(file, await findCheckpatch(settings, kernels), kernels, workspaceFolder);
      const known = byRoot.get(at.root) ?? { at, settings, texts: [] };
      known.texts.push({ file, text: await textOf(file) });
      byRoot.set(at.root, known);
    }
    let count = 0;
    for (const { at, settings, texts } of byRoot.values()) {
      const results = await this.#checkpatchResults(at, settings, texts, signal);
      this.#checkpatch.show(results);
      count += this.#tell("checkpatch", results);
    }
    return count;
  }

  async #checkpatchResults(
    at: CheckRoot,
    { checkpatchArguments }: CheckerSettings,
    texts: readonly CheckedText[],
    signal: AbortSignal | undefined,
  ): Promise<readonly FileResult[]> {
    const options = { ...at, arguments: checkpatchArguments };
    const { messages, fixes } = await runCheckpatch(this.#machine, texts, {
      ...options,
      ...(signal !== undefined && { signal }),
    });
    return texts.map(({ file, text }) => {
      const fixAll = fixes.get(file) ?? [];
      const own = messages.filter((message) => message.file === file);
      return {
        file,
        text,
        fixAll,
        messages: own.map((message) => ({
          ...message,
          fix:
            changesAt(fixAll, message.line).length === 0
              ? { kind: "none" }
              : {
                  kind: "asked",
                  // What it would change for this type alone: all at once, changes of one line cannot be told apart.
                  find: async (now, line, stop) => {
                    const only = { ...options, type: message.code, signal: stop };
                    const found = await runCheckpatch(this.#machine, [{ file, text: now }], only);
                    return changesAt(found.fixes.get(file) ?? [], line);
                  },
                },
        })),
      };
    });
  }

  async #runCoccinelle(
    files: readonly string[],
    folder: string,
    report: (message: string, increment: number) => void,
    signal: AbortSignal,
  ): Promise<number> {
    const patches = await findSemanticPatches(folder);
    const texts = await Promise.all(files.map(async (file) => ({ file, text: await textOf(file) })));
    let done = 0;
    const found = await runCoccinelle(this.#machine, {
      patches,
      files,
      jobs: availableParallelism(),
      onDone: ({ name }) => report(l10n.t`${++done} of ${patches.length}: ${name}`, 100 / patches.length),
      signal,
    });
    for (const { patch, error } of found.failures)
      this.#context.log.warn(`${patch.file} could not be run.`, error);
    const results = texts.map(
      ({ file, text }): FileResult => ({
        file,
        text,
        fixAll: [],
        messages: found.messages
          .filter((message) => message.file === file)
          .map(({ changes, ...message }) => ({
            ...message,
            fix: changes.length === 0 ? { kind: "none" } : { kind: "known", changes },
          })),
      }),
    );
    this.#coccinelle.show(results);
    return this.#tell("coccinelle", results);
  }

  #tell(tool: CheckDone["tool"], results: readonly FileResult[]): number {
    for (const { file, messages } of results) this.#checked.fire({ tool, file, messages: messages.length });
    return results.reduce((sum, { messages }) => sum + messages.length, 0);
  }

  #say(tool: string, check: ToCheck, count: number): void {
    vscode.window.setStatusBarMessage(foundInWords(tool, count, checkInWords(check)), 8_000);
  }
}

/** As the editor has it, where it is open. */
async function textOf(file: string): Promise<string> {
  const open = vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === "file" && uri.fsPath === file);
  return open?.getText() ?? readFile(file, "utf8");
}

async function saveAll(files: readonly string[]): Promise<void> {
  for (const document of vscode.workspace.textDocuments)
    if (document.isDirty && files.includes(document.uri.fsPath)) await document.save();
}
