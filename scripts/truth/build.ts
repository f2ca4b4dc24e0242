/**
 * Builds many modules at once with real Kbuild: one make for all that is compiled, in which every module is a folder of
 * its own, then modpost once for each module as Kbuild would call it, so that no module sees what another exports. A
 * folder is used again and again: only what changed is compiled.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { kbuildOf, type ModuleSource } from "./module-source.ts";
import { type BuildSaid, compileFailure, modpostSaid, partByModule } from "./outcome.ts";

export interface Builder {
  /** Takes modules by id. Gives what was said of each. */
  build(modules: ReadonlyMap<string, ModuleSource>): Promise<ReadonlyMap<string, BuildSaid>>;
}

export interface InstalledKernel {
  readonly release: string;
  readonly build: string;
}

/** Takes `6.1`. Rejects where its headers are not installed. */
export const installedKernel = async (version: string): Promise<InstalledKernel> => {
  const names = await readdir("/lib/modules");
  const release = names.find(
    (name) => name.startsWith(`${version}.`) && existsSync(`/lib/modules/${name}/build`),
  );
  if (release === undefined) throw new Error(`no headers of ${version} under /lib/modules`);
  return { release, build: await realpath(`/lib/modules/${release}/build`) };
};

/** Takes a folder of its own; what an earlier run compiled there is used again. */
export const createBuilder = async (kernel: InstalledKernel, folder: string): Promise<Builder> => {
  await rm(path.join(folder, "probe"), { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const modpost = await modpostCommand(kernel, path.join(folder, "probe"));
  const batch = path.join(folder, "batch");
  return {
    build: async (modules) => {
      await write(modules, batch);
      const { output } = await run("make", [...makeWords(kernel, batch), "-k", "-j2", "-Otarget", "modules"]);
      const parts = partByModule(output, batch);
      const said = new Map<string, BuildSaid>();
      await inPairs([...modules], async ([id, module]) => {
        const own = path.join(batch, id);
        const failure = compileFailure(parts.get(id) ?? [], own);
        said.set(id, failure ?? (await runModpost(kernel, modpost, path.join(own, `${module.name}.o`))));
      });
      return said;
    },
  };
};

const makeWords = (kernel: InstalledKernel, folder: string): readonly string[] => [
  "-C",
  kernel.build,
  `M=${folder}`,
  // The final link takes long and has nothing more to say.
  "KBUILD_MODPOST_NOFINAL=1",
];

/** Writes what differs from the last build, and nothing else: make goes by the times of files. */
const write = async (modules: ReadonlyMap<string, ModuleSource>, batch: string): Promise<void> => {
  for (const [id, module] of modules) {
    await put(path.join(batch, id, "Kbuild"), kbuildOf(module));
    for (const [file, text] of module.files) await put(path.join(batch, id, file), text);
  }
  await put(path.join(batch, "Kbuild"), [...modules.keys()].map((id) => `obj-m += ${id}/\n`).join(""));
};

const put = async (file: string, text: string): Promise<void> => {
  if (existsSync(file) && (await readFile(file, "utf8")) === text) return;
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
};

/** The words that Kbuild of this kernel calls modpost with, learnt from a build of an empty module. */
const modpostCommand = async (kernel: InstalledKernel, folder: string): Promise<readonly string[]> => {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "Kbuild"), "obj-m := probe.o\n");
  await writeFile(
    path.join(folder, "probe.c"),
    '#include <linux/module.h>\nMODULE_LICENSE("GPL");\nMODULE_DESCRIPTION("probe");\n',
  );
  const { output } = await run("make", [...makeWords(kernel, folder), "V=1", "modules"]);
  const words = /scripts\/mod\/modpost (.*)/.exec(output)?.[1];
  if (words === undefined) throw new Error(`Kbuild of ${kernel.release} did not call modpost:\n${output}`);
  return words
    .replaceAll(/-[oT] \S+/g, "")
    .trim()
    .split(/\s+/);
};

const runModpost = async (
  kernel: InstalledKernel,
  words: readonly string[],
  object: string,
): Promise<BuildSaid> => {
  if (!existsSync(object)) throw new Error(`make neither built ${object} nor said why`);
  const list = `${object}.list`;
  await writeFile(list, `${object}\n`);
  const all = [...words, "-T", list, "-o", `${object}.symvers`];
  const { status, output } = await run(path.join(kernel.build, "scripts/mod/modpost"), all, kernel.build);
  return modpostSaid(output, status);
};

const run = (
  command: string,
  words: readonly string[],
  cwd?: string,
): Promise<{ readonly status: number | null; readonly output: string }> =>
  new Promise((resolve, reject) => {
    // One pipe for both streams: only there does the order of the lines say which target they belong to.
    const child = spawn("sh", ["-c", 'exec nice -n 15 "$@" 2>&1', "sh", command, ...words], {
      env: { ...process.env, LC_ALL: "C.UTF-8", MAKEFLAGS: "" },
      stdio: ["ignore", "pipe", "inherit"],
      ...(cwd === undefined ? {} : { cwd }),
    });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => (output += chunk));
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, output }));
  });

const inPairs = async <T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> => {
  const queue = items.values();
  const worker = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  await Promise.all([worker(), worker()]);
};
