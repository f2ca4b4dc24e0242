/**
 * The sidebar in the real editor. Its rows are read from a machine whose /proc and /sys are folders of the test: sh runs
 * what a target runs, only with other paths. The view itself is the extension's, with the machines of this window.
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as vscode from "vscode";
import { createTarget } from "../../client/src/kernel/targets/connection.ts";
import type { Target } from "../../client/src/kernel/targets/target.ts";
import { createHighlights } from "../../client/src/modules/highlights.ts";
import { createLoadedModules } from "../../client/src/modules/loaded-modules.ts";
import { LoadedTree, type Rendered } from "../../client/src/modules/loaded-tree.ts";
import type { Node } from "../../client/src/modules/nodes.ts";
import type { OwnModules } from "../../client/src/modules/own-modules.ts";
import { createParameterInfos } from "../../client/src/modules/parameter-infos.ts";
import { everything, type Selection } from "../../client/src/modules/selection.ts";
import { createViewWatch } from "../../client/src/modules/view-watch.ts";
import { buildKo } from "../kernel/kmod/ko-builder.ts";
import { api, inWorkspace, until } from "./host.ts";

describe("the view of kernel modules", () => {
  it("shows this machine, and says plainly where its kernel has no modules", async () => {
    const { modules, targets } = await api();
    await vscode.commands.executeCommand("kmod.loadedModules.focus");
    const [local] = targets.all();
    assert.equal(local?.spec.kind, "local");
    await until(
      targets.onDidChange,
      () => (local.state.kind === "connected" ? true : undefined),
      () => local.state,
    );
    const rows = await modules.view.rows();
    if (existsSync("/proc/modules")) {
      const names = readFileSync("/proc/modules", "utf8").split("\n").filter(Boolean);
      const { modules: loaded } = await modules.loaded.refresh(local);
      assert.equal(loaded.length, names.length);
    } else if (targets.all().length === 1) {
      assert.deepEqual(rows, []);
    } else {
      assert.equal(rows[0]?.contextValue, "target.local.connected");
      assert.deepEqual(
        rows[0]?.children.map(({ label, description }) => [label, description]),
        [["This kernel has no loadable modules", "Select Target"]],
      );
    }
  });

  it("keeps what is asked of it for the workspace, and forgets it again", async () => {
    const { modules, prompts } = await api();
    const asked = prompts.onDidShow((shown) => shown.answer(" usb "));
    await vscode.commands.executeCommand("kmod.filterModules");
    asked.dispose();
    assert.equal(modules.settings.selection.filter, "usb");
    await vscode.commands.executeCommand("kmod.clearModuleFilter");
    const sorted = prompts.onDidShow((shown) => shown.answer("Size"));
    await vscode.commands.executeCommand("kmod.sortModules");
    sorted.dispose();
    await vscode.commands.executeCommand("kmod.showOnlyMine");
    assert.deepEqual(modules.settings.selection, { filter: "", isOnlyMine: true, order: "size" });
    await vscode.commands.executeCommand("kmod.showAllModules");
    const back = prompts.onDidShow((shown) => shown.answer("Load Order"));
    await vscode.commands.executeCommand("kmod.sortModules");
    back.dispose();
    assert.deepEqual(modules.settings.selection, everything);
  });
});

describe("the .ko files of the workspace", () => {
  it("are known as soon as they are built, and read again after the next build", async () => {
    const { modules } = await api();
    assert.equal(await builtMeter(), undefined);
    let read: string | undefined;
    const told = new vscode.EventEmitter<void>();
    const listener = modules.built.onDidChange(async () => {
      read = await builtMeter();
      told.fire();
    });
    buildMeter("AAAA");
    await until(
      told.event,
      () => (read === "AAAA" ? true : undefined),
      () => read,
    );
    listener.dispose();
    buildMeter("BBBB0");
    assert.equal(await builtMeter(), "BBBB0");
    rmSync(inWorkspace("meter.ko"));
    assert.equal(await builtMeter(), undefined);
  });
});

describe("the rows of a machine", () => {
  let root: string;
  let target: Target;
  let closeAll: () => Promise<void>;
  let view: ReturnType<typeof rowsOver>;

  beforeEach(async () => {
    root = mkdtempSync(path.join(tmpdir(), "kmod-machine-"));
    machine(root, ["user 16384 0 - Live 0x0", "hello 16384 1 user, Live 0x0 (OE)"]);
    put(root, { "sys/module/hello/parameters/count": "1\n", "sys/module/hello/sections/.text": "0x10\n" });
    target = machineOver(root);
    await target.connect();
    view = rowsOver(target);
    closeAll = async () => {
      view.dispose();
      await target.dispose();
      rmSync(root, { recursive: true, force: true });
    };
  });
  afterEach(() => closeAll());

  it("are its modules as /proc and /sys say them", async () => {
    await view.loaded.refresh(target);
    assert.deepEqual(await view.labels(), [
      "machine: 6.1.0-test · up 2 h · tainted: out of tree, unsigned",
      " user: 16 KiB · unused",
      " hello: 16 KiB · used 1× · out of tree · unsigned",
    ]);
  });

  it("are read again when the kernel's list changes while they are looked at, and show what changed", async () => {
    view.watch.setVisible(true);
    await view.drawn(() => view.loaded.snapshot(target) !== undefined);
    machine(root, ["extra 4096 0 - Live 0x0", "hello 16384 0 - Live 0x0 (OE)"]);
    await view.drawn(() => view.loaded.snapshot(target)?.modules[0]?.name === "extra");
    const [row] = await view.tree.getChildren();
    const marks = (await view.tree.getChildren(row)).map((node) => view.tree.describe(node));
    assert.deepEqual(
      marks.map(({ label, mark }) => [label, mark]),
      [
        ["user", "gone"],
        ["extra", "new"],
        ["hello", "changed"],
      ],
    );
  });

  it("below an opened module are its parameters, users and sections, in one more reading", async () => {
    await view.loaded.refresh(target);
    assert.deepEqual(await view.below("hello"), ["Parameters: 1", "Used by: 1", "Holders: 1", "Sections: 1"]);
    assert.deepEqual(await view.below("hello", "Parameters"), ["count = 1: "]);
    assert.deepEqual(await view.below("hello", "Used by"), ["user: "]);
    assert.deepEqual(await view.below("hello", "Sections"), [".text: 0x10"]);
  });

  it("say what went wrong when they cannot be read, and keep what was read before", async () => {
    await view.loaded.refresh(target);
    rmSync(root, { recursive: true });
    await assert.rejects(view.loaded.refresh(target));
    const [, error, ...rest] = await view.labels();
    assert.match(error ?? "", /sh ended with exit code 1.*: Try Again/u);
    assert.equal(rest.length, 2);
  });

  it("are drawn within 100 ms where there are 400 of them", async () => {
    machine(
      root,
      Array.from({ length: 400 }, (_, number) => `module_${number} 16384 0 - Live 0x0 (OE)`),
    );
    await view.loaded.refresh(target);
    const times: Rendered[] = [];
    view.tree.onDidRender((rendered) => times.push(rendered));
    for (let turn = 0; turn < 5; turn++) await view.labels();
    const [, , median = Number.NaN] = times.map(({ milliseconds }) => milliseconds).toSorted((a, b) => a - b);
    assert.ok(times.every(({ modules }) => modules === 400));
    // For scripts/bench-machines.ts.
    const figures = process.env["KMOD_TEST_FIGURES"];
    if (figures !== undefined) writeFileSync(figures, String(median));
    assert.ok(median <= 100, `400 modules took ${median} ms`);
  });

  it("are those that the filter leaves", async () => {
    await view.loaded.refresh(target);
    view.select({ filter: "hel" });
    assert.deepEqual((await view.labels()).slice(1), [" hello: 16 KiB · used 1× · out of tree · unsigned"]);
    view.select({ filter: "nothing of that name" });
    assert.deepEqual((await view.labels()).slice(1), [
      " No loaded module matches “nothing of that name”: Clear Filter",
    ]);
  });
});

function buildMeter(srcversion: string): void {
  writeFileSync(
    inWorkspace("meter.ko"),
    buildKo({ modinfo: ["license=GPL", "name=meter", `srcversion=${srcversion}`], moduleName: "meter" }),
  );
}

/** The srcversion of what was built, as the extension knows it. */
async function builtMeter(): Promise<string | undefined> {
  const { modules } = await api();
  return (await modules.built.all()).find(({ name }) => name === "meter")?.srcversion;
}

/** The parts of the view over one machine, without the sidebar's own. */
function rowsOver(target: Target) {
  const selected = new vscode.EventEmitter<void>();
  const changed = new vscode.EventEmitter<void>();
  const listener = target.onDidChangeState(() => changed.fire());
  const targets = { all: () => [target], current: () => target, onDidChange: changed.event };
  const loaded = createLoadedModules(targets);
  const highlights = createHighlights(loaded);
  // A name of its own: VS Code gives a channel that was closed while it was being made to whoever asks for the same name.
  const log = vscode.window.createOutputChannel(`Kmod test ${randomUUID()}`, { log: true });
  let selection: Selection = everything;
  const never = new vscode.EventEmitter<undefined>();
  const own: OwnModules = {
    isMine: () => false,
    match: () => ({ kind: "none" }),
    sources: async () => [],
    read: async () => undefined,
    onDidChange: never.event,
    dispose: () => undefined,
  };
  const tree = new LoadedTree({
    targets,
    loaded,
    highlights,
    own,
    infos: createParameterInfos(own, log),
    settings: {
      get selection() {
        return selection;
      },
      onDidChange: selected.event,
    },
  });
  const watch = createViewWatch({ targets, loaded, log });
  const words = (node: Node): string => {
    // What VS Code does for each row.
    assert.ok(tree.getTreeItem(node).label);
    const { label, description } = tree.describe(node);
    return `${label}: ${description}`;
  };
  const all = vscode.Disposable.from(
    watch,
    tree,
    highlights,
    loaded,
    selected,
    changed,
    never,
    log,
    listener,
  );
  return {
    loaded,
    tree,
    watch,
    dispose: () => all.dispose(),
    select(part: Partial<Selection>): void {
      selection = { ...selection, ...part };
      selected.fire();
    },
    drawn: (isSo: () => boolean): Promise<boolean> =>
      until(
        tree.onDidChangeTreeData,
        () => isSo() || undefined,
        () => loaded.snapshot(target) ?? loaded.error(target),
      ),
    async labels(): Promise<readonly string[]> {
      const rows = await tree.getChildren();
      const below = await Promise.all(rows.map((row) => tree.getChildren(row)));
      return rows.flatMap((row, index) => [
        words(row),
        ...(below[index] ?? []).map((node) => ` ${words(node)}`),
      ]);
    },
    async below(...labels: readonly string[]): Promise<readonly string[]> {
      const [row] = await tree.getChildren();
      let nodes = await tree.getChildren(row);
      for (const label of labels) {
        const node = nodes.find((one) => tree.describe(one).label === label);
        assert.ok(node, `${label} is among the rows`);
        nodes = await tree.getChildren(node);
      }
      return nodes.map(words);
    },
  };
}

/** A machine on which every absolute path below /proc and /sys leads into a folder, and the user is root. */
function machineOver(root: string): Target {
  const moved = (word: string): string =>
    word.replaceAll(/(?<!\.|\/proc)\/(?=(?:proc|sys)\/)/gu, `${root}/`).replaceAll("id -u", "echo 0");
  return createTarget({
    id: "ssh:machine",
    spec: { kind: "ssh", name: "machine", host: "machine", port: undefined, isProduction: false },
    transport: {
      open: async () => undefined,
      close: async () => undefined,
      onDidClose: () => ({ dispose: () => undefined }),
      wrap: ([program, ...args]) => ({ argv: [program, ...args.map(moved)] }),
    },
    questions: { secret: async () => undefined, confirm: async () => false },
  });
}

/** @param lines of /proc/modules */
function machine(root: string, lines: readonly string[]): void {
  const modules = lines.map((line) => line.split(" "));
  put(root, {
    "proc/sys/kernel/osrelease": "6.1.0-test\n",
    "proc/sys/kernel/tainted": "12288\n",
    "proc/uptime": "7200.10 100.00\n",
    ...Object.fromEntries(
      modules.map(([name = "", , , , , , taint = ""]) => [
        `sys/module/${name}/taint`,
        `${taint.replaceAll(/[()]/gu, "")}\n`,
      ]),
    ),
    ...Object.fromEntries(
      modules.flatMap(([name = "", , , users = ""]) =>
        users
          .split(",")
          .filter((user) => /^\w/u.test(user))
          .map((user) => [`sys/module/${name}/holders/${user}`, ""]),
      ),
    ),
    // Last: what watches it reads the rest then.
    "proc/modules": `${lines.join("\n")}\n`,
  });
}

function put(root: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  }
}
