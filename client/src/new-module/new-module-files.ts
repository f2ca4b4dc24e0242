/** What New Module writes, as data. Pure: nothing here reads or writes a disk. */
import {
  type BuildFilesInput,
  dkmsFile,
  gitignoreFile,
  kbuildFile,
  kconfigFile,
  makefile,
} from "./build-files.ts";
import { ownClangFormat } from "./clang-format.ts";
import type { ModuleKind } from "./kinds.ts";
import { type ModuleNames, namesOf } from "./module-names.ts";
import { readmeFile } from "./readme.ts";
import { type Credits, renderedName, renderTemplate } from "./render-template.ts";

/** Files that not everybody wants. */
export type Extra = "readme" | "clang-format" | "kconfig" | "dkms";

export interface NewModule extends Credits {
  readonly kind: ModuleKind;
  /** Checked by `nameProblem`. */
  readonly name: string;
  readonly extras: ReadonlySet<Extra>;
}

/** Texts of `templates/<kind>/`, by the names of their files. */
export type Template = ReadonlyMap<string, string>;

export interface NewModuleFiles {
  /** Texts by the names of the files: all in one folder, called as the module. */
  readonly files: ReadonlyMap<string, string>;
  /** The source that is opened, and where in it the author goes on. */
  readonly main: { readonly file: string; readonly offset: number };
}

/** @param clangFormat that of the kernel's tree; a short one takes its place when missing */
export function newModuleFiles(
  module: NewModule,
  template: Template,
  clangFormat: string | undefined,
): NewModuleFiles {
  const names = namesOf(module.name);
  const sources = new Map(
    [...template].map(([file, text]) => [
      renderedName(file, names),
      renderTemplate(text, names, module, file === mainTemplate),
    ]),
  );
  const main = renderedName(mainTemplate, names);
  const source = sources.get(main) ?? "";
  const hasTests = template.has("skeleton_test.c");
  return {
    files: new Map([...sources, ...filesBeside({ module, names, source, hasTests, clangFormat })]),
    main: { file: main, offset: startOf(source) },
  };
}

/** The source that every template has. */
export const mainTemplate = "skeleton.c";

interface Beside {
  readonly module: NewModule;
  readonly names: ModuleNames;
  readonly source: string;
  readonly hasTests: boolean;
  readonly clangFormat: string | undefined;
}

function filesBeside({ module, names, source, hasTests, clangFormat }: Beside): ReadonlyMap<string, string> {
  const { description, licence, extras } = module;
  const { depends, selects = [] } = module.kind;
  const input: BuildFilesInput = { names, description, licence, depends, selects, hasTests };
  const hasDkms = extras.has("dkms");
  const hasKconfig = extras.has("kconfig");
  const files = new Map([
    ["Kbuild", kbuildFile(input)],
    ["Makefile", makefile(input)],
    [".gitignore", gitignoreFile()],
  ]);
  if (hasKconfig) files.set("Kconfig", kconfigFile(input));
  if (hasDkms) files.set("dkms.conf", dkmsFile(input));
  if (extras.has("clang-format")) files.set(".clang-format", clangFormat ?? ownClangFormat());
  if (extras.has("readme"))
    files.set(
      "README.md",
      readmeFile({ names, description, licence, source, hasTests, hasDkms, hasKconfig }),
    );
  return files;
}

/** Where an author begins: the first code behind the includes, in a function its first statement. */
function startOf(source: string): number {
  const lines = source.split("\n");
  const afterIncludes = lines.findLastIndex((line) => line.startsWith("#include")) + 1;
  const first = lines.findIndex((line, at) => at >= afterIncludes && isCode(line));
  const body = lines[first + 1] === "{" ? lines.findIndex((line, at) => at > first + 1 && isCode(line)) : -1;
  const line = Math.max(body === -1 ? first : body, 0);
  const before = lines.slice(0, line).reduce((sum, { length }) => sum + length + 1, 0);
  return before + (/^\t*/u.exec(lines[line] ?? "")?.[0].length ?? 0);
}

const isCode = (line: string): boolean => /^\t?[^\s/*{]/u.test(line);
