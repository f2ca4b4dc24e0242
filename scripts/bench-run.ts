/**
 * Build and Reload of a hello module on a virtual machine with a Debian kernel 6.1, against the four commands that one
 * would type: `make`, `ssh HOST 'cat > hello.ko'` (the machine has no scp), `ssh HOST rmmod`, `ssh HOST insmod`; once with a connection each, and once over a master that
 * was opened before.
 *
 * Part of `npm run bench`, also `node scripts/bench-run.ts`.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { BuildRequest } from "../client/src/kernel/kbuild/build.ts";
import { createBuildMachine } from "../client/src/kernel/kbuild/build-machine.ts";
import { runBuild } from "../client/src/kernel/kbuild/run-build.ts";
import { isKoProblem, readKoFile } from "../client/src/kernel/kmod/ko-file.ts";
import type { KoFile } from "../client/src/kernel/kmod/module-info.ts";
import type { LoadRequest } from "../client/src/kernel/kmod/operation.ts";
import { planReload, reload } from "../client/src/kernel/kmod/reload.ts";
import { createTakenBuilds } from "../client/src/kernel/kmod/taken-builds.ts";
import { plainOptions } from "../test/support/plain-build.ts";
import { alternating, isRatioWithin, succeed } from "./bench-rounds.ts";
import { type BenchMachine, openBenchMachine } from "./bench-vm.ts";
import { cacheFolder, isMain } from "./paths.ts";

/** From issue D. */
const limit = 1.1;
const rounds = 9;

const source = (text: string): string => `// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>

static int __init hello_init(void)
{
	pr_info("hello: ${text}\\n");
	return 0;
}

static void __exit hello_exit(void)
{
}

module_init(hello_init);
module_exit(hello_exit);
MODULE_DESCRIPTION("Says hello");
MODULE_LICENSE("GPL");
`;

/** Prints a line; whether it is within its limit. */
export async function benchRun(): Promise<boolean> {
  mkdirSync(cacheFolder, { recursive: true });
  const folder = mkdtempSync(path.join(cacheFolder, "bench-run-"));
  const machine = await openBenchMachine();
  const way = createWay(machine, folder);
  try {
    writeFileSync(path.join(folder, "Kbuild"), "obj-m := hello.o\n");
    let round = 0;
    const edit = (): void => writeFileSync(path.join(folder, "hello.c"), source(`round ${round++}`));
    edit();
    await way.ours();
    const edited = (run: () => Promise<unknown>) => async () => {
      edit();
      await run();
    };
    const [plain = Number.NaN, shared = Number.NaN, ours = Number.NaN] = await alternating(rounds, [
      edited(() => way.byHand(machine.ssh)),
      edited(() => way.byHand(machine.sharedSsh)),
      edited(() => way.ours()),
    ]);
    console.log(`make, ssh cat, ssh rmmod, ssh insmod by hand: ${plain.toFixed(0)} ms`);
    console.log(
      `  (over one master that stays open: ${shared.toFixed(0)} ms, ${(ours / shared).toFixed(2)}x)`,
    );
    return isRatioWithin("build and reload", ours, plain, limit);
  } finally {
    way.dispose();
    await machine.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}

function createWay({ target, release }: BenchMachine, folder: string) {
  const kernel = `/lib/modules/${release}/build`;
  const builder = createBuildMachine();
  const taken = createTakenBuilds();
  const file = path.join(folder, "hello.ko");
  return {
    async byHand(ssh: readonly string[]) {
      await run(["make", "-C", kernel, `M=${folder}`, "modules"]);
      await run([
        "sh",
        "-c",
        'file=$1; shift; exec "$@" < "$file"',
        "sh",
        file,
        ...ssh,
        "cat > /tmp/hello.ko",
      ]);
      await run([...ssh, "rmmod", "hello"]);
      await run([...ssh, "insmod", "/tmp/hello.ko"]);
    },
    /** As client/src/run does it. */
    async ours() {
      const report = await runBuild(builder, request(folder, kernel, release));
      const after = readModule(file);
      if (report.kind !== "done" || after === undefined)
        throw new Error(`the build failed: ${JSON.stringify(report.messages)}`);
      const wish: LoadRequest = {
        module: { kind: "built", ko: after },
        parameters: [],
        withDependencies: true,
        built: [after],
      };
      const plan = await planReload(target, wish, { keepParameters: true, taken });
      const loaded = await reload(target, plan);
      if (loaded.kind !== "done") throw new Error(loaded.diagnosis.title);
      taken.add(target, after);
    },
    dispose: () => builder.dispose(),
  };
}

const request = (folder: string, kernel: string, release: string): BuildRequest => ({
  folder,
  goal: { kind: "modules" },
  kernel: { directory: kernel, release },
  options: plainOptions,
});

/** undefined: it was not built yet. */
function readModule(file: string): KoFile | undefined {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch {
    return undefined;
  }
  const ko = readKoFile(file, bytes);
  if (isKoProblem(ko)) throw new Error(ko.message);
  return ko;
}

const run = ([command = "", ...args]: readonly string[]): Promise<void> => succeed(command, args);

if (isMain(import.meta)) process.exitCode = (await benchRun()) ? 0 : 1;
