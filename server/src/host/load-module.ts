/**
 * Puts a module together: the models of its sources and of what they include by quotes. The server and kmod-lint
 * share it; each brings its own reader, which decides what is kept in memory and when a file is really read.
 */
import type { KbuildModule } from "../core/kbuild/modules.ts";
import type { FileModel, Include } from "../core/model/file.ts";
import type { ModuleModel } from "../core/model/module.ts";
import { noNeighbours } from "../core/symbols/exported.ts";
import { directoryOf, joinPath, stemOf } from "../core/text/paths.ts";

export interface SourceReader {
  /** The model of a C file or header by absolute path; undefined where it cannot be read. */
  model(path: string): FileModel | undefined;
  /** Is there a regular file? */
  isFile(path: string): boolean;
  /**
   * The includes of a file, where they can be had for less than its model, and its size in UTF-16 units; undefined
   * where it cannot be read. It may name includes that are never compiled.
   */
  outline?(path: string): HeaderOutline | undefined;
}

export interface HeaderOutline {
  readonly length: number;
  readonly includes: readonly Pick<Include, "path" | "isSystem">[];
}

export interface LoadLimits {
  /** Files included by quotes, all together. */
  readonly files: number;
  /** UTF-16 units of included files, all together. */
  readonly length: number;
}

/** Covers all but the register lists of the largest graphics drivers. */
export const defaultLimits: LoadLimits = { files: 500, length: 8 * 1024 * 1024 };

/**
 * The model of a module that Kbuild builds.
 *
 * `isComplete` is true only when it is certainly built as a module (perhaps also into the kernel, as the
 * configuration says), every object of it has a C source that was read, and everything these include by quotes was
 * found within the limits. An object that is only perhaps linked is among `files`: what is absent from them is absent.
 */
export const loadModule = (
  module: KbuildModule,
  reader: SourceReader,
  limits: LoadLimits = defaultLimits,
): ModuleModel => {
  const files = new Map<string, FileModel>();
  let isWhole = module.isComplete && (module.build === "module" || module.build === "either");
  for (const object of module.objects) {
    const file =
      object.language === "c" && object.source !== undefined ? reader.model(object.source) : undefined;
    if (file === undefined) isWhole = false;
    else files.set(file.path, file);
  }
  const included = loadIncluded(files, module.includeDirectories, reader, limits);
  return {
    name: module.name,
    kbuild: module,
    files: [...files.values()],
    isComplete: isWhole && files.size > 0 && included.isWhole,
    included: included.files,
    scopes: new Map(),
    neighbours: noNeighbours,
  };
};

/** The model of a file that no Kbuild file reaches; undefined where it cannot be read. Never complete. */
export const loadAlone = (
  path: string,
  reader: SourceReader,
  limits: LoadLimits = defaultLimits,
): ModuleModel | undefined => {
  const file = reader.model(path);
  if (file === undefined) return undefined;
  const files = new Map([[path, file]]);
  const included = loadIncluded(files, [], reader, limits);
  return {
    name: stemOf(path),
    kbuild: undefined,
    files: [file],
    isComplete: false,
    included: included.files,
    scopes: new Map(),
    neighbours: noNeighbours,
  };
};

interface Included {
  readonly files: ReadonlyMap<string, FileModel>;
  /** False where an include was not found, could not be read or exceeds the limits. */
  readonly isWhole: boolean;
}

interface PendingInclude {
  readonly from: string;
  readonly include: Pick<Include, "path" | "isSystem">;
}

const loadIncluded = (
  sources: ReadonlyMap<string, FileModel>,
  directories: readonly string[],
  reader: SourceReader,
  limits: LoadLimits,
): Included => {
  const files = new Map<string, FileModel>();
  const pending: PendingInclude[] = [...sources].flatMap(([from, file]) =>
    (reader.outline?.(from)?.includes ?? file.includes).map((include) => ({ from, include })),
  );
  const seen = new Set<string>(sources.keys());
  let isWhole = true;
  let length = 0;
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    if (next.include.isSystem) continue;
    const path = resolveInclude(next, directories, reader);
    if (path === undefined && isKernelHeader(next.include.path)) continue;
    if (path !== undefined && seen.has(path)) continue;
    const outline = path === undefined ? undefined : outlineOf(path, reader);
    length += outline?.length ?? 0;
    const file =
      path === undefined || outline === undefined || length > limits.length ? undefined : reader.model(path);
    if (path === undefined || outline === undefined || file === undefined || files.size >= limits.files) {
      isWhole = false;
      if (files.size >= limits.files || length > limits.length) break;
      continue;
    }
    seen.add(path);
    files.set(path, file);
    for (const include of outline.includes) pending.push({ from: path, include });
  }
  return { files, isWhole };
};

const outlineOf = (path: string, reader: SourceReader): HeaderOutline | undefined => {
  if (reader.outline !== undefined) return reader.outline(path);
  const file = reader.model(path);
  return file && { length: file.text.length, includes: file.includes };
};

/** As cpp looks: beside the file that includes, then in each -I folder. */
const resolveInclude = (
  { from, include }: PendingInclude,
  directories: readonly string[],
  reader: SourceReader,
): string | undefined => {
  if (include.path.startsWith("/"))
    return reader.isFile(include.path) ? joinPath("/", include.path) : undefined;
  for (const directory of [directoryOf(from), ...directories]) {
    const path = joinPath(directory, include.path);
    if (reader.isFile(path)) return path;
  }
  return undefined;
};

/** Folders of the kernel's own include/ and arch/x/include/: quotes find them there after the -I folders. */
const kernelFolders =
  /^(?:linux|asm|asm-generic|uapi|net|scsi|sound|media|drm|rdma|crypto|acpi|dt-bindings|kunit|kvm|memory|misc|pcmcia|ras|soc|target|trace|ufs|vdso|video|xen|clocksource|keys|math-emu)\//;
const isKernelHeader = (path: string): boolean => kernelFolders.test(path);
