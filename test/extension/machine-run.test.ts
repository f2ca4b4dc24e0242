/** From an edit to what the kernel says, by one command on a real kernel; and what goes wrong on the way. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import * as vscode from "vscode";
import type { Target } from "../../client/src/kernel/targets/target.ts";
import type { LogLine } from "../../client/src/log/target-logs.ts";
import type { RunReport } from "../../client/src/run/run-report.ts";
import { api, findings, inWorkspace, replace, show, until, withSetting } from "./host.ts";
import { ask, connect, machineLimitMs, snapshot, told } from "./machine.ts";

let vm: Target;

describe("Build and Reload on a real kernel", function suite(this: Mocha.Suite) {
  this.timeout(machineLimitMs);

  before(async () => {
    vm = await connect("vm-6.1");
  });

  it("an edit becomes new behaviour in the kernel's log by one command", async () => {
    const first = await run("demo");
    assert.ok(first.report.kind === "done", JSON.stringify(first));
    await logged(vm, /^demo: first words, 1 times$/u);
    const document = await show("run/demo.c");
    await replace(document, "first words", "second words");
    // The command saves it, as a build does.
    const second = await run("demo");
    assert.ok(second.report.kind === "done", JSON.stringify(second));
    const line = await logged(vm, /^demo: second words, 1 times$/u);
    assert.match(await ask(vm, "dmesg"), /demo: second words, 1 times/u);
    const lines = (await api()).logs.of(vm).lines();
    const before = lines.filter(({ number }) => number < line.number);
    assert.equal(before.findLast(({ kind }) => kind === "marker")?.text, "Load demo");
  });

  it("a module keeps the parameters that it was last loaded with", async () => {
    const given = { ...argument("demo"), parameters: { count: 7 } };
    const { result } = await told(() =>
      vscode.commands.executeCommand<RunReport | undefined>("kmod.buildAndReload", given),
    );
    assert.equal(result?.kind, "done");
    await logged(vm, /second words, 7 times/u);
    assert.equal((await run("demo")).report.kind, "done");
    assert.equal(await ask(vm, "cat", "/sys/module/demo/parameters/count"), "7\n");
  });

  it("a line of the log leads to the call that printed it", async () => {
    const { logPlaces } = await api();
    const line = await logged(vm, /^demo: second words, 7 times$/u);
    await logPlaces.read();
    const place = logPlaces.placeOf(vm, line);
    assert.ok(place, "the call is found");
    assert.equal(vscode.Uri.parse(place.uri).fsPath, inWorkspace("run/demo.c"));
    assert.equal(place.line + 1, lineOf("run/demo.c", 'pr_info("second words'));
  });

  it("an error of the compiler stands at its line, and what is loaded stays", async () => {
    const document = await show("run/demo.c");
    await replace(document, "return 0;", "return nowhere_declared;");
    const { report, shown } = await run("demo");
    assert.ok(report.kind === "failed" && report.step === "build", JSON.stringify(report));
    assert.match(shown.map(({ title }) => title).join("\n"), /stopped at the build of demo: \d errors?\./u);
    const found = await findings("run/demo.c", (all) =>
      all.some(({ message }) => message.includes("nowhere_declared")),
    );
    const [error, ...others] = found.filter(({ message }) => message.includes("nowhere_declared"));
    assert.deepEqual(others, []);
    assert.equal((error?.range.start.line ?? -1) + 1, lineOf("run/demo.c", "nowhere_declared"));
    assert.ok((await snapshot(vm, () => true)).modules.some(({ name }) => name === "demo"));
    await replace(document, "return nowhere_declared;", "return 0;");
  });

  it("a message of modpost stands once at the line that it is about, with the live rule or without it", async () => {
    const document = await show("run/demo.c");
    await replace(
      document,
      "static int __init demo_init",
      "int nowhere_defined(void);\n\nstatic int __init demo_init",
    );
    await replace(document, "return 0;", "return nowhere_defined();");
    for (const severity of ["error", "off"]) {
      await withSetting("kmod.rules", { "undefined-symbol": severity }, async () => {
        const { report } = await run("demo");
        assert.ok(report.kind === "failed" && report.step === "build", JSON.stringify(report));
        const found = (await findings("run/demo.c", (all) => all.some(about))).filter(about);
        assert.deepEqual(
          found.map(({ rule, range }) => [rule, range.start.line + 1]),
          [["undefined-symbol", lineOf("run/demo.c", "return nowhere_defined")]],
        );
      });
    }
    await replace(document, "return nowhere_defined();", "return 0;");
    await replace(document, "int nowhere_defined(void);\n\n", "");
    assert.equal((await run("demo")).report.kind, "done");
    await findings("run/demo.c", (all) => all.length === 0);
  });

  it("stopped in the middle it leaves no process, no half-written module and nothing on the machine", async () => {
    const { builds, runs } = await api();
    await replace(await show("run/demo.c"), "second words", "third words");
    const stopping = new Promise<void>((resolve) => {
      const listener = builds.onDidPrint((line) => {
        if (!/\bCC\b/u.test(line)) return;
        listener.dispose();
        void vscode.commands.executeCommand("kmod.stopBuildAndReload").then(() => resolve());
      });
    });
    const { report } = await run("demo");
    await stopping;
    assert.ok(report.kind === "failed" && report.step === "build", JSON.stringify(report));
    assert.equal(report.build.kind, "cancelled");
    assert.equal(runs.isRunning(), false);
    const processes = spawnSync("ps", ["-eo", "pid,args"], { encoding: "utf8" }).stdout;
    assert.deepEqual(
      processes.split("\n").filter((line) => line.includes(inWorkspace("run")) && !line.includes("server")),
      [],
    );
    assert.equal(await ask(vm, "sh", "-c", "ls -d /tmp/kmod.* 2>/dev/null || true"), "");
    assert.deepEqual(
      readdirSync(inWorkspace("run")).filter((name) => /\.part|\.tmp/u.test(name)),
      [],
    );
    assert.equal((await run("demo")).report.kind, "done");
    await logged(vm, /^demo: third words/u);
  });

  it("a module that is built into a folder of its own is loaded from there", async () => {
    await replace(await show("run/demo.c"), "third words", "fourth words");
    await withSetting("kmod.build.outputFolder", inWorkspace("out"), async () => {
      const { report } = await run("demo");
      assert.ok(report.kind === "done", JSON.stringify(report));
      assert.deepEqual(report.build.built.toSorted(), [
        inWorkspace("out/buggy.ko"),
        inWorkspace("out/demo.ko"),
      ]);
    });
    await logged(vm, /^demo: fourth words/u);
  });
});

describe("a crash of the kernel", function suite(this: Mocha.Suite) {
  this.timeout(machineLimitMs);

  before(async () => {
    vm = await connect("vm-6.1");
    const { report } = await run("buggy");
    assert.equal(report.kind, "done", JSON.stringify(report));
  });

  it("by a null pointer in an ioctl is decoded to the very line, in the inlined function", async () => {
    const { traces } = await api();
    const found = until(
      traces.onDidFind,
      () => traces.all().find(({ decoded }) => decoded.trace.kind === "oops"),
      () => traces.all().map(({ decoded }) => decoded.trace.title),
      machineLimitMs,
    );
    // stty asks for the settings of a terminal: TCGETS is the ioctl.
    const { result: trace } = await told(async () => {
      await ask(vm, "sh", "-c", "busybox stty -F /dev/buggy; true").catch(() => "");
      return found;
    });
    const [fault] = trace.decoded.frames;
    assert.equal(fault?.frame.function, "buggy_ioctl");
    assert.deepEqual(
      fault?.calls.map((call) => [call.function, call.line]),
      [
        ["speed_of", lineOf("run/buggy.c", "READ_ONCE(settings->speed)")],
        ["buggy_ioctl", lineOf("run/buggy.c", "return speed_of(")],
      ],
    );
    assert.equal(fault?.calls[0]?.file, inWorkspace("run/buggy.c"));
    await findings("run/buggy.c", (all) =>
      all.some(
        ({ message, range }) =>
          message.includes("NULL pointer") &&
          range.start.line + 1 === lineOf("run/buggy.c", "READ_ONCE(settings->speed)"),
      ),
    );
  });

  it("as WARN_ON is decoded to its line", async () => {
    const { traces } = await api();
    const found = until(
      traces.onDidFind,
      () => traces.all().find(({ decoded }) => decoded.trace.kind === "warning"),
      () => traces.all().map(({ decoded }) => decoded.trace.title),
      machineLimitMs,
    );
    const { result: trace } = await told(async () => {
      await ask(vm, "sh", "-c", "echo longer > /dev/buggy");
      return found;
    });
    const [first] = trace.decoded.frames;
    assert.equal(first?.frame.function, "buggy_write");
    assert.equal(first?.calls.at(-1)?.line, lineOf("run/buggy.c", "WARN_ON("));
  });

  it("is no problem any more once the module was loaded anew", async () => {
    const { report } = await run("buggy");
    assert.equal(report.kind, "done", JSON.stringify(report));
    await findings("run/buggy.c", (all) => all.length === 0);
  });
});

const about = ({ message }: { readonly message: string }): boolean => message.includes("nowhere_defined");

const argument = (name: string) => ({ file: `run/${name}.c`, module: name, target: "vm-6.1" });

/** By the command, as its key does; messages are read and left. */
async function run(name: string) {
  const { result, shown } = await told(() =>
    vscode.commands.executeCommand<RunReport | undefined>("kmod.buildAndReload", argument(name)),
  );
  assert.ok(result, `a report; said: ${shown.map(({ title }) => title).join("; ")}`);
  return { report: result, shown };
}

/** The first line of the view's log that is so. */
async function logged(target: Target, text: RegExp): Promise<LogLine> {
  const log = (await api()).logs.of(target);
  return until(
    log.onDidAppend,
    () => log.lines().find((line) => text.test(line.text)),
    () =>
      log
        .lines()
        .slice(-20)
        .map((line) => line.text),
    machineLimitMs,
  );
}

/** From 1. */
function lineOf(file: string, text: string): number {
  const lines = readFileSync(inWorkspace(file), "utf8").split("\n");
  const index = lines.findIndex((line) => line.includes(text));
  assert.notEqual(index, -1, `${file} has ${text}`);
  return index + 1;
}
