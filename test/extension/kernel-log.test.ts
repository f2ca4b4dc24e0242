/** The view "Kernel Log" in the real editor: what its page draws of a log that the test feeds. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as vscode from "vscode";
import type { KmodApi } from "../../client/src/extension.ts";
import type { LogLine, TargetLog } from "../../client/src/log/target-logs.ts";
import type { PageDrawn } from "../../client/src/log/view/view-messages.ts";
import { api, inWorkspace, until, write } from "./host.ts";

interface FedLog extends TargetLog {
  /** Lines as a kernel prints them. */
  print(...texts: readonly string[]): void;
  refuse(problem: string): void;
  readonly isRootAsked: boolean;
}

/** A log of this machine that the test feeds in place of a kernel. */
function fedLog(kmod: KmodApi, limit = 200_000): FedLog {
  const [target] = kmod.targets.all();
  assert.ok(target, "this machine is a target");
  const appended = new vscode.EventEmitter<readonly LogLine[]>();
  const cleared = new vscode.EventEmitter<void>();
  const refused = new vscode.EventEmitter<void>();
  let lines: LogLine[] = [];
  let number = 0;
  let problem: string | undefined;
  let isRootAsked = false;
  return {
    target,
    lines: () => lines,
    onDidAppend: appended.event,
    onDidClear: cleared.event,
    onDidChangeProblem: refused.event,
    get problem() {
      return problem;
    },
    get canReadAsRoot() {
      return problem !== undefined;
    },
    get isRootAsked() {
      return isRootAsked;
    },
    readAsRoot() {
      isRootAsked = true;
    },
    look: () => new vscode.Disposable(() => undefined),
    clear() {
      lines = [];
      cleared.fire();
    },
    print(...texts) {
      const added = texts.map((text): LogLine => printed((number += 1), text));
      lines.push(...added);
      if (lines.length > limit * 1.1) lines = lines.slice(-limit);
      appended.fire(added);
    },
    refuse(why) {
      problem = why;
      refused.fire();
    },
  };
}

const printed = (number: number, text: string): LogLine => ({
  number,
  kind: "line",
  text,
  time: 1_700_000_000_000 + number,
  record: {
    sequence: number,
    microseconds: number * 1_000,
    level: text.includes("failed") ? 3 : 6,
    text,
    device: undefined,
    caller: undefined,
  },
});

/** What the page has drawn, once it is as the condition asks. */
function drawn(kmod: KmodApi, isWanted: (drawn: PageDrawn) => boolean, limitMs?: number): Promise<PageDrawn> {
  let last: PageDrawn | undefined;
  const listener = kmod.logView.onDidDraw((event) => (last = event));
  return until(
    kmod.logView.onDidDraw,
    () => (last !== undefined && isWanted(last) ? last : undefined),
    () => last,
    limitMs,
  ).finally(() => listener.dispose());
}

/** Shows a new log of this machine that has these lines. */
async function shown(...texts: readonly string[]): Promise<{
  readonly kmod: KmodApi;
  readonly log: FedLog;
  readonly first: PageDrawn;
}> {
  const kmod = await api();
  await vscode.commands.executeCommand("kmod.clearKernelLogFilter");
  const log = fedLog(kmod);
  log.print(...texts);
  await kmod.targets.all()[0]?.connect();
  await vscode.commands.executeCommand("kmod.showKernelLog");
  const seen = drawn(
    kmod,
    ({ numbers, count }) => numbers.includes(texts.length) && count.startsWith(`${texts.length} `),
  );
  kmod.logView.attach(log);
  return { kmod, log, first: await seen };
}

const opened = (): vscode.TextEditor | undefined => vscode.window.activeTextEditor;

describe("the kernel's log", () => {
  before(() =>
    write({
      "printing/Kbuild": "obj-m := printing.o\n",
      "printing/printing.c": `#include <linux/module.h>

static int __init printing_init(void)
{
	pr_info("printing: found %d channels\\n", 4);
	return 0;
}
module_init(printing_init);
MODULE_LICENSE("GPL");
`,
    }),
  );
  afterEach(() => vscode.commands.executeCommand("kmod.clearKernelLogFilter"));

  it("is drawn, and what is printed is added to it", async () => {
    const { kmod, log } = await shown("hello: loaded", "usb 1-1: new device");
    const more = drawn(kmod, ({ numbers }) => numbers.includes(3));
    log.print("hello: probe failed");
    assert.equal((await more).count, "3 lines");
  });

  it("shows what passes the filter, counts it, and keeps to it", async () => {
    const { kmod, log } = await shown("hello: loaded", "usb 1-1: new device", "hello: probe failed");
    const filtered = drawn(kmod, ({ count }) => count === "1 of 3 lines");
    await vscode.commands.executeCommand("kmod.filterKernelLog", { text: "HELLO", level: "err" });
    assert.deepEqual((await filtered).numbers, [3]);
    const more = drawn(kmod, ({ count }) => count === "2 of 5 lines");
    log.print("usb 1-1: failed", "hello: failed again");
    assert.deepEqual((await more).numbers, [3, 5]);
    const nothing = drawn(kmod, ({ notice }) => notice !== "");
    await vscode.commands.executeCommand("kmod.filterKernelLog", { text: "nowhere" });
    assert.equal((await nothing).notice, "No line of the log passes the filter.");
    const all = drawn(kmod, ({ count }) => count === "5 lines");
    await kmod.logView.hear({ kind: "action", action: "clearFilter" });
    assert.deepEqual((await all).numbers, [1, 2, 3, 4, 5]);
  });

  it("says why it cannot be read, and reads it as root when asked to", async () => {
    const { kmod, log } = await shown("a");
    const told = drawn(kmod, ({ notice }) => notice !== "");
    log.refuse("Only root may read it.");
    log.print("b");
    assert.equal((await told).notice, "Only root may read it.");
    await kmod.logView.hear({ kind: "action", action: "readAsRoot" });
    assert.ok(log.isRootAsked);
  });

  it("lines are copied as they are shown", async () => {
    const { kmod, first } = await shown("hello: loaded", "hello: ready", "usb 1-1: new device");
    await kmod.logView.hear({ kind: "copy", generation: first.generation, first: 0, end: 2 });
    assert.equal(
      await vscode.env.clipboard.readText(),
      "[    0.001000] hello: loaded\n[    0.002000] hello: ready",
    );
  });

  it("a line leads to the call that printed it, and one of another kernel's module says that it does not", async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    const { kmod, log } = await shown("printing: found 4 channels", "usb 1-1: new device");
    const [line] = log.lines();
    assert.ok(line);
    void kmod.logPlaces.read();
    await until(
      kmod.logPlaces.onDidChange,
      () => kmod.logPlaces.placeOf(log.target, line),
      () => "no call that prints it",
    );
    await kmod.logView.hear({ kind: "open", number: 2 });
    assert.equal(opened(), undefined);
    await kmod.logView.hear({ kind: "open", number: 1 });
    assert.equal(opened()?.document.uri.fsPath, inWorkspace("printing/printing.c"));
    assert.equal(opened()?.selection.active.line, 4);
  });

  it("is saved to a file, all of it or what passes the filter", async () => {
    const { kmod } = await shown("hello: loaded", "usb 1-1: new device");
    const [text, json] = [inWorkspace("kernel.log"), inWorkspace("kernel.json")];
    await vscode.commands.executeCommand("kmod.saveKernelLog", { file: text });
    assert.equal(
      readFileSync(text, "utf8"),
      "[    0.001000] hello: loaded\n[    0.002000] usb 1-1: new device\n",
    );
    const filtered = drawn(kmod, ({ count }) => count === "1 of 2 lines");
    await vscode.commands.executeCommand("kmod.filterKernelLog", { module: "usb" });
    await filtered;
    await vscode.commands.executeCommand("kmod.saveKernelLog", { file: json, isFiltered: true });
    const saved: readonly { readonly text: string }[] = JSON.parse(readFileSync(json, "utf8"));
    assert.deepEqual(
      saved.map((line) => line.text),
      ["usb 1-1: new device"],
    );
  });

  it("is emptied on the screen only", async () => {
    const { kmod, log } = await shown("a", "b");
    const empty = drawn(kmod, ({ count }) => count === "0 lines");
    await vscode.commands.executeCommand("kmod.clearKernelLog");
    assert.match((await empty).notice, /has said nothing yet/u);
    const more = drawn(kmod, ({ count }) => count === "1 line");
    log.print("c");
    assert.deepEqual((await more).numbers, [3]);
  });

  it("is as it was after it was hidden, and lacks nothing that came meanwhile", async () => {
    const { kmod, log } = await shown("a", "b");
    await vscode.commands.executeCommand("workbench.action.closePanel");
    log.print("c");
    const again = drawn(kmod, ({ numbers }) => numbers.includes(3));
    await vscode.commands.executeCommand("kmod.showKernelLog");
    assert.equal((await again).count, "3 lines");
  });

  it("loses no line of a flood, and the editor goes on answering", async function () {
    this.timeout(60_000);
    const { kmod, log } = await shown("first");
    const texts = Array.from({ length: 200 }, (_, index) => `flood: line ${index} of a batch`);
    const end = drawn(kmod, ({ count }) => count === "200,001 lines", 50_000);
    const pauses: number[] = [];
    // 20,000 lines a second for ten seconds: 200 in each hundredth of one.
    for (let batch = 0, last = performance.now(); batch < 1_000; batch++) {
      log.print(...texts);
      // A pause in which the editor's other work is done; how long it becomes tells whether it is.
      await new Promise<void>((resolve) => setTimeout(resolve, 10));
      pauses.push(performance.now() - last);
      last = performance.now();
    }
    assert.deepEqual((await end).numbers.at(-1), 200_001);
    assert.equal(kmod.logView.shownLines().length, 200_001);
    const worst = pauses.toSorted((a, b) => a - b).at(-10) ?? 0;
    assert.ok(worst < 250, `the extension host stood still for ${worst} ms`);
  });
});
