/** What a real kernel refuses, and what Kmod says of it. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as vscode from "vscode";
import type { Target } from "../../client/src/kernel/targets/target.ts";
import {
  ask,
  assertDone,
  assertFailed,
  connect,
  has,
  load,
  machineLimitMs,
  snapshot,
  sourceOf,
  told,
  unload,
} from "./machine.ts";

let vm: Target;

describe("what a real kernel refuses", function suite(this: Mocha.Suite) {
  this.timeout(machineLimitMs);

  before(async () => {
    vm = await connect("vm-6.1");
  });

  it("a module of another kernel: both versions are said before it is tried, and after", async () => {
    const warned: string[] = [];
    const { result, shown } = await told(
      () => load(vm, "newer/greet"),
      ({ kind, detail, offered }) => {
        if (kind !== "choose") return undefined;
        warned.push(detail);
        return offered[0];
      },
    );
    const { diagnosis } = assertFailed(result);
    assert.equal(diagnosis.cause, "version-magic");
    assert.equal(diagnosis.errno, "ENOEXEC");
    const built = modinfo("newer/greet.ko", "vermagic").split(" ")[0] ?? "";
    const running = (await ask(vm, "uname", "-r")).trim();
    for (const text of [warned.join(), shown.map(({ title }) => title).join("\n")]) {
      assert.ok(text.includes(built), `${built} in ${text}`);
      assert.ok(text.includes(running), `${running} in ${text}`);
    }
  });

  it("a symbol that nobody exports there: the module of the workspace that does is offered", async () => {
    const { result, shown } = await told(
      () => load(vm, "greet_user"),
      ({ kind, offered, detail }) => {
        if (kind !== "choose") return undefined;
        assert.match(detail, /greet_answer/u);
        assert.deepEqual(offered, ["Load with Dependencies", "Load Anyway"]);
        return "Load Anyway";
      },
    );
    const { diagnosis } = assertFailed(result);
    assert.equal(diagnosis.cause, "unknown-symbol");
    assert.match([diagnosis.title, ...diagnosis.details].join("\n"), /greet_answer/u);
    assert.deepEqual(
      diagnosis.offers.filter(({ kind }) => kind === "load-first"),
      [{ kind: "load-first", modules: ["greet"] }],
    );
    assert.ok(shown.some(({ offered }) => offered.includes("Load greet First")));
  });

  it("the offer loads what is missing, and then what was asked for", async () => {
    await told(
      () => load(vm, "greet_user"),
      ({ kind, offered }) =>
        kind === "choose" ? "Load Anyway" : offered.find((label) => label.startsWith("Load greet")),
    );
    await snapshot(vm, has("greet_user"));
    assertDone(await unload(vm, "greet_user"));
  });

  it("a module that is loaded already", async () => {
    const { result } = await told(
      () => load(vm, "greet"),
      ({ kind, offered }) => (kind === "choose" ? offered[0] : undefined),
    );
    assert.equal(assertFailed(result).diagnosis.cause, "already-loaded");
  });

  it("a proprietary module that uses a GPL-only symbol", async () => {
    const { result } = await told(
      () => load(vm, "closed"),
      ({ kind, offered }) => (kind === "choose" ? offered[0] : undefined),
    );
    const { diagnosis } = assertFailed(result);
    assert.equal(diagnosis.cause, "gpl-only-symbol");
    assert.match([diagnosis.title, diagnosis.remedy, ...diagnosis.details].join("\n"), /greet_answer/u);
    assertDone(await unload(vm, "greet"));
  });

  it("an init function that returns an error: its name, what the kernel logged, and the line", async () => {
    const { result } = await told(
      () => load(vm, "refuses"),
      ({ kind, offered }) =>
        kind === "notify" && offered.includes("Show Source") ? "Show Source" : undefined,
    );
    const { diagnosis } = assertFailed(result);
    assert.equal(diagnosis.cause, "init-error");
    assert.equal(diagnosis.errno, "ENODEV");
    assert.ok(diagnosis.kernelLines.some((line) => line.includes("there is no such device")));
    const editor = await shownAt(sourceOf("refuses"));
    const line = editor.document.lineAt(editor.selection.active.line).text;
    assert.match(line, /return -ENODEV;/u);
  });

  it("a parameter that the module does not take", async () => {
    const { result } = await told(
      () => load(vm, "greet", { count: "many" }),
      ({ kind, offered }) => (kind === "choose" ? offered[0] : undefined),
    );
    assert.equal(assertFailed(result).diagnosis.cause, "unknown-parameter");
  });

  it("a module whose device a program has open: the program is named", async () => {
    assertDone(await load(vm, "device"));
    // Its input stays open as long as it sleeps.
    await ask(vm, "sh", "-c", "sleep 1000 </dev/device >/dev/null 2>&1 & echo $! >/tmp/sleeper");
    const { result, shown } = await told(() => unload(vm, "device"));
    const { diagnosis } = assertFailed(result);
    assert.equal(diagnosis.cause, "in-use");
    const pid = (await ask(vm, "cat", "/tmp/sleeper")).trim();
    const said = [diagnosis.title, diagnosis.remedy, ...diagnosis.details].join("\n");
    assert.ok(said.includes(pid), `${pid} in ${said}`);
    assert.match(said, /sleep/u);
    assert.ok(shown.length > 0);
    await ask(vm, "kill", pid);
    assertDone(await unload(vm, "device"));
  });
});

const modinfo = (file: string, field: string): string =>
  spawnSync("modinfo", ["-F", field, sourceOf(file).replace(/\.c$/u, "")], {
    encoding: "utf8",
  }).stdout.trim();

/** The editor in which a file is shown, as soon as it is. */
async function shownAt(file: string): Promise<vscode.TextEditor> {
  const look = (): vscode.TextEditor | undefined =>
    vscode.window.activeTextEditor?.document.uri.fsPath === file ? vscode.window.activeTextEditor : undefined;
  return (
    look() ??
    new Promise((resolve) => {
      const listener = vscode.window.onDidChangeActiveTextEditor(() => {
        const found = look();
        if (found === undefined) return;
        listener.dispose();
        resolve(found);
      });
    })
  );
}
