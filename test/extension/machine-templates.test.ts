/** What New Module writes, on real kernels: each kind is built, loaded, does what it is for, and goes without a trace. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { text } from "node:stream/consumers";
import * as vscode from "vscode";
import { readKoFile } from "../../client/src/kernel/kmod/ko-file.ts";
import { load } from "../../client/src/kernel/kmod/load.ts";
import type { Report } from "../../client/src/kernel/kmod/operation.ts";
import { unload } from "../../client/src/kernel/kmod/unload.ts";
import type { Target } from "../../client/src/kernel/targets/target.ts";
import { type WrittenModule, writtenModules } from "../support/template-modules.ts";
import { api, inWorkspace, until, write } from "./host.ts";
import { ask, assertDone, change, connect, machineLimitMs, targetNamed, told } from "./machine.ts";
import { type Behaviour, behaviours } from "./template-behaviours.ts";

const versions = ["6.1", "6.12"] as const;
let machines: readonly Machine[];

interface Machine {
  readonly version: string;
  readonly target: Target;
}

describe("a new module on real kernels", function suite(this: Mocha.Suite) {
  this.timeout(machineLimitMs);
  const modules = writtenModules(templatesFolder());

  before(async function prepareBoth(this: Mocha.Context) {
    // Two machines are started, and forty modules are built meanwhile.
    this.timeout(3 * machineLimitMs);
    machines = await Promise.all(versions.map((version) => prepare(version, modules)));
  });

  for (const module of modules) {
    const behaviour = behaviours[module.kind.id];
    it(`${module.kind.id}: ${behaviour?.does ?? ""}`, () =>
      onEach(async (machine) => {
        assert.ok(behaviour, "it is known what this kind does");
        await lives(machine, module, behaviour);
      }));
  }

  it("none of them gave a kernel a reason to complain", () =>
    onEach(async ({ target }) => {
      const log = await ask(target, "dmesg");
      assert.match(log, /my_bare: loaded/u);
      assert.deepEqual(
        log.split("\n").filter((line) => complaint.test(line)),
        [],
      );
      const taint = Number(await ask(target, "cat", "/proc/sys/kernel/tainted"));
      assert.equal(taint & (tainted.died | tainted.warned), 0, `tainted ${taint}`);
      assert.doesNotMatch(await ask(target, "cat", "/proc/modules"), /^my_/mu);
    }));
});

async function prepare(version: string, modules: readonly WrittenModule[]): Promise<Machine> {
  const folder = folderOf(version);
  write({ [`${folder}/Kbuild`]: modules.map(({ name }) => `obj-m += ${name}/\n`).join("") });
  for (const { name, files } of modules) {
    const entries = [...files].map(([file, words]) => [`${folder}/${name}/${file}`, words] as const);
    write(Object.fromEntries(entries));
  }
  const { spec } = await targetNamed(`vm-${version}`);
  assert.ok(spec.kind === "vm" && spec.kernel.kind === "package");
  const release = spec.kernel.name.replace("linux-image-", "");
  const [target] = await Promise.all([connectAnew(spec.name), make(release, inWorkspace(folder))]);
  return { version, target };
}

/** A machine of its own: one that was in use may have crashed for another suite. */
async function connectAnew(name: string): Promise<Target> {
  const target = await targetNamed(name);
  if (target.state.kind === "connected")
    await vscode.commands.executeCommand("kmod.disconnectTarget", { target });
  return connect(name);
}

/** From its file to its end. */
async function lives(
  { version, target }: Machine,
  module: WrittenModule,
  behaviour: Behaviour,
): Promise<void> {
  const { loadedAs, name } = module;
  const { script, prints = "", paths = [], says, saysGoodbye, parameters = {} } = behaviour;
  const file = `${folderOf(version)}/${name}/${name}.ko`;
  assertDone(
    behaviour.needsOthers === true
      ? await loadWithOthers(target, file)
      : await loadFile(target, inWorkspace(file), parameters),
  );
  if (says !== undefined) await logged(target, loadedAs, says);
  assert.equal(await ask(target, "sh", "-c", `${script ?? ":"}\nexit 0`, "sh", loadedAs), prints);
  assert.deepEqual(await present(target, paths), paths);
  assertDone(await unload(target, { modules: [loadedAs] }));
  if (saysGoodbye !== undefined) await logged(target, loadedAs, saysGoodbye);
  assert.deepEqual(await present(target, paths), []);
}

/** By the command, as a user does. */
async function loadWithOthers(target: Target, file: string): Promise<Report> {
  const { result, shown } = await told(
    () => change("loadModuleWithDependencies", target, { file, parameters: {} }),
    ({ kind, offered }) => (kind === "choose" ? offered[0] : undefined),
  );
  console.log(JSON.stringify(shown));
  return result;
}

/**
 * What the command does after it has compared the module with the kernel: that takes an emulated machine longer than all
 * the rest, and machine-load.test.ts is about it.
 */
function loadFile(target: Target, file: string, parameters: Behaviour["parameters"] = {}): Promise<Report> {
  const ko = readKoFile(file, readFileSync(file));
  assert.ok("name" in ko, `${file} is a module`);
  const values = Object.entries(parameters).map(([name, value]) => ({ name, value: String(value) }));
  const step = { name: ko.name, module: { kind: "built" as const, ko }, parameters: values };
  return load(target, { steps: [step], warnings: [], built: [ko] });
}

/** Those that are there, in the order given. */
async function present(target: Target, paths: readonly string[]): Promise<readonly string[]> {
  if (paths.length === 0) return [];
  const script = 'for path; do [ ! -e "$path" ] || echo "$path"; done';
  return (await ask(target, "sh", "-c", script, "sh", ...paths)).split("\n").filter(Boolean);
}

/** Waits until the log that Kmod shows has the line. */
async function logged(target: Target, name: string, words: RegExp): Promise<void> {
  const log = (await api()).logs.of(target);
  const wanted = new RegExp(`^${name}: ${words.source}$`, "u");
  await until(
    log.onDidAppend,
    () => log.lines().find((line) => wanted.test(line.text)),
    () =>
      log
        .lines()
        .map((line) => line.text)
        .slice(-20),
    machineLimitMs,
  );
}

/** Both at the same time; what fails says where. */
async function onEach(run: (machine: Machine) => Promise<void>): Promise<void> {
  const ended = await Promise.allSettled(machines.map(run));
  const failed = ended.flatMap((one, at) =>
    one.status === "rejected" ? [`on ${machines[at]?.version}: ${one.reason}`] : [],
  );
  assert.deepEqual(failed, []);
}

/**
 * All of them by one make, which takes a third of the time that one each does, and without debug information, which takes
 * half of the rest. test/templates builds them as users do.
 */
async function make(release: string, folder: string): Promise<void> {
  const kernel = ["-C", `/lib/modules/${release}/build`, `M=${folder}`];
  const words = ["-j2", "-s", ...kernel, "KCFLAGS=-g0", "CONFIG_DEBUG_INFO_BTF_MODULES=", "modules"];
  const child = spawn("make", words, { stdio: ["ignore", "ignore", "pipe"] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const said = await text(child.stderr);
  assert.equal(await ended, 0, said);
}

const folderOf = (version: string): string => `kinds-${version}`;

function templatesFolder(): string {
  const extension = vscode.extensions.getExtension("kmod.kmod");
  assert.ok(extension, "the extension is installed in the host");
  return path.join(extension.extensionPath, "templates");
}

/** What a kernel begins a report with when something is wrong. */
const complaint =
  /\b(?:WARNING|BUG|Oops|UBSAN|KASAN|Call Trace|refcount_t|general protection|Unable to handle|hung task|cut here|debugfs: \S+ .* already present|cannot create duplicate|is not empty|leaked)\b/u;

/** Bits of /proc/sys/kernel/tainted: Documentation/admin-guide/tainted-kernels.rst. */
const tainted = { died: 1 << 7, warned: 1 << 9 };
