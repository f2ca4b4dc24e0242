/** New Module where the folder is not trusted: it writes what was asked for, and starts nothing. */
import assert from "node:assert/strict";
import { readdirSync, rmSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import * as vscode from "vscode";
import { answering } from "./conversation.ts";
import { inWorkspace, write } from "./host.ts";

describe("New Module in Restricted Mode", () => {
  after(() => rmSync(inWorkspace("made"), { recursive: true, force: true }));

  it("writes a module, and does not ask git who writes it", async () => {
    assert.equal(vscode.workspace.isTrusted, false);
    write({
      "made/.git/HEAD": "ref: refs/heads/main\n",
      "made/.git/objects/.keep": "",
      "made/.git/refs/.keep": "",
      "made/.git/config": "[user]\n\tname = Mallory\n\temail = mallory@example.org\n",
    });
    const folder = vscode.Uri.file(inWorkspace("made"));
    let suggested = "";
    const heard = await answering(
      ({ kind, detail, offered: [first = ""] }) => {
        if (detail.startsWith("Name")) return "careful";
        if (detail.startsWith("Who writes it")) suggested = first;
        if (kind === "text") return first;
        return detail.startsWith("Which files") ? "" : first;
      },
      () => vscode.commands.executeCommand("kmod.newModule", { folder }),
    );
    assert.equal(heard.length, 6, heard.map(({ title }) => title).join("; "));
    const { username } = userInfo();
    assert.equal(suggested, `${username} <${username}@${hostname()}>`);
    assert.deepEqual(readdirSync(inWorkspace("made/careful")).toSorted(), [
      ".gitignore",
      "Kbuild",
      "Makefile",
      "careful.c",
    ]);
  });
});
