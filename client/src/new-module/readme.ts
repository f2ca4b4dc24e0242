/** README.md of a new module. How one sees that it works stands in the comment that opens its source. Pure. */
import { firstVersion } from "./build-files.ts";
import { markdownText } from "./escapes.ts";
import type { Licence } from "./licences.ts";
import type { ModuleNames } from "./module-names.ts";

export interface ReadmeInput {
  readonly names: ModuleNames;
  readonly description: string;
  readonly licence: Licence;
  /** Text of the main source, under the module's own name. */
  readonly source: string;
  /** A second module has KUnit tests of the first. */
  readonly hasTests: boolean;
  readonly hasDkms: boolean;
  readonly hasKconfig: boolean;
}

export function readmeFile(input: ReadmeInput): string {
  const { names, description, licence, hasTests, hasDkms, hasKconfig } = input;
  return `${[
    `# ${markdownText(names.file)}`,
    markdownText(description),
    "## Build",
    "With the compiler, make and the headers of the kernel that it is built for:",
    code("make", `make KDIR=/lib/modules/RELEASE/build   # for another kernel than the running one`),
    "## Load",
    "As root. What the module says stands in the kernel's log.",
    code(
      `insmod ${names.file}.ko`,
      ...(hasTests ? [`insmod ${names.file}_test.ko   # where the kernel has KUnit`] : []),
      "dmesg | tail",
    ),
    "## See it work",
    ...openingComment(input.source),
    "## Unload",
    code(...(hasTests ? [`rmmod ${names.identifier}_test`] : []), `rmmod ${names.identifier}`),
    ...(hasDkms ? ["## Install for every kernel", dkmsCode(names)] : []),
    ...(hasKconfig ? ["## In a kernel tree", inTree(names)] : []),
    "## Licence",
    licence.spdx,
  ].join("\n\n")}\n`;
}

const code = (...lines: readonly string[]): string => ["```sh", ...lines, "```"].join("\n");

const dkmsCode = ({ file }: ModuleNames): string =>
  code("sudo dkms add .", `sudo dkms install ${file}/${firstVersion}`);

const inTree = ({ file, capitals }: ModuleNames): string =>
  [
    `Copy the folder to, say, \`drivers/misc/${file}\`. Add there \`obj-$(CONFIG_${capitals}) += ${file}/\` to the Makefile`,
    `and \`source "drivers/misc/${file}/Kconfig"\` to Kconfig, and choose \`${capitals}\` in \`make menuconfig\`.`,
  ].join("\n");

/** Paragraphs and commands of the comment behind the SPDX line, as blocks of Markdown; none where there is no comment. */
export function openingComment(source: string): readonly string[] {
  const [, body = ""] = /^[^\n]*\n\/\*\n([\s\S]*?)\n \*\//u.exec(source) ?? [];
  const blocks: { readonly isCode: boolean; readonly lines: string[] }[] = [];
  let isNew = true;
  for (const line of body.split("\n").map((one) => one.replace(/^ \* ?/u, ""))) {
    const isCode = line.startsWith("\t");
    const last = blocks.at(-1);
    if (line.trim() === "") isNew = true;
    else if (!isNew && last?.isCode === isCode) last.lines.push(line);
    else blocks.push({ isCode, lines: [line] });
    if (line.trim() !== "") isNew = false;
  }
  return blocks.map(({ isCode, lines }) =>
    isCode
      ? ["```", ...lines.map((line) => line.slice(1)), "```"].join("\n")
      : lines.map(markdownText).join("\n"),
  );
}
