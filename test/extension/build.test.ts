/** Building with real Kbuild: from a command to the .ko file, and from what the tools say to the line it is about. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import type { KmodApi } from "../../client/src/extension.ts";
import { next } from "./conversation.ts";
import { api, inWorkspace, show, until, withSetting, write } from "./host.ts";

type BuildReport = Awaited<ReturnType<KmodApi["builds"]["build"]>>;

const source = (name: string, body = ""): string => `#include <linux/module.h>
${body}
static int __init ${name}_init(void)
{
	pr_info("hello\\n");
	return 0;
}
module_init(${name}_init);
static void __exit ${name}_exit(void) { }
module_exit(${name}_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Says hello");
`;

/** Names only this test's Makefile knows. */
const ownMakefile = `KDIR ?= /lib/modules/$(shell uname -r)/build
modules:
	$(MAKE) -C $(KDIR) M=$(CURDIR) modules
special: modules
	echo special > made-by-special
clean:
	$(MAKE) -C $(KDIR) M=$(CURDIR) clean
	rm -f made-by-special
`;

const hello = "built/hello/built_hello.c";

/** Is the build folder of a kernel installed? */
const hasKernel = (existsSync("/lib/modules") ? readdirSync("/lib/modules") : []).some((release) =>
  existsSync(path.join("/lib/modules", release, "build", "Makefile")),
);

let kmod: KmodApi;

describe("building", function building() {
  this.timeout(120_000);

  before(async function open(this: Mocha.Context) {
    if (!hasKernel) this.skip();
    kmod = await api();
    write({
      "built/hello/Kbuild": "obj-m := built_hello.o\n",
      [hello]: source("built_hello"),
      "built/own/Kbuild": "obj-m := built_own.o\n",
      "built/own/Makefile": ownMakefile,
      "built/own/built_own.c": source("built_own"),
    });
  });

  after(() => rmSync(inWorkspace("built"), { recursive: true, force: true }));

  it("a module is built by one command", async () => {
    const lines: string[] = [];
    const listener = kmod.builds.onDidPrint((line) => lines.push(line));
    const [report] = await build("kmod.buildModules", "built/hello/Kbuild");
    listener.dispose();
    assert.equal(report?.kind, "done", JSON.stringify(report));
    assert.deepEqual(report.built, [inWorkspace("built/hello/built_hello.ko")]);
    assert.ok(existsSync(inWorkspace("built/hello/built_hello.ko")));
    assert.match(lines.join("\n"), /LD \[M\] +\S*built_hello\.ko/u);
  });

  it("an error of the compiler stands at its word, what is not saved is built, and the next build forgets it", async () => {
    const document = await show(hello);
    await insert(document, "	pr_info", "	undeclared_thing++;\n");
    const told = next(({ kind }) => kind === "notify");
    const [report] = await build("kmod.buildModules", hello);
    assert.equal(report?.kind, "failed");
    assert.match((await told).title, /^Building built_hello failed: 1 error/u);
    assert.equal(document.isDirty, false);
    const [problem] = problems(hello);
    assert.ok(problem, JSON.stringify(report));
    assert.match(problem.message, /undeclared_thing.* undeclared/u);
    assert.equal(document.getText(problem.range), "undeclared_thing");
    assert.equal(problem.severity, vscode.DiagnosticSeverity.Error);

    await insert(document, "static int __init", "\n\n");
    assert.equal(problems(hello)[0]?.range.start.line, problem.range.start.line + 2);

    await remove(document, "	undeclared_thing++;\n");
    assert.deepEqual(problems(hello), []);
    const [again] = await build("kmod.buildModules", hello);
    assert.equal(again?.kind, "done", JSON.stringify(again));
    assert.deepEqual(problems(hello), []);
  });

  it("a message of modpost stands at the line of the source that it is about, and once", async () => {
    const document = await show(hello);
    await insert(document, "static int __init", "int nobody_has_this(void);\n");
    await insert(document, "	pr_info", "	nobody_has_this();\n");
    const [report] = await build("kmod.buildModules", hello);
    assert.equal(report?.kind, "failed", JSON.stringify(report));
    assert.ok(report.messages.some(({ tool }) => tool === "modpost"));
    const uri = vscode.Uri.file(inWorkspace(hello));
    const about = (): readonly vscode.Diagnostic[] =>
      vscode.languages.getDiagnostics(uri).filter(({ message }) => message.includes("nobody_has_this"));
    await until(
      vscode.languages.onDidChangeDiagnostics,
      () => (about().length > 0 ? true : undefined),
      () => [vscode.languages.getDiagnostics(uri), report],
    );
    assert.equal(about().length, 1, JSON.stringify(about()));
    assert.match(document.getText(about()[0]?.range), /nobody_has_this/u);
    assert.deepEqual(problems("built/hello/Kbuild"), []);
    await remove(document, "	nobody_has_this();\n");
    await remove(document, "int nobody_has_this(void);\n");
    const [again] = await build("kmod.buildModules", hello);
    assert.equal(again?.kind, "done", JSON.stringify(again));
  });

  it("what modpost asks for is done by a quick fix, where no live finding offers it", () =>
    withSetting("kmod.rules", { "missing-namespace-import": "off" }, async () => {
      // In the namespace DMA_BUF since 5.16 (commit 16b0314aa746).
      const body =
        "#include <linux/dma-buf.h>\nvoid built_put(struct dma_buf *b);\nvoid built_put(struct dma_buf *b) { dma_buf_put(b); }\nEXPORT_SYMBOL_GPL(built_put);";
      write({
        "built/space/Kbuild": "obj-m := built_space.o\n",
        "built/space/built_space.c": source("built_space", body),
      });
      const [report] = await build("kmod.buildModules", "built/space/Kbuild");
      assert.equal(report?.kind, "failed", JSON.stringify(report));
      const document = await show("built/space/built_space.c");
      const [problem] = problems("built/space/built_space.c");
      assert.ok(problem, JSON.stringify(report.messages));
      assert.ok(typeof problem.code === "object");
      assert.equal(problem.code.value, "missing-namespace-import");
      assert.match(problem.code.target.path, /docs\/rules\/missing-namespace-import\.md$/u);
      const actions = await vscode.commands.executeCommand<readonly vscode.CodeAction[]>(
        "vscode.executeCodeActionProvider",
        document.uri,
        problem.range,
      );
      const fix = actions.find(({ title }) => title.includes("MODULE_IMPORT_NS"));
      assert.ok(fix?.edit, actions.map(({ title }) => title).join());
      assert.ok(await vscode.workspace.applyEdit(fix.edit));
      assert.match(document.getText(), /MODULE_IMPORT_NS\("?DMA_BUF"?\);/u);
      const [again] = await build("kmod.buildModules", "built/space/Kbuild");
      assert.equal(again?.kind, "done", JSON.stringify(again));
      assert.deepEqual(problems("built/space/built_space.c"), []);
    }));

  it("one file is compiled alone", async () => {
    await build("kmod.cleanModules", hello);
    assert.equal(existsSync(inWorkspace("built/hello/built_hello.ko")), false);
    await show(hello);
    const report = await vscode.commands.executeCommand<BuildReport | undefined>("kmod.buildFile");
    assert.equal(report?.kind, "done", JSON.stringify(report));
    assert.ok(existsSync(inWorkspace("built/hello/built_hello.o")));
    assert.equal(existsSync(inWorkspace("built/hello/built_hello.ko")), false);
  });

  it("a rebuild makes all of it again", async () => {
    await build("kmod.buildModules", hello);
    const [report] = await build("kmod.rebuildModules", hello);
    assert.equal(report?.kind, "done", JSON.stringify(report));
    assert.deepEqual(report.built, [inWorkspace("built/hello/built_hello.ko")]);
  });

  it("a target of the project's own Makefile is built with the kernel that is checked against", async () => {
    await withSetting("kmod.build.with", "makefile", () =>
      withSetting("kmod.build.target", "special", async () => {
        const [report] = await build("kmod.buildModules", "built/own/Kbuild");
        assert.equal(report?.kind, "done", JSON.stringify(report));
        assert.equal(readFileSync(inWorkspace("built/own/made-by-special"), "utf8"), "special\n");
        assert.ok(existsSync(inWorkspace("built/own/built_own.ko")));
        await build("kmod.cleanModules", "built/own/Kbuild");
        assert.equal(existsSync(inWorkspace("built/own/made-by-special")), false);
      }),
    );
  });

  it("what is built for each kernel says so in its messages, and the main kernel's module stays", async function each(this: Mocha.Context) {
    const kernels = await kmod.builds.kernels();
    const reports = await build("kmod.buildForAllKernels", hello);
    assert.equal(reports.length, Math.max(kernels.length, 1));
    assert.deepEqual(
      reports.map(({ kind }) => kind),
      reports.map(() => "done"),
    );
    assert.deepEqual(
      reports.map(({ request }) => request.kernel.directory),
      kernels.map(({ directory }) => directory),
    );
  });

  it("tasks are listed for what can be built, and one of them builds", async () => {
    await build("kmod.cleanModules", hello);
    const tasks = await vscode.tasks.fetchTasks({ type: "kmod" });
    const task = tasks.find(({ name }) => name === "Build built_hello");
    assert.ok(task, tasks.map(({ name }) => name).join());
    assert.equal(task.group, vscode.TaskGroup.Build);
    assert.equal(await run(task), 0);
    assert.ok(existsSync(inWorkspace("built/hello/built_hello.ko")));
  });

  it("a task that is ended leaves nothing running", async () => {
    await build("kmod.cleanModules", hello);
    const tasks = await vscode.tasks.fetchTasks({ type: "kmod" });
    const task = tasks.find(({ name }) => name === "Rebuild built_hello");
    assert.ok(task);
    const ended = new Promise<BuildReport>((resolve) => {
      const listener = kmod.builds.onDidBuild((report) => {
        if (report.request.goal.kind === "clean" && report.kind === "done") return;
        listener.dispose();
        resolve(report);
      });
    });
    const compiling = new Promise<void>((resolve) => {
      const listener = kmod.builds.onDidPrint(() => {
        listener.dispose();
        resolve();
      });
    });
    const execution = await vscode.tasks.executeTask(task);
    await compiling;
    execution.terminate();
    assert.equal((await ended).kind, "cancelled");
    assert.equal(existsSync(inWorkspace("built/hello/built_hello.ko")), false);
  });

  it("a save builds, where the settings want it", () =>
    withSetting("kmod.build.onSave", "build", async () => {
      const document = await show(hello);
      const built = nextBuild();
      await insert(document, "static int __init", "/* saved */\n");
      await document.save();
      const report = await built;
      assert.equal(report.kind, "done", JSON.stringify(report));
      assert.equal(report.request.folder, inWorkspace("built/hello"));
    }));

  it("the modules of the workspace are listed, with what builds them and whether they are built", async () => {
    await build("kmod.buildModules", hello);
    await build("kmod.cleanModules", "built/own/Kbuild");
    const rows =
      await vscode.commands.executeCommand<readonly { module: string; state: string; release?: string }[]>(
        "kmod.listWorkspaceModules",
      );
    const stateOf = (name: string) => rows.find(({ module }) => module === name)?.state;
    assert.equal(stateOf("built_hello"), "built");
    assert.equal(stateOf("built_own"), "not built");
    const text = vscode.window.activeTextEditor?.document.getText() ?? "";
    assert.match(text, /\| built_hello +\| built\/hello +\| Kbuild +\| built +\| \d/u);
    assert.match(text, /make -C \/\S+ M=\S+built\/hello/u);
  });

  it("an output folder takes all that is made, and is no project of its own", () =>
    withSetting("kmod.build.outputFolder", "out", async () => {
      write({
        "built/apart/Kbuild": "obj-m := built_apart.o\n",
        "built/apart/built_apart.c": source("built_apart"),
      });
      const [report] = await build("kmod.buildModules", "built/apart/Kbuild");
      assert.equal(report?.kind, "done", JSON.stringify(report));
      assert.deepEqual(report.built, [inWorkspace("built/apart/out/built_apart.ko")]);
      assert.deepEqual(readdirSync(inWorkspace("built/apart")).toSorted(), [
        "Kbuild",
        "built_apart.c",
        "out",
      ]);
      const rows =
        await vscode.commands.executeCommand<readonly { module: string; state: string; folder: string }[]>(
          "kmod.listWorkspaceModules",
        );
      assert.deepEqual(
        rows.filter(({ module }) => module === "built_apart").map(({ state, folder }) => ({ state, folder })),
        [{ state: "built", folder: inWorkspace("built/apart") }],
      );
      const document = await show("built/apart/built_apart.c");
      await insert(document, "	pr_info", "	undeclared_apart++;\n");
      await build("kmod.buildModules", "built/apart/Kbuild");
      assert.match(problems("built/apart/built_apart.c")[0]?.message ?? "", /undeclared_apart/u);
    }));

  it("a module that nothing builds is said to be none", async () => {
    const told = next(({ kind }) => kind === "notify");
    const argument = { module: "no_such" };
    assert.equal(await vscode.commands.executeCommand("kmod.buildModules", argument), undefined);
    assert.match((await told).title, /No Kbuild file or Makefile of this workspace builds a module no_such/u);
  });

  it("what keeps a build from being one is told with the command that mends it", async () => {
    const [project] = await kmod.builds.projects(vscode.Uri.file(inWorkspace(hello)));
    assert.ok(project);
    const told = next(({ kind }) => kind === "notify");
    const kernel = { directory: "/lib/modules/1.2.3-none/build", release: "1.2.3-none" };
    const report = await kmod.builds.build({ project, goal: { kind: "modules" }, kernel, signal: undefined });
    assert.equal(report.kind, "failed");
    assert.equal(report.failure?.cause, "missing-headers", JSON.stringify(report));
    const message = await told;
    assert.match(message.title, /1\.2\.3-none/u);
    assert.deepEqual(message.offered, ["Put into Terminal", "Copy Command", "Show Output"]);
    message.leave();
  });

  it("a setting that cannot be meant is named, and its default is used", () =>
    withSetting("kmod.build.jobs", "many", async () => {
      const told = next(({ title }) => title.includes("kmod.build.jobs"));
      const [report] = await build("kmod.buildModules", hello);
      assert.equal(report?.kind, "done", JSON.stringify(report));
      assert.match((await told).title, /must be a whole number/u);
    }));
});

async function build(command: string, file: string): Promise<readonly BuildReport[]> {
  const reports = await vscode.commands.executeCommand<readonly BuildReport[] | undefined>(
    command,
    vscode.Uri.file(inWorkspace(file)),
  );
  assert.ok(reports, `${command} was done`);
  return reports;
}

const nextBuild = (): Promise<BuildReport> =>
  new Promise((resolve) => {
    const listener = kmod.builds.onDidBuild((report) => {
      listener.dispose();
      resolve(report);
    });
  });

/** Resolves with its exit code. */
async function run(task: vscode.Task): Promise<number | undefined> {
  const { promise, resolve } = Promise.withResolvers<number | undefined>();
  const listener = vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
    if (execution.task.name === task.name) resolve(exitCode);
  });
  await vscode.tasks.executeTask(task);
  const code = await promise;
  listener.dispose();
  return code;
}

/** Those that builds found, not the live ones. */
const problems = (file: string): readonly vscode.Diagnostic[] =>
  vscode.languages
    .getDiagnostics(vscode.Uri.file(inWorkspace(file)))
    .filter(({ source: tool }) => tool !== "kmod");

/** Types before the first place of a text, without saving. */
async function insert(document: vscode.TextDocument, before: string, text: string): Promise<void> {
  const at = document.getText().indexOf(before);
  assert.notEqual(at, -1);
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, document.positionAt(at), text);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

async function remove(document: vscode.TextDocument, text: string): Promise<void> {
  const at = document.getText().indexOf(text);
  assert.notEqual(at, -1);
  const edit = new vscode.WorkspaceEdit();
  edit.delete(document.uri, new vscode.Range(document.positionAt(at), document.positionAt(at + text.length)));
  assert.ok(await vscode.workspace.applyEdit(edit));
}
