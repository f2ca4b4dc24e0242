/** The languages, colours and snippets that Kmod brings, in the editor itself and over its own grammars and themes. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import { readTheme, uncoloured } from "../grammar/colours.ts";
import { ownScopes } from "../grammar/describe.ts";
import { texts } from "../grammar/texts.ts";
import { contributedGrammars, createTokenizer, type Tokenizer } from "../grammar/tokenizer.ts";
import { expandSnippet, stopsOf } from "../snippets/expand.ts";
import { snippetLanguages, snippetsOf } from "../snippets/snippets.ts";
import { inWorkspace, show, write } from "./host.ts";

/** The bundle of this file lies in out/extension-tests. */
const repository = path.join(import.meta.dirname, "..", "..");

describe("languages", () => {
  const files: Readonly<Record<string, string>> = {
    "languages/Kbuild": "makefile",
    "languages/Kbuild.include": "makefile",
    "languages/nvidia.Kbuild": "makefile",
    "languages/scripts/Makefile.lib": "makefile",
    "languages/Kconfig": "kconfig",
    "languages/Kconfig.debug": "kconfig",
    "languages/dkms.conf": "dkms",
    "languages/dkms.conf.in": "dkms",
    "languages/dmesg.log": "kernel-log",
    "languages/boot.dmesg": "kernel-log",
    "languages/kern.log.1": "kernel-log",
    "languages/Module.symvers": "module-symvers",
  };

  it("are known by the names of files", async () => {
    write(Object.fromEntries(Object.keys(files).map((name) => [name, "\n"])));
    const found: Record<string, string> = {};
    for (const name of Object.keys(files)) {
      const document = await vscode.workspace.openTextDocument(vscode.Uri.file(inWorkspace(name)));
      found[name] = document.languageId;
    }
    assert.deepEqual(found, files);
  });

  it("are known by a first line where the name says nothing", async () => {
    write({ "languages/saved": "[    0.000000] Linux version 6.1.0\n" });
    assert.equal((await show("languages/saved")).languageId, "kernel-log");
  });

  it("indent Kconfig as it is written", async () => {
    write({ "languages/typed/Kconfig": "config METER" });
    await show("languages/typed/Kconfig");
    await vscode.commands.executeCommand("cursorBottom");
    await type("\ntristate\nhelp\nReads meters.");
    const text = vscode.window.activeTextEditor?.document.getText();
    assert.equal(text, "config METER\n\ttristate\n\thelp\n\t  Reads meters.");
    await vscode.commands.executeCommand("workbench.action.files.revert");
  });
});

/** As a person types: each character by itself. */
async function type(text: string): Promise<void> {
  for (const character of text) await vscode.commands.executeCommand("type", { text: character });
}

describe("colours", () => {
  const themes = themesOfEditor();
  let tokenizer: Tokenizer;
  before(async () => {
    tokenizer = await createTokenizer({
      own: contributedGrammars(installedFolder()),
      fileOf: grammarOfEditor,
    });
  });

  it("are those of light, dark and high contrast themes", () => {
    const kinds = new Set(themes.map(({ uiTheme }) => uiTheme));
    assert.deepEqual([...kinds].toSorted(), ["hc-black", "hc-light", "vs", "vs-dark"]);
    for (const id of ["Dark Modern", "Dark+", "Light Modern", "Light+"])
      assert.ok(
        themes.some((theme) => theme.id === id),
        id,
      );
  });

  // Those of Visual Studio leave functions and types of every language plain.
  for (const { id, file } of themes.filter((theme) => !theme.id.startsWith("Visual Studio"))) {
    it(`of ${id} show every part that the grammars name`, async () => {
      const theme = readTheme(file);
      const own = ownScopes(tokenizer.own);
      const plain: string[] = [];
      for (const text of texts) {
        const words = readFileSync(path.join(repository, "test", "grammar", "texts", text.file), "utf8");
        plain.push(...(await uncoloured(tokenizer, theme, own, [text.scope, words])));
      }
      assert.deepEqual(plain, []);
    });
  }
});

interface EditorTheme {
  readonly id: string;
  readonly uiTheme: string;
  readonly file: string;
}

/** The themes that VS Code has without extensions. */
function themesOfEditor(): readonly EditorTheme[] {
  const extension = vscode.extensions.getExtension("vscode.theme-defaults");
  assert.ok(extension, "the editor has its own themes");
  const { themes } = extension.packageJSON.contributes;
  assert.ok(Array.isArray(themes));
  return themes.map(({ id, uiTheme, path: file }) => ({
    id: String(id),
    uiTheme: String(uiTheme),
    file: path.join(extension.extensionPath, String(file)),
  }));
}

/** The file of one of VS Code's own grammars. */
function grammarOfEditor(scope: string): string | undefined {
  for (const { extensionPath, packageJSON, id } of vscode.extensions.all) {
    if (id === "kmod.kmod") continue;
    for (const grammar of packageJSON.contributes?.grammars ?? [])
      if (grammar.scopeName === scope) return path.join(extensionPath, String(grammar.path));
  }
  return undefined;
}

/** Where VS Code has put Kmod. */
function installedFolder(): string {
  const extension = vscode.extensions.getExtension("kmod.kmod");
  assert.ok(extension, "Kmod is installed in the host");
  return extension.extensionPath;
}

describe("snippets", () => {
  const names: Readonly<Record<string, string>> = {
    c: "snippets.c",
    makefile: "snippets/Kbuild",
    kconfig: "snippets/Kconfig",
    dkms: "snippets/dkms.conf",
  };

  it("are offered by their prefixes", async () => {
    for (const language of snippetLanguages(installedFolder())) {
      const name = names[language] ?? "";
      for (const { prefix, title } of snippetsOf(language, installedFolder())) {
        write({ [name]: prefix });
        const document = await opened(name, prefix);
        const list = await vscode.commands.executeCommand<vscode.CompletionList>(
          "vscode.executeCompletionItemProvider",
          document.uri,
          new vscode.Position(0, prefix.length),
        );
        const found = list.items.some(
          ({ label }) => typeof label !== "string" && label.label === prefix && label.description === title,
        );
        assert.ok(found, `${language}: ${prefix}`);
      }
    }
  }).timeout(120_000);

  it("are inserted as the tests of their builds expand them", async () => {
    for (const language of snippetLanguages(installedFolder())) {
      for (const { body, parts, prefix } of snippetsOf(language, installedFolder())) {
        const document = await opened(names[language] ?? "", "");
        const editor = await vscode.window.showTextDocument(document);
        editor.options = { insertSpaces: false, tabSize: 8 };
        await editor.insertSnippet(new vscode.SnippetString(body), new vscode.Position(0, 0));
        // A transformation is made when its stop is left.
        const stops = /\$\{\d+\//u.test(body) ? new Set(stopsOf(parts)) : [];
        for (const _ of stops) await vscode.commands.executeCommand("jumpToNextSnippetPlaceholder");
        const file = document.uri.fsPath;
        const variables = {
          TM_FILENAME_BASE: path.basename(file, path.extname(file)),
          TM_DIRECTORY: path.dirname(file),
        };
        assert.equal(document.getText(), expandSnippet(parts, { variables }), prefix);
      }
    }
  }).timeout(120_000);
});

/** A file with this text, whatever was open of it before. */
async function opened(name: string, text: string): Promise<vscode.TextDocument> {
  const document = await show(name);
  if (document.getText() !== text) {
    const edit = new vscode.WorkspaceEdit();
    const all = new vscode.Range(0, 0, document.lineCount, 0);
    edit.replace(document.uri, all, text);
    await vscode.workspace.applyEdit(edit);
    await document.save();
  }
  return document;
}
