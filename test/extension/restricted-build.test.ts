/** In Restricted Mode nothing is built: a Makefile runs whatever it likes. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import * as vscode from "vscode";
import { next } from "./conversation.ts";
import { api, inWorkspace, write } from "./host.ts";

const hello = `#include <linux/module.h>
MODULE_LICENSE("GPL");
`;

describe("in Restricted Mode", () => {
  it("a build is refused, and its Makefile is not even read by make", async () => {
    const { builds } = await api();
    write({
      "quiet/Kbuild": "obj-m := quiet.o\n$(shell touch $(src)/was-run)\n",
      "quiet/quiet.c": hello,
    });
    const uri = vscode.Uri.file(inWorkspace("quiet/Kbuild"));
    const [project] = await builds.projects(uri);
    assert.ok(project, "what could be built is known");
    const told = next(({ kind }) => kind === "notify");
    const report = await builds.build({
      project,
      goal: { kind: "modules" },
      kernel: undefined,
      signal: undefined,
    });
    assert.equal(report.kind, "failed");
    assert.match((await told).title, /not trusted/u);
    assert.equal(existsSync(inWorkspace("quiet/was-run")), false);
  });
});
