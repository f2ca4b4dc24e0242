/** Modules in folders of their own, and requests to build them for kernels whose headers are installed here. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type {
  BuildKernel,
  BuildMessage,
  BuildOptions,
  BuildRequest,
} from "../../../client/src/kernel/kbuild/build.ts";
import { plainOptions } from "../../support/plain-build.ts";

/** Kernels that are installed here, by version: `6.1`, `6.12`. */
export function installedKernels(): readonly { readonly version: string; readonly kernel: BuildKernel }[] {
  const folder = "/lib/modules";
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((release) => {
    const directory = `${folder}/${release}/build`;
    const [version] = /^\d+\.\d+/.exec(release) ?? [];
    const isBuildable = existsSync(`${directory}/include/generated/autoconf.h`);
    return version !== undefined && isBuildable ? [{ version, kernel: { directory, release } }] : [];
  });
}

/** The first of them: tests that need one kernel, whichever. */
export function anyKernel(): BuildKernel {
  const [found] = installedKernels();
  if (found === undefined) throw new Error("linux-headers are not installed");
  return found.kernel;
}

export interface Project {
  readonly folder: string;
  readonly file: (name: string) => string;
  readonly write: (files: Readonly<Record<string, string>>) => void;
  readonly request: (more?: Partial<BuildRequest>, options?: Partial<BuildOptions>) => BuildRequest;
  readonly remove: () => void;
}

/** A folder below the temporary one with these files. Whoever calls removes it. */
export function createProject(files: Readonly<Record<string, string>>, name = "driver"): Project {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), "kmod-kbuild-")));
  const folder = path.join(root, name);
  const write: Project["write"] = (more) => {
    for (const [file, text] of Object.entries(more)) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    }
  };
  write(files);
  return {
    folder,
    write,
    file: (file) => path.join(folder, file),
    request: (more, options) => ({
      folder,
      goal: { kind: "modules" },
      kernel: anyKernel(),
      options: { ...plainOptions, ...options },
      ...more,
    }),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

export const hello = {
  Makefile: "obj-m := hello.o\n",
  "hello.c": `#include <linux/module.h>
static int __init hello_init(void)
{
	return 0;
}
module_init(hello_init);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("hello");
`,
};

/** `compiler error x.c:3:4 words` */
export function short({ tool, severity, place, text, option }: BuildMessage): string {
  const words = option === undefined ? text : `${text} ${option}`;
  return `${tool} ${severity} ${shortPlace(place)} ${words}`;
}

export function shortPlace(place: BuildMessage["place"]): string {
  if (place === undefined) return "nowhere";
  const column = place.column === undefined ? "" : `:${place.column}`;
  return `${path.basename(place.file)}:${place.line}${column}`;
}
