/** Reads sources for one thread: headers are looked into only when a rule does, and no tree outlives its file. */
import { setImmediate } from "node:timers/promises";
import type { FileModel, Include } from "../core/model/file.ts";
import type { Disk } from "../core/text/disk.ts";
import { type HeaderOutline, loadAlone, loadModule, type SourceReader } from "../host/load-module.ts";
import type { Notice } from "./report.ts";
import type { Loader } from "./task.ts";
import type { Modeller } from "./toolkit.ts";

export interface LoaderOptions {
  readonly disk: Disk;
  readonly model: Modeller;
  /** Why the disk refused a path, since the last call: text of `path: reason` lines. */
  readonly takeRefusals: () => readonly string[];
}

/** UTF-16 units of source read between two turns of the event loop: native trees are freed in such turns only. */
const lengthBetweenTurns = 512 * 1024;

/** Gives a maker of loaders that share what may be kept for the whole run: which files there are, what headers include. */
export const createLoaders = (options: LoaderOptions): (() => Loader) => {
  const disk = rememberingDisk(options.disk);
  const shared: Shared = {
    ...options,
    disk,
    isFile: fileTest(options.disk),
    outlines: new Map(),
    sinceTurn: 0,
  };
  return () => createLoader(shared);
};

interface Shared extends LoaderOptions {
  readonly isFile: (path: string) => boolean;
  readonly outlines: Map<string, HeaderOutline | undefined>;
  sinceTurn: number;
}

const createLoader = (shared: Shared): Loader => {
  const models = new Map<string, FileModel | undefined>();
  const notices: Notice[] = [];
  const sources = new Set<string>();
  const readSource = (path: string): FileModel | undefined => {
    const text = shared.disk.readText(path);
    notices.push(...shared.takeRefusals().map((line) => refusal(line, path)));
    const model = text === undefined ? undefined : shared.model(path, () => text);
    shared.sinceTurn += text?.length ?? 0;
    if (text !== undefined) shared.outlines.set(path, outlineOf(text));
    models.set(path, model);
    sources.add(path);
    return model;
  };
  const reader: SourceReader = {
    isFile: shared.isFile,
    outline: (path) => outline(shared, path),
    model: (path) => {
      if (models.has(path)) return models.get(path);
      const model = outline(shared, path) && shared.model(path, () => shared.disk.readText(path) ?? "");
      models.set(path, model);
      return model;
    },
  };
  return {
    readAhead: async (paths) => {
      for (const path of paths) {
        if (!sources.has(path)) readSource(path);
        if (shared.sinceTurn < lengthBetweenTurns) continue;
        shared.sinceTurn = 0;
        await setImmediate();
      }
    },
    module: (module) => loadModule(module, reader),
    alone: (path) => loadAlone(path, reader),
    known: (path) => models.get(path),
    textOf: (path) => shared.disk.readText(path),
    takeNotices: () => notices.splice(0),
  };
};

/**
 * Headers are looked at for what they include, and soon after for what they say; those of one folder serve several
 * modules: the texts read last are kept, up to this many UTF-16 units.
 */
const keptLength = 6 * 1024 * 1024;

const rememberingDisk = (disk: Disk): Disk => {
  const texts = new Map<string, string>();
  let length = 0;
  const forgetOldest = (): void => {
    for (const [path, text] of texts) {
      if (length <= keptLength) return;
      texts.delete(path);
      length -= text.length;
    }
  };
  return {
    ...disk,
    readText: (path) => {
      const known = texts.get(path);
      const text = known ?? disk.readText(path);
      if (text === undefined) return undefined;
      // Put in anew, the latest stands last.
      if (known !== undefined) texts.delete(path);
      else length += text.length;
      texts.set(path, text);
      forgetOldest();
      return text;
    },
  };
};

const refusal = (line: string, path: string): Notice => ({
  kind: "skipped",
  path,
  message: line.startsWith(`${path}: `) ? line.slice(path.length + 2) : line,
});

const outline = (shared: Shared, path: string): HeaderOutline | undefined => {
  if (shared.outlines.has(path)) return shared.outlines.get(path);
  const text = shared.disk.readText(path);
  shared.takeRefusals();
  const made = text === undefined ? undefined : outlineOf(text);
  shared.outlines.set(path, made);
  return made;
};

const outlineOf = (text: string): HeaderOutline => ({ length: text.length, includes: quotedIncludes(text) });

const includeLine = /^[ \t]*#[ \t]*include[ \t]*"([^"\n]+)"/gm;

/** Also those in dead code and comments: one too many only costs time. */
const quotedIncludes = (text: string): readonly Pick<Include, "path" | "isSystem">[] =>
  text.includes("include")
    ? Array.from(text.matchAll(includeLine), (match) => ({ path: copied(match[1] ?? ""), isSystem: false }))
    : [];

/** A part of a text keeps the whole text in memory; a copy does not. */
const copied = (part: string): string => Buffer.from(part).toString();

/** Asks for the list of a folder once, then knows each file in it. */
const fileTest = (disk: Disk): ((path: string) => boolean) => {
  const folders = new Map<string, ReadonlySet<string>>();
  return (path) => {
    const cut = path.lastIndexOf("/");
    const folder = path.slice(0, cut);
    let names = folders.get(folder);
    if (names === undefined) {
      const entries = disk.list(folder) ?? [];
      names = new Set(entries.filter((entry) => entry.kind === "file").map((entry) => entry.name));
      folders.set(folder, names);
    }
    return names.has(path.slice(cut + 1));
  };
};
