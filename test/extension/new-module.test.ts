/** New Module as a user meets it: the questions, what they write, and that it builds. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as vscode from "vscode";
import type { KmodApi } from "../../client/src/extension.ts";
import { type Answerer, answering, leave } from "./conversation.ts";
import { api, findings, has, inWorkspace, replace, write } from "./host.ts";

type BuildReport = Awaited<ReturnType<KmodApi["builds"]["build"]>>;

const hasKernel = (existsSync("/lib/modules") ? readdirSync("/lib/modules") : []).some((release) =>
  existsSync(path.join("/lib/modules", release, "build", "Makefile")),
);

const { PATH: programs = "" } = process.env;
const hasGit = programs.split(path.delimiter).some((folder) => existsSync(path.join(folder, "git")));

/** What each question of New Module is answered with, by what it asks. */
const usual: readonly (readonly [asked: string, answer: string])[] = [
  ["What kind of module", "Misc Device"],
  ["Name of the module", "my-gadget"],
  ["What it does", 'Keeps "what" is written; $(shell id) */'],
  ["Under which licence", "(GPL-2.0-only OR MIT)"],
  ["Who writes it", "Ada Example <ada@example.org>"],
  ["Which files", "README.md,Kconfig,dkms.conf"],
];

const answers =
  (given: typeof usual): Answerer =>
  ({ title, detail }) =>
    title.startsWith("New Module") ? given.find(([asked]) => detail.startsWith(asked))?.[1] : undefined;

const parent = "made";
const inParent = (...names: readonly string[]): string => inWorkspace(path.join(parent, ...names));
const newModule = () =>
  vscode.commands.executeCommand("kmod.newModule", { folder: vscode.Uri.file(inParent()) });

describe("New Module", function newModules() {
  this.timeout(120_000);

  before(() => api());
  beforeEach(() => mkdirSync(inParent(), { recursive: true }));
  after(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    rmSync(inParent(), { recursive: true, force: true });
  });

  it("asks six questions where the folder is known, writes the module, and opens its source", async () => {
    const asked = await answering(answers(usual), newModule);
    assert.deepEqual(
      asked.map(({ title }) => title).filter((title) => title.startsWith("New Module")),
      [1, 2, 3, 4, 5, 6].map((number) => `New Module (${number}/6)`),
    );
    assert.deepEqual(readdirSync(inParent()), ["my-gadget"]);
    assert.deepEqual(readdirSync(inParent("my-gadget")).toSorted(), [
      ".gitignore",
      "Kbuild",
      "Kconfig",
      "Makefile",
      "README.md",
      "dkms.conf",
      "my-gadget.c",
    ]);
    const editor = vscode.window.activeTextEditor;
    assert.equal(editor?.document.uri.fsPath, inParent("my-gadget", "my-gadget.c"));
    const line = editor.document.lineAt(editor.selection.active.line).text;
    assert.match(line, /^#define MY_GADGET_/u);
    assert.match(editor.document.getText(), /^\/\/ SPDX-License-Identifier: \(GPL-2\.0-only OR MIT\)\n/u);
  });

  it("what it wrote has no finding", async () => {
    const source = path.join(parent, "my-gadget", "my-gadget.c");
    const document = await vscode.workspace.openTextDocument(inWorkspace(source));
    // A mistake that is seen proves that there is nothing else to see.
    await replace(document, 'MODULE_LICENSE("Dual MIT/GPL");\n', "");
    const found = await findings(source, has("missing-license"));
    assert.deepEqual(
      found.map(({ rule }) => rule),
      ["missing-license"],
    );
    await replace(document, "MODULE_AUTHOR(", 'MODULE_LICENSE("Dual MIT/GPL");\nMODULE_AUTHOR(');
    assert.ok(await document.save());
    const kbuild = vscode.Uri.file(inParent("my-gadget", "Kbuild"));
    assert.deepEqual(vscode.languages.getDiagnostics(kbuild), []);
  });

  it("what it wrote is built by one command, without a problem", async function build(this: Mocha.Context) {
    if (!hasKernel) this.skip();
    const [report] = await vscode.commands.executeCommand<readonly BuildReport[]>(
      "kmod.buildModules",
      vscode.Uri.file(inParent("my-gadget", "Kbuild")),
    );
    assert.ok(report);
    assert.equal(report.kind, "done", JSON.stringify(report));
    assert.deepEqual(report.built, [inParent("my-gadget", "my-gadget.ko")]);
    assert.deepEqual(
      report.messages.filter(({ severity }) => severity !== "info"),
      [],
    );
  });

  it("a name that is taken is not accepted, and what was typed stays", async () => {
    let offered = "";
    await answering((shown) => {
      if (!shown.detail.startsWith("Name of the module")) return answers(usual)(shown);
      shown.answer("my-gadget");
      shown.answer("while");
      offered = shown.offered[0] ?? "";
      return leave;
    }, newModule);
    assert.equal(offered, "");
    assert.deepEqual(readdirSync(inParent()), ["my-gadget"]);
  });

  usual.forEach(([asked], number) => {
    it(`leaving question ${number + 1} leaves nothing`, async () => {
      const before = readdirSync(inParent());
      const seen = await answering(
        (shown) =>
          shown.detail.startsWith(asked) ? leave : answers([["Name", "left_alone"], ...usual])(shown),
        newModule,
      );
      assert.equal(seen.length, number + 1);
      assert.deepEqual(readdirSync(inParent()), before);
    });
  });

  it("Back asks again, and nothing that was typed is lost", async () => {
    const heard: string[] = [];
    let isBack = false;
    await answering((shown) => {
      heard.push(
        `${shown.title.slice("New Module ".length)} ${shown.kind === "text" ? shown.offered[0] : ""}`,
      );
      if (shown.detail.startsWith("What it does") && !isBack) {
        isBack = true;
        shown.back();
        return undefined;
      }
      if (shown.detail.startsWith("Name")) return isBack ? (shown.offered[0] ?? "") : "back_and_forth";
      return shown.detail.startsWith("Under") ? leave : answers(usual)(shown);
    }, newModule);
    assert.deepEqual(
      heard.map((one) => one.replace(/ [A-Z].*/u, " ...")),
      ["(1/6) ", "(2/6) ", "(3/6) ...", "(2/6) back_and_forth", "(3/6) ...", "(4/6) "],
    );
  });

  it("what could not be written is said, and the answers are there to be changed", async () => {
    let failures = 0;
    let isSecond = false;
    const heard = await answering((shown) => {
      if (shown.kind === "choose") {
        failures++;
        isSecond = true;
        return "Change Answers";
      }
      if (isSecond && shown.detail.startsWith("Where")) return leave;
      if (shown.detail.startsWith("Which files")) rmSync(inParent(), { recursive: true });
      return answers([["Name", "nowhere"], ...usual])(shown);
    }, newModule);
    assert.equal(failures, 1);
    assert.match(
      heard.find(({ kind }) => kind === "choose")?.title ?? "",
      /Nothing was written to .*not there any more/u,
    );
    assert.equal(heard.at(-1)?.title, "New Module (2/7)");
    assert.ok(heard.at(-1)?.offered.includes(parent));
    assert.equal(existsSync(inParent()), false);
  });

  it("outside of what is open the folder is offered to be opened", async () => {
    const elsewhere = mkdtempSync(path.join(tmpdir(), "kmod-new-"));
    const heard = await answering(
      (shown) => (shown.kind === "notify" ? leave : answers(usual)(shown)),
      () => vscode.commands.executeCommand("kmod.newModule", vscode.Uri.file(elsewhere)),
    );
    assert.match(heard.at(-1)?.title ?? "", /^my-gadget is written to .*, which is not open\.$/u);
    assert.deepEqual(heard.at(-1)?.offered, ["Open Folder"]);
    assert.deepEqual(readdirSync(elsewhere), ["my-gadget"]);
    rmSync(elsewhere, { recursive: true });
  });

  it("who writes is suggested as git knows it", async function git(this: Mocha.Context) {
    if (!hasGit) this.skip();
    write({
      [`${parent}/.git/HEAD`]: "ref: refs/heads/main\n",
      [`${parent}/.git/objects/.keep`]: "",
      [`${parent}/.git/refs/.keep`]: "",
      [`${parent}/.git/config`]: "[user]\n\tname = Grace Example\n\temail = grace@example.org\n",
    });
    let offered: string | undefined;
    await answering((shown) => {
      if (!shown.detail.startsWith("Who writes it")) return answers([["Name", "of_grace"], ...usual])(shown);
      [offered] = shown.offered;
      return leave;
    }, newModule);
    assert.equal(offered, "Grace Example <grace@example.org>");
  });

  it("without a folder it asks where: in a folder that is open, or another one", async () => {
    const workspace = vscode.workspace.workspaceFolders?.[0];
    assert.ok(workspace);
    const heard = await answering(
      (shown) => {
        if (shown.detail.startsWith("Where")) return workspace.name;
        return answers([["Name", "at_the_top"], ["Which files", ""], ...usual])(shown);
      },
      () => vscode.commands.executeCommand("kmod.newModule"),
    );
    const where = heard.find(({ detail }) => detail.startsWith("Where"));
    assert.deepEqual(where?.offered, [workspace.name, "Choose Folder..."]);
    const source = readFileSync(inWorkspace("at_the_top/at_the_top.c"), "utf8");
    assert.match(source, /MODULE_AUTHOR\("Ada Example <ada@example\.org>"\);/u);
    assert.equal(existsSync(inWorkspace("at_the_top/README.md")), false);
    rmSync(inWorkspace("at_the_top"), { recursive: true });
  });
});
