/**
 * The facts of a kernel's headers: from nothing to the first scope and to all names, the same once they are kept on disk,
 * and the editing of large drivers while they are read for the first time. Part of `npm run bench`, also
 * `node scripts/bench-headers.ts DIR`; `... once KERNEL CACHE FILE` is the single process that it times.
 */
import { spawnSync } from "node:child_process";
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { kernelFacts } from "../server/src/core/kernel/kernel-facts.ts";
import { nodeDisk } from "../server/src/host/disk.ts";
import { openKernelHeaders } from "../server/src/host/headers/kernel-headers.ts";
import { cacheFolder, isMain, nodeExecutable, repository } from "./paths.ts";
import { timed } from "./timing.ts";
import { installedKernel } from "./truth/build.ts";

/** From issue B, in seconds. */
const limits = { cold: 20, warm: 1 } as const;

/** Takes a kernel's source, for drivers to edit. Prints a line for each limit; whether all hold. */
export async function benchHeaders(source: string, edits: string): Promise<boolean> {
  const kernel = await installedKernel("6.1");
  const folder = mkdtempSync(path.join(cacheFolder, "bench-headers-"));
  try {
    const project = makeProject(folder, source, kernel.build);
    const file = globSync("drivers/*.c", { cwd: project })[0] ?? "";
    const once = [
      import.meta.filename,
      "once",
      kernel.build,
      path.join(folder, "cache"),
      path.join(project, file),
    ];
    const cold = await timed(nodeExecutable, once, "inherit");
    const warm = await timed(nodeExecutable, once, "inherit");
    if (cold.code !== 0 || warm.code !== 0) throw new Error("the headers were not read");
    console.log(`header facts cold: ${cold.seconds.toFixed(2)} s (limit ${limits.cold} s)`);
    console.log(`header facts warm: ${warm.seconds.toFixed(2)} s (limit ${limits.warm} s)`);
    console.log(`peak memory ${Math.max(cold.peakMegabytes, warm.peakMegabytes).toFixed(0)} MB`);
    const isEditing = editWhileReading(project, path.join(folder, "cold"), edits);
    return cold.seconds <= limits.cold && warm.seconds <= limits.warm && isEditing;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Editing begins with nothing kept on disk: the headers are read beside it. */
function editWhileReading(project: string, cache: string, edits: string): boolean {
  console.log("editing while the headers are read for the first time:");
  const script = path.join(repository, "scripts/bench-edit.ts");
  const words = [script, "--source", project, "--files", "5", "--edits", edits];
  const { status } = spawnSync(nodeExecutable, words, {
    stdio: "inherit",
    env: { ...process.env, KMOD_CACHE: cache },
  });
  return status === 0;
}

/** Large drivers of one file each, as modules of a project of their own that names the kernel in its Makefile. */
function makeProject(folder: string, source: string, build: string): string {
  const project = path.join(folder, "project");
  mkdirSync(path.join(project, "drivers"), { recursive: true });
  const files = globSync("drivers/{net,usb,media,hid,hwmon,platform}/**/*.c", { cwd: source })
    .map((file) => path.join(source, file))
    .filter((file) => statSync(file).size > 100_000)
    .filter((file) => /^module_\w+\(/m.test(readFileSync(file, "utf8")))
    .filter((file) => !/^#\s*include\s+"/m.test(readFileSync(file, "utf8")));
  for (const file of files)
    writeFileSync(path.join(project, "drivers", path.basename(file)), readFileSync(file));
  const objects = files.map((file) => path.basename(file).replace(/\.c$/, ".o")).join(" ");
  const makefile = `obj-m := ${objects}\nKDIR ?= ${build}\nall:\n\t$(MAKE) -C $(KDIR) M=$(CURDIR) modules\n`;
  writeFileSync(path.join(project, "drivers", "Makefile"), makefile);
  return project;
}

/** What one process does that reads headers: the scope of one file, then all names. */
function readOnce(build: string, cache: string, file: string): void {
  const started = performance.now();
  const facts = kernelFacts(nodeDisk(), build);
  if (!facts.ok) throw new Error(facts.reason);
  const headers = openKernelHeaders(facts.facts, {
    cacheFolder: cache,
    log: console.error,
    mostItems: 400_000,
  });
  if (headers === undefined) throw new Error(`no headers in ${build}`);
  const request = {
    path: file,
    text: readFileSync(file, "utf8"),
    module: path.basename(file, ".c"),
    flags: undefined,
  };
  const since = (): string => `${(performance.now() - started).toFixed(0)} ms`;
  headers.scopeOf(request);
  const first = since();
  headers.readAllNames();
  headers.flush();
  const all = since();
  const again = performance.now();
  headers.scopeOf(request);
  console.log(
    `  first scope after ${first}, all names after ${all}; the same scope again ${(performance.now() - again).toFixed(0)} ms`,
  );
}

if (isMain(import.meta)) {
  const [what = "", build = "", cache = "", file = ""] = process.argv.slice(2);
  if (what === "once") readOnce(build, cache, file);
  else process.exitCode = (await benchHeaders(what, process.argv[3] ?? "1000")) ? 0 : 1;
}
