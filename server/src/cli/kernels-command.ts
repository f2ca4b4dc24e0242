/** `kmod-lint list-kernels`: what `--kernel` may name, as a table or JSON. No header is read for it. */
import { dirname } from "node:path";
import { cachedDisk, nodeDisk } from "../host/disk.ts";
import type { KernelChoice } from "../host/kernel-choice.ts";
import { discoverKernels } from "../host/kernels.ts";
import type { ListKernelsOptions } from "./options.ts";
import { readTargets } from "./targets.ts";

/**
 * One kernel a line, the likeliest first; or a JSON array of what is known of each. Folders are absolute.
 * @throws UsageError for a path that is no folder
 */
export const listKernels = ({ paths, format }: ListKernelsOptions, workingDirectory: string): string => {
  const folders = paths.map((path) => folderOf(path, workingDirectory));
  const kernels = discoverKernels(cachedDisk(nodeDisk()), { folders });
  return format === "json" ? jsonOf(kernels) : tableOf(kernels);
};

const folderOf = (written: string, workingDirectory: string): string => {
  const [target] = readTargets([written], workingDirectory);
  return target?.kind === "folder" ? target.path : dirname(target?.path ?? workingDirectory);
};

const jsonOf = (kernels: readonly KernelChoice[]): string =>
  kernels.length === 0
    ? "[]\n"
    : `[\n${kernels.map((kernel) => JSON.stringify(entryOf(kernel))).join(",\n")}\n]\n`;

const entryOf = ({ directory, release, architecture, origin, state, reason, ...facts }: KernelChoice) => ({
  directory,
  release: release ?? null,
  architecture: architecture ?? null,
  origin,
  usable: state === "ready",
  reason: reason ?? null,
  prepared: facts.isPrepared,
  sourceTree: facts.isSourceTree,
  built: facts.isBuilt,
  symvers: facts.hasSymvers,
});

const heads = ["RELEASE", "ARCH", "KIND", "SYMBOLS", "FROM", "FOLDER"] as const;

const tableOf = (kernels: readonly KernelChoice[]): string => {
  if (kernels.length === 0)
    return "no kernel was found: install the headers of one, or name a kernel source tree with --kernel\n";
  const rows = [heads, ...kernels.filter(({ state }) => state === "ready").map(rowOf)];
  const widths = heads.map((_head, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  const refused = kernels.flatMap(({ reason }) => (reason === undefined ? [] : [`cannot serve: ${reason}`]));
  return `${[...(rows.length > 1 ? lines : []), ...refused].join("\n")}\n`;
};

const rowOf = (kernel: KernelChoice): readonly string[] => [
  kernel.release ?? "",
  kernel.architecture ?? "-",
  kindOf(kernel),
  kernel.hasSymvers ? "yes" : "no",
  kernel.origin,
  kernel.directory,
];

const kindOf = ({ isSourceTree, isBuilt, isPrepared }: KernelChoice): string => {
  const kind = isSourceTree ? "tree" : "headers";
  if (isBuilt) return `${kind}, built`;
  if (isPrepared) return isSourceTree ? `${kind}, prepared` : kind;
  return `${kind}, not prepared`;
};
