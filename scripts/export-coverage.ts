/**
 * `npm run export-coverage [-- --kernel 6.1] [--source DIR]`: holds the index of exported symbols, built from a kernel's
 * source, against the Module.symvers of the same kernel as Debian built it. Prints the share that is found and each miss,
 * and how many names the index gives twice or more.
 */
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { readSymvers } from "../server/src/core/symbols/symvers.ts";
import { buildExportIndex } from "../server/src/host/symbols/index-build.ts";
import { fetchKernelSource } from "./kernel-source.ts";
import { installedKernel } from "./truth/build.ts";

const { values } = parseArgs({
  options: { kernel: { type: "string", default: "6.1" }, source: { type: "string" } },
});

const kernel = await installedKernel(values.kernel);
const source = values.source ?? (await fetchKernelSource(values.kernel));
const table = readSymvers(readFileSync(path.join(kernel.build, "Module.symvers"), "utf8"));
const { index } = await buildExportIndex(source);
const assembly = assemblyText(source);

const missed: string[] = [];
const elsewhere: string[] = [];
const otherKind: string[] = [];
let inC = 0;
for (const [name, symbols] of table) {
  const [symbol] = symbols;
  if (symbol === undefined || new RegExp(`EXPORT_SYMBOL\\w*\\(\\s*${name}\\s*\\)`).test(assembly)) continue;
  inC++;
  const found = index.of(name);
  const line = `${name} of ${symbol.module}`;
  if (found.length === 0) missed.push(line);
  else if (!found.some(({ path: file }) => isBuiltInto(file, symbol.module))) elsewhere.push(line);
  else if (!found.some((one) => one.isGplOnly === symbol.isGplOnly && one.namespace === symbol.namespace))
    otherKind.push(line);
}
for (const [title, list] of [
  ["missed", missed],
  ["found only in a folder of another module", elsewhere],
  ["found with another licence or namespace", otherKind],
] as const)
  for (const line of list) console.log(`${title}: ${line}`);
console.log(`${kernel.release}: ${table.size} exported symbols, ${inC} of them from C`);
console.log(`found ${inC - missed.length} (${((100 * (inC - missed.length)) / inC).toFixed(2)} %)`);
console.log(
  `in the right folder, with the right licence and namespace: ${inC - missed.length - elsewhere.length - otherKind.length}`,
);

/** vmlinux is made of everything; the objects of a module lie in its folder or below. */
function isBuiltInto(file: string, module: string): boolean {
  if (module === "vmlinux") return true;
  const folder = path.join(source, path.dirname(module));
  return file.startsWith(`${folder}/`) || folder.startsWith(`${path.dirname(file)}/`);
}

/** Symbols of assembly are no C: their exports are left out of the count. */
function assemblyText(folder: string): string {
  return globSync("{arch/x86,lib,crypto,kernel}/**/*.S", { cwd: folder })
    .map((file) => readFileSync(path.join(folder, file), "utf8"))
    .join("\n");
}
