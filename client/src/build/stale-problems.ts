/** Which of a project's problems a build leaves as they are. Pure. */
import type { BuildGoal } from "../kernel/kbuild/build.ts";
import type { Problem } from "./problem.ts";

/**
 * Those that still hold when make starts: the build of one file says nothing about the others, and what was removed has
 * no problems. make compiles only what has changed, so warnings of sources stay until their file is compiled again.
 */
export const staysFor =
  (goal: BuildGoal) =>
  ({ file, severity, tool }: Problem): boolean => {
    switch (goal.kind) {
      case "file":
        return file !== goal.source;
      case "modules":
      case "keep-going":
        return severity !== "error" && isOfOneSource(tool) && isSource(file);
      case "clean":
        return false;
    }
  };

/** Those of what stayed that the build did not look at again. @param lines what make said */
export function staysAfter(lines: readonly string[]): (problem: Problem) => boolean {
  const compiled = new Set(lines.flatMap((line) => compiledObject(line) ?? []));
  return ({ file }) => {
    const stem = file.replace(/\.\w+$/u, "");
    return ![...compiled].some((object) => stem === object || stem.endsWith(`/${object}`));
  };
}

/** `  CC [M]  /srv/hello/hello.o`: path without its ending, as Kbuild says it (relative since 6.13). */
const compiledObject = (line: string): string | undefined =>
  /^ {2}(?:CC|AS|HOSTCC|CHECK|RUSTC)(?: \[M\])? +(?:\.\/)?(\S+)\.\w+$/u.exec(line)?.[1];

const isOfOneSource = (tool: Problem["tool"]): boolean => tool === "compiler" || tool === "sparse";

const isSource = (file: string): boolean => /\.(?:c|S)$/u.test(file);
