/** Which .ko files a module of a report may be: the one it was loaded from first, then what the workspace has built. Pure. */
import type { KoFile } from "../kernel/kmod/module-info.ts";

export interface FileQuestion {
  /** As lsmod shows it. */
  readonly module: string;
  readonly built: readonly Pick<KoFile, "name" | "file" | "vermagic">[];
  /** The file that it was last loaded from there. */
  readonly loadedFrom: string | undefined;
  /** Of the kernel that made the report. */
  readonly release: string | undefined;
}

export function moduleFiles({ module, built, loadedFrom, release }: FileQuestion): readonly string[] {
  const own = built.filter(({ name }) => name === module);
  const forKernel = own.filter(
    ({ vermagic }) => release !== undefined && vermagic?.split(" ")[0] === release,
  );
  const files = [...forKernel, ...own].map(({ file }) => file);
  return [...new Set([...(loadedFrom === undefined ? [] : [loadedFrom]), ...files])];
}
