/** Modules of others, with the Makefiles of their authors: found, built and listed by commands. */
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import * as vscode from "vscode";
import type { BuildReport } from "../../client/src/kernel/kbuild/build.ts";
import { dkmsPackages } from "../support/dkms-packages.ts";
import { api, inWorkspace, withSetting } from "./host.ts";
import { machineLimitMs, told } from "./machine.ts";

describe("modules with Makefiles of their own", function suite(this: Mocha.Suite) {
  this.timeout(machineLimitMs);

  it("are found with what they build", async () => {
    const { builds } = await api();
    const projects = await builds.projects();
    for (const [folder, modules] of Object.entries(dkmsPackages)) {
      const project = projects.find(
        (one) => vscode.Uri.parse(one.folder).fsPath === inWorkspace(`dkms/${folder}`),
      );
      assert.deepEqual(project?.modules.map(({ name }) => name).toSorted(), [...modules], folder);
      assert.ok(project?.makefile?.kernelVariable, `${folder} says where the kernel is`);
    }
  });

  for (const [folder, modules] of Object.entries(dkmsPackages)) {
    it(`${folder} is built as its author's Makefile builds it`, async () => {
      await withSetting("kmod.build.with", "makefile", async () => {
        const { result, shown } = await told(() =>
          vscode.commands.executeCommand<readonly BuildReport[] | undefined>("kmod.buildModules", {
            file: `dkms/${folder}/Makefile`,
          }),
        );
        const [report] = result ?? [];
        assert.equal(report?.kind, "done", JSON.stringify([report, shown]));
        assert.equal(report?.request.options.by.kind, "makefile");
        const files = readdirSync(inWorkspace(`dkms/${folder}`)).filter((name) => name.endsWith(".ko"));
        assert.deepEqual(files.map((name) => name.slice(0, -".ko".length).replaceAll("-", "_")).toSorted(), [
          ...modules,
        ]);
      });
    });
  }

  it("are listed with the kernel that they were built for", async () => {
    const { result } = await told(() => vscode.commands.executeCommand("kmod.listWorkspaceModules"));
    assert.notEqual(result, false);
    const text = vscode.window.activeTextEditor?.document.getText() ?? "";
    const release = /\/lib\/modules\/([^/]+)\//u.exec(
      vscode.workspace.getConfiguration("kmod").get("kernel", ""),
    )?.[1];
    assert.ok(release);
    for (const name of Object.values(dkmsPackages).flat()) {
      const row = text.split("\n").find((line) => new RegExp(`\\b${name}\\b`, "u").test(line));
      assert.ok(row?.includes(release), `${name}: ${row ?? text}`);
    }
  });

  it("are cleaned by their Makefiles as well", async () => {
    await withSetting("kmod.build.with", "makefile", async () => {
      const file = "dkms/bbswitch-dkms/Makefile";
      await told(() => vscode.commands.executeCommand("kmod.cleanModules", { file }));
      assert.equal(existsSync(inWorkspace("dkms/bbswitch-dkms/bbswitch.ko")), false);
    });
  });
});
