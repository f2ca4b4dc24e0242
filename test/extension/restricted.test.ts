import assert from "node:assert/strict";
import * as vscode from "vscode";
import { answering, leave } from "./conversation.ts";
import { api, findings, has, show, status, write } from "./host.ts";

describe("in Restricted Mode", () => {
  it("the folder is not trusted", () => {
    assert.equal(vscode.workspace.isTrusted, false);
  });

  it("the checks run all the same", async () => {
    await show("hello.c");
    await findings("hello.c", has("missing-license", "init-signature"));
  });

  it("the workspace does not choose the kernel", async () => {
    write({
      ".vscode/settings.json": JSON.stringify({
        "kmod.kernel": "/no-such-kernel",
        "kmod.rules": { "missing-license": "hint" },
        "kmod.targets": [{ name: "evil", ssh: "evil" }],
        "kmod.target": "evil",
      }),
    });
    // The other setting of the same file is taken: when that has happened, the file has been read.
    await findings("hello.c", (found) =>
      found.some(
        ({ rule, severity }) => rule === "missing-license" && severity === vscode.DiagnosticSeverity.Hint,
      ),
    );
    assert.equal(vscode.workspace.getConfiguration("kmod").get("kernel"), "");
    const line = await status(({ text }) => /^(?:Kernel \d|No kernel)/u.test(text));
    assert.equal(line.severity, "information");
  });

  it("the workspace names no machine", async () => {
    const { targets } = await api();
    assert.deepEqual(
      targets.all().map(({ id }) => id),
      ["local"],
    );
  });

  it("nothing is started to connect to a machine", async () => {
    const { targets } = await api();
    const target = targets.current();
    const said = await answering(
      () => leave,
      () => vscode.commands.executeCommand("kmod.connectTarget", { target }),
    );
    assert.match(said[0]?.title ?? "", /not trusted/u);
    assert.equal(target.state.kind, "disconnected");
  });
});
