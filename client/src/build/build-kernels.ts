/** Which kernels modules are built for: those that they are checked against. Pure. */
import type { BuildProject, KernelChoice } from "../../../server/src/protocol/messages.ts";
import type { BuildKernel } from "../kernel/kbuild/build.ts";

/** The main one first, then the others that are checked against; without any of them, the likeliest that there is. */
export function kernelsInUse(choices: readonly KernelChoice[]): readonly BuildKernel[] {
  const used = [
    ...choices.filter(({ use }) => use === "main"),
    ...choices.filter(({ use }) => use === "other"),
  ];
  const likeliest = choices.filter(({ problem, isPrepared }) => problem === undefined && isPrepared);
  return (used.length > 0 ? used : likeliest.slice(0, 1)).map(toKernel);
}

/** One of this release: one in use rather than another that is on this machine. */
export function kernelOfRelease(choices: readonly KernelChoice[], release: string): BuildKernel | undefined {
  const able = choices.filter((choice) => choice.release === release && choice.problem === undefined);
  const found = able.find(({ use }) => use !== "none") ?? able.find(({ isPrepared }) => isPrepared);
  return found && toKernel(found);
}

/** The kernel tree that a folder of it is built with; undefined: the folder is in no tree that is known. */
export function treeOf(
  { kind }: Pick<BuildProject, "kind">,
  folder: string,
  choices: readonly KernelChoice[],
): BuildKernel | undefined {
  if (kind !== "tree") return undefined;
  const [tree] = choices
    .filter(({ directory }) => folder === directory || folder.startsWith(`${directory}/`))
    .toSorted((a, b) => b.directory.length - a.directory.length);
  return tree && toKernel(tree);
}

/** Where a distribution has the headers of a release. */
export const headersOf = (release: string): BuildKernel => ({
  directory: `/lib/modules/${release}/build`,
  release,
});

const toKernel = ({ directory, release }: KernelChoice): BuildKernel => ({ directory, release });
