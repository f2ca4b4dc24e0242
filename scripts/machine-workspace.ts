/**
 * The workspace of the tests on real kernels: test/machines/modules, built by real Kbuild for an installed 6.1 kernel, in
 * `newer/` one of them for an installed 6.12; what the tests build themselves in `run/`, and modules of others in `dkms/`.
 */
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { copyDkmsSources } from "./dkms-sources.ts";
import { repository } from "./paths.ts";
import { type TestKernel, testKernels, vmCacheFolder } from "./test-kernels.ts";

const machines = path.join(repository, "test", "machines");
const sources = path.join(machines, "modules");

/**
 * Makes the folder and builds in it. Rejects with what make said where a module does not build.
 *
 * @param folder need not exist; a Kbuild file and its sources are put there as they are
 */
export async function makeMachineWorkspace(folder: string): Promise<void> {
  const kernels = await testKernels(undefined, say);
  const [older, newer] = kernels;
  if (older === undefined || newer === undefined) throw new Error("two kernels are needed");
  cpSync(sources, folder, { recursive: true });
  mkdirSync(path.join(folder, "newer"));
  cpSync(path.join(sources, "greet.c"), path.join(folder, "newer", "greet.c"));
  writeFileSync(path.join(folder, "newer", "Kbuild"), "obj-m := greet.o\n");
  await make(newer, path.join(folder, "newer"));
  await make(older, folder);
  relicense(path.join(folder, "closed.ko"));
  cpSync(path.join(machines, "run"), path.join(folder, "run"), { recursive: true });
  copyDkmsSources(path.join(folder, "dkms"));
  mkdirSync(path.join(folder, ".vscode"));
  writeFileSync(
    path.join(folder, ".vscode", "settings.json"),
    JSON.stringify(settings(kernels), undefined, 2),
  );
}

/** How much of a package has come already is for people who wait. */
const say = (step: string): void => {
  if (!step.includes(" %")) console.log(`  ${step}`);
};

/** Machines with the kernels that the modules are built for; what was fetched stays from one run to the next. */
const settings = (kernels: readonly TestKernel[]) => ({
  "kmod.targets": kernels.map(({ series, packageName }) => ({
    name: `vm-${series}`,
    vm: { kernel: `package:${packageName}` },
  })),
  "kmod.target": "vm-6.1",
  "kmod.kernel": `/lib/modules/${kernels[0]?.release}/build`,
  "kmod.vmCacheFolder": vmCacheFolder,
});

async function make({ release }: TestKernel, folder: string): Promise<void> {
  const kernel = `/lib/modules/${release}/build`;
  const child = spawn("make", ["-j2", "-s", "-C", kernel, `M=${folder}`, "modules"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said: Buffer[] = [];
  child.stdout.on("data", (data: Buffer) => said.push(data));
  child.stderr.on("data", (data: Buffer) => said.push(data));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0) throw new Error(`make in ${folder} failed:\n${Buffer.concat(said).toString()}`);
}

/**
 * Gives a built module a licence that is not the GPL's, which modpost would not have linked: only the kernel refuses it.
 * Both words have the same length, so nothing else of the file changes.
 */
function relicense(file: string): void {
  const [before, after] = [Buffer.from("license=GPL v2\0"), Buffer.from("license=Closed\0")];
  const bytes = readFileSync(file);
  const at = bytes.indexOf(before);
  if (at < 0) throw new Error(`${file} does not say ${before.toString()}`);
  after.copy(bytes, at);
  rmSync(file);
  writeFileSync(file, bytes);
}
