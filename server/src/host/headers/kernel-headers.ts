/**
 * What the headers of one kernel say to a C file of a module: finds them as Kbuild lets gcc find them, reads each once,
 * evaluates the file's unit and cuts the scope down to what its text can mention. Synchronous: the server asks it on a
 * thread of its own.
 */
import { realpathSync } from "node:fs";
import type { Flags } from "../../core/kbuild/flags.ts";
import type { KernelFacts } from "../../core/kernel/facts.ts";
import { sourceDirectoryOf } from "../../core/kernel/kernel-facts.ts";
import { commandLineMacro, compilerMacros, moduleMacros } from "../../core/preprocess/compiler-macros.ts";
import { readHeader } from "../../core/preprocess/header-reader.ts";
import { includeSearch } from "../../core/preprocess/include-folders.ts";
import type { UnitScope } from "../../core/preprocess/scope.ts";
import {
  evaluateScope,
  type HeaderSource,
  type PredefinedMacro,
  restrictScope,
} from "../../core/preprocess/scope-evaluation.ts";
import type { Disk } from "../../core/text/disk.ts";
import { directoryOf, isAbsolute, isWithin, joinPath, stemOf } from "../../core/text/paths.ts";
import { nodeDisk } from "../disk.ts";
import { createHeaderCache, hashOf } from "./header-cache.ts";
import { createHeaderStore, type HeaderStore } from "./header-store.ts";
import { createFolders, createIncludeSearch, type Folders, settledFolders } from "./include-search.ts";
import { itemsFormat } from "./items-codec.ts";
import { createNames, type Names } from "./names.ts";
import { strayCalls } from "./stray-calls.ts";

/** Of a kernel's facts, what its headers are read by. Plain data: it crosses to a thread. */
export type HeaderKernel = Pick<KernelFacts, "directory" | "config" | "version">;

/** One C file as it is compiled. Plain data. */
export interface UnitRequest {
  readonly path: string;
  readonly text: string;
  /** Of the module that it is compiled for. */
  readonly module: string;
  /** undefined for a file that no Kbuild file reaches. */
  readonly flags: Flags | undefined;
}

export interface KernelHeaders {
  /** @param openTexts of headers that an editor holds unsaved, by path */
  scopeOf(request: UnitRequest, openTexts?: ReadonlyMap<string, string>): UnitScope;
  /** One step of some milliseconds of reading all headers for their names; false when none is left. */
  readSomeNames(): boolean;
  /** Reads all of them now, where the cache does not have them. */
  readAllNames(): void;
  /** Files of the kernel may have changed. */
  unsettle(): void;
  /** Puts what was read into the cache. */
  flush(): void;
}

export interface KernelHeadersOptions {
  /** Where to keep what is read; undefined: nowhere. */
  readonly cacheFolder: string | undefined;
  readonly log: (message: string) => void;
  /** Items of headers in memory; a unit has some 60,000. */
  readonly mostItems: number;
}

/** undefined where the kernel has no headers that were made ready to build with: no autoconf.h, no architecture. */
export const openKernelHeaders = (
  kernel: HeaderKernel,
  options: KernelHeadersOptions,
): KernelHeaders | undefined => {
  const disk = nodeDisk();
  const place = placeOf(kernel, disk);
  if (place === undefined) return undefined;
  const key = `headers-${itemsFormat}-${hashOf(place.build).slice(0, 16)}`;
  const { cacheFolder, log } = options;
  const cache = cacheFolder === undefined ? undefined : createHeaderCache({ folder: cacheFolder, key, log });
  const isSettled = (path: string): boolean => isWithin(place.source, path) || isWithin(place.build, path);
  const store = createHeaderStore({ cache, isSettled, mostItems: options.mostItems });
  let folders = createFolders();
  let units = createUnits(kernel, place, store, folders);
  let names = createNames(place.folders, store, cacheFolder, key);
  return {
    scopeOf(request, openTexts = new Map()) {
      store.begin(openTexts);
      for (const folder of foldersOf(request)) folders.forget(folder);
      return withElsewhere(units.scopeOf(request), request.text, names);
    },
    readSomeNames: () => names.readSome(),
    readAllNames() {
      while (names.readSome());
    },
    unsettle() {
      store.unsettle();
      folders = createFolders();
      units = createUnits(kernel, place, store, folders);
      names = createNames(place.folders, store, cacheFolder, key);
    },
    flush: () => store.flush(),
  };
};

interface Place {
  readonly build: string;
  readonly source: string;
  readonly folders: readonly string[];
  readonly forced: readonly string[];
}

const placeOf = ({ directory, config }: HeaderKernel, disk: Disk): Place | undefined => {
  if (directory === undefined) return undefined;
  const build = realPath(directory);
  if (build === undefined || disk.kindOf(`${build}/include/generated/autoconf.h`) !== "file")
    return undefined;
  const source = sourceDirectoryOf(disk, build);
  const search = includeSearch(disk, { build, source, config });
  return search && { build, source, ...search };
};

const realPath = (path: string): string | undefined => {
  try {
    return realpathSync(path);
  } catch (error) {
    // The folder is gone: so are its headers.
    if (error instanceof Error && "code" in error) return undefined;
    throw error;
  }
};

interface Units {
  scopeOf(request: UnitRequest): UnitScope;
}

/** Sources and macros are kept by what they are made of: the evaluation remembers what it did with the same ones. */
const createUnits = (kernel: HeaderKernel, place: Place, store: HeaderStore, folders: Folders): Units => {
  const ofKernel = compilerMacros(kernel.config, kernel.version);
  const settled = settledFolders(folders, place.folders);
  // A header that the editor has and that was never saved.
  const files = { isFile: (path: string) => folders.isFile(path) || store.isOpen(path) };
  const sources = new Map<string, HeaderSource>();
  const macros = new Map<string, readonly PredefinedMacro[]>();
  const sourceOf = (flags: UnitRequest["flags"]): HeaderSource => {
    const { firstDirectories: first = [], includeDirectories: own = [] } = flags ?? {};
    const key = [...first, "", ...own].join("\n");
    const known = sources.get(key);
    if (known) return known;
    const search = createIncludeSearch(files, { first, kernel: settled, own });
    const source: HeaderSource = {
      resolve: (path, form, isNext, from) => search.resolve(path, form, isNext, from),
      items: (path) => store.items(path),
      text: (path) => store.text(path),
    };
    sources.set(key, source);
    return source;
  };
  const macrosOf = ({ path, module, flags }: UnitRequest): readonly PredefinedMacro[] => {
    const key = [module, stemOf(path), ...(flags?.defines ?? [])].join("\n");
    const known = macros.get(key);
    if (known) return known;
    const own = [
      ...moduleMacros({ module, file: stemOf(path) }),
      ...(flags?.defines ?? []).map(commandLineMacro),
    ];
    const all = [...ofKernel, ...own];
    macros.set(key, all);
    return all;
  };
  return {
    scopeOf(request) {
      const { path, text, flags } = request;
      const source = sourceOf(flags);
      const forced = (flags?.forcedIncludes ?? []).map((given) => forcedPath(given, place, source));
      const whole = evaluateScope(
        {
          path,
          text,
          items: readHeader(text),
          forced: [...place.forced, ...forced],
          predefined: macrosOf(request),
        },
        source,
      );
      const scope = restrictScope(whole, text);
      if (flags?.areFlagsKnown !== false) return scope;
      return {
        ...scope,
        isWhole: false,
        doubts: [...scope.doubts, "the compiler's flags are not all known"],
      };
    },
  };
};

/** gcc looks in the folder that it runs in first, which is the kernel's before 6.13. */
const forcedPath = (given: string, { build }: Place, source: HeaderSource): string =>
  isAbsolute(given)
    ? given
    : (source.resolve(given, "quoted", false, `${build}/-`) ?? joinPath(build, given));

/** Of a module's own folders files come and go. */
const foldersOf = ({ path, flags }: UnitRequest): readonly string[] => [
  directoryOf(path),
  ...(flags?.firstDirectories ?? []),
  ...(flags?.includeDirectories ?? []),
];

/** Names that are called and that nothing declares are looked for in the headers that the unit does not include. */
const withElsewhere = (scope: UnitScope, text: string, names: Names): UnitScope => {
  const stray = strayCalls(scope, text);
  if (stray.length === 0) return { ...scope, elsewhere: new Map() };
  const index = names.index();
  if (index === undefined) return scope;
  const found = stray.flatMap((name) => {
    const headers = index.headersOf(name);
    return headers.length === 0 ? [] : [[name, headers] as const];
  });
  return { ...scope, elsewhere: new Map(found) };
};
