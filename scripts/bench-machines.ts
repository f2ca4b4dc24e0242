/**
 * Machines against what one would type instead, in one run on a virtual machine with a Debian kernel 6.1:
 *
 * - refresh: reading what is loaded over an open connection, against `ssh -S MASTER HOST cat /proc/modules` on the same one
 * - power-on: from nothing to the first reading, against QEMU started by hand and its first answer by ssh
 * - view: the rows of 400 modules, in the real extension host
 *
 * Part of `npm run bench`, also `node scripts/bench-machines.ts [refresh | power-on | view]...`.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { snapshot } from "../client/src/kernel/kmod/snapshot.ts";
import { createTarget } from "../client/src/kernel/targets/connection.ts";
import type { Target } from "../client/src/kernel/targets/target.ts";
import { createConsole } from "../client/src/kernel/targets/vm/console.ts";
import { runFolder } from "../client/src/kernel/targets/vm/run-folder.ts";
import { createVmTarget } from "../client/src/kernel/targets/vm/vm.ts";
import { createVmTransport } from "../client/src/kernel/targets/vm/vm-transport.ts";
import { alternating, isRatioWithin, median, succeed } from "./bench-rounds.ts";
import { benchSpec, noAnswers as questions } from "./bench-vm.ts";
import { bootByHand } from "./boot-by-hand.ts";
import { runExtensionTests } from "./extension-tests.ts";
import { cacheFolder, isMain } from "./paths.ts";
import { vmCacheFolder } from "./test-kernels.ts";

/** From issue C: ratios, and milliseconds for the rows. */
const limits = { refresh: 1.3, powerOn: 1.3, view: 100 } as const;

const figures = ["refresh", "power-on", "view"] as const;

/** Prints a line for each figure; whether all that are wanted are within their limits. */
export async function benchMachines(wanted: readonly string[] = figures): Promise<boolean> {
  let isWithin = true;
  if (wanted.includes("refresh")) isWithin = (await benchRefresh()) && isWithin;
  if (wanted.includes("power-on")) isWithin = (await benchPowerOn()) && isWithin;
  if (wanted.includes("view")) isWithin = (await benchView()) && isWithin;
  return isWithin;
}

/** Rounds in which each way is taken once, so that a machine that slows down slows all of them; odd, for the median. */
const refreshRounds = 31;

async function benchRefresh(): Promise<boolean> {
  const spec = await benchSpec();
  const folder = runFolder(vmCacheFolder);
  const shown = createConsole(path.join(folder, "console.log"));
  const transport = createVmTransport({
    spec,
    questions,
    cacheFolder: vmCacheFolder,
    folder,
    console: shown,
  });
  const target = createTarget({ id: "vm:bench", spec, transport, questions });
  try {
    await target.connect();
    const socket = /^ControlPath="(.*)"$/.exec(transport.wrap(["true"]).argv.find(isSocket) ?? "")?.[1];
    if (socket === undefined) throw new Error("commands share no connection here");
    const { modules } = await target.run(snapshot([]));
    const opened = modules.slice(0, 2).map(({ name }) => name);
    const [peer = Number.NaN, ...ours] = await alternating(refreshRounds, [
      () => succeed("ssh", ["-S", socket, "127.0.0.1", "cat", "/proc/modules"]),
      () => target.run(snapshot([])),
      () => target.run(snapshot(opened)),
    ]);
    console.log(`ssh -S MASTER HOST cat /proc/modules: ${peer.toFixed(0)} ms (${modules.length} modules)`);
    const names = ["refresh", `refresh with two modules opened (${opened.join(", ")})`];
    return names
      .map((name, index) => isRatioWithin(name, ours[index] ?? Number.NaN, peer, limits.refresh))
      .every(Boolean);
  } finally {
    await target.dispose();
    shown.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}

const isSocket = (word: string): boolean => word.startsWith("ControlPath=");

const powerOnRounds = 3;

/** The kernel and the initramfs are made before: neither side is charged for them. */
async function benchPowerOn(): Promise<boolean> {
  const spec = await benchSpec();
  const target = createVmTarget(spec, { id: "vm:bench", questions, cacheFolder: vmCacheFolder });
  const byHand = await bootByHand(spec, vmCacheFolder);
  try {
    await powerOn(target);
    await target.disconnect();
    const ours: number[] = [];
    const peers: number[] = [];
    for (let round = 0; round < powerOnRounds; round++) {
      peers.push(await byHand.powerOn());
      ours.push(await powerOn(target));
      await target.disconnect();
    }
    const peer = median(peers);
    console.log(`qemu -kernel by hand to the first answer by ssh: ${(peer / 1000).toFixed(1)} s`);
    console.log("  (the initramfs is made before, for both: made afresh, it takes longer once)");
    return isRatioWithin("power-on to the first reading", median(ours), peer, limits.powerOn);
  } finally {
    await target.dispose();
    byHand.dispose();
  }
}

/** @returns milliseconds */
async function powerOn(target: Target): Promise<number> {
  const started = performance.now();
  await target.connect();
  await target.run(snapshot([]));
  return performance.now() - started;
}

/** The suite of the view says how long it took; what the editor then draws is not in it. */
async function benchView(): Promise<boolean> {
  const folder = mkdtempSync(path.join(cacheFolder, "bench-view-"));
  const file = path.join(folder, "milliseconds");
  process.env["KMOD_TEST_FIGURES"] = file;
  try {
    await runExtensionTests(["modules-view"]);
    if (!existsSync(file)) throw new Error("the suite modules-view did not come to its 400 modules");
    const milliseconds = Number(readFileSync(file, "utf8"));
    console.log(
      `400 modules as rows (getChildren and getTreeItem in the extension host): ${milliseconds.toFixed(1)} ms (limit ${limits.view} ms)`,
    );
    return milliseconds <= limits.view;
  } finally {
    delete process.env["KMOD_TEST_FIGURES"];
    rmSync(folder, { recursive: true, force: true });
  }
}

if (isMain(import.meta)) {
  const wanted = process.argv.slice(2);
  process.exitCode = (await benchMachines(wanted.length > 0 ? wanted : figures)) ? 0 : 1;
}
