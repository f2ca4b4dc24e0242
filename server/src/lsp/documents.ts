/**
 * The documents open in the editor, kept incrementally, and the models of those that are kernel C. Changes only touch
 * memory; the model follows when someone asks for it, once for all changes since.
 */
import type { TextDocumentContentChangeEvent } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { OpenFile } from "../core/model/extract.ts";
import type { FileModel } from "../core/model/file.ts";
import type { TextChange } from "../core/syntax/tree.ts";
import { baseOf } from "../core/text/paths.ts";
import { pathOf } from "./convert.ts";
import { type Log, stackOf } from "./guard.ts";
import type { Language } from "./host.ts";

export type DocumentKind = "c" | "kbuild" | "other";

export interface OpenDocument {
  readonly path: string;
  readonly kind: DocumentKind;
  /** Always the editor's text of the last change received. */
  readonly text: TextDocument;
  /** False for a text that is not looked into: too large, or binary. */
  readonly isReadable: boolean;
  /** Does the text itself look like kernel code? Such a file is checked also where no Kbuild file reaches it. */
  readonly looksLikeKernel: boolean;
}

export interface Documents {
  open(uri: string, languageId: string, version: number, text: string): OpenDocument;
  /** Gives the document after the changes; undefined for one that is not open. */
  change(
    uri: string,
    version: number,
    changes: readonly TextDocumentContentChangeEvent[],
  ): OpenDocument | undefined;
  close(uri: string): OpenDocument | undefined;
  at(path: string): OpenDocument | undefined;
  all(): Iterable<OpenDocument>;
  /** The model of the text as it is now; undefined where the file is not open, not C or not readable. */
  modelOf(path: string, language: Language): FileModel | undefined;
}

/** In UTF-16 units. The largest header of Linux 6.1 that is written by hand has a tenth of it. */
export const largestText = 8 * 1024 * 1024;

/** What a file of the kernel or of a module has and an ordinary C program has not. */
const kernelWords =
  /#\s*include\s*[<"](?:linux|asm|asm-generic)\/|^\s*(?:MODULE_[A-Z_]+|module_[a-z_0-9]+)\s*\(/m;

interface Entry {
  document: OpenDocument;
  /** What the model has not seen yet. */
  pending: TextChange | undefined;
  opened: OpenFile | undefined;
  /** The version of the text that cannot be read. */
  failed: number | undefined;
}

export function createDocuments(log: Log): Documents {
  const entries = new Map<string, Entry>();
  return {
    open(uri, languageId, version, text) {
      const path = pathOf(uri);
      const document: OpenDocument = {
        path,
        kind: kindOf(path, languageId),
        text: TextDocument.create(uri, languageId, version, text),
        isReadable: isReadable(text),
        looksLikeKernel: isReadable(text) && kernelWords.test(text),
      };
      if (!document.isReadable) log.info(`${path}: not looked into: ${reasonOf(text)}`);
      entries.set(path, { document, pending: undefined, opened: undefined, failed: undefined });
      return document;
    },
    change(uri, version, changes) {
      const entry = entries.get(pathOf(uri));
      if (entry === undefined) return undefined;
      for (const change of changes) applyChange(entry, change, version, log);
      // A notification may have no change and still count.
      if (changes.length === 0) TextDocument.update(entry.document.text, [], version);
      return entry.document;
    },
    close(uri) {
      const entry = entries.get(pathOf(uri));
      entries.delete(pathOf(uri));
      return entry?.document;
    },
    at: (path) => entries.get(path)?.document,
    all: () => Array.from(entries.values(), (entry) => entry.document),
    modelOf(path, language) {
      const entry = entries.get(path);
      if (entry === undefined || entry.document.kind !== "c" || !entry.document.isReadable) return undefined;
      return bringUpToDate(entry, language, log)?.model;
    },
  };
}

/** C by its name, or by the editor's word for a text without one; `.h` opens as C++ in some editors. */
const kindOf = (path: string, languageId: string): DocumentKind => {
  if (isKbuildFile(path)) return "kbuild";
  if (/\.[ch]$/.test(path)) return "c";
  return languageId === "c" && !/\.[A-Za-z+]+$/.test(baseOf(path)) ? "c" : "other";
};

/** Kbuild, Makefile and what they include; not what automake and configure make theirs of. */
export const isKbuildFile = (path: string): boolean =>
  /(?:^|\/)(?:(?:Kbuild|Makefile)(?:\.(?![chS]$|am$|in$)[^/.]+)?|[^/]+\.mk)$/.test(path);

const isReadable = (text: string): boolean => text.length <= largestText && !text.includes("\0");

const reasonOf = (text: string): string =>
  text.length > largestText ? `${text.length} characters, more than ${largestText}` : "it is binary";

function applyChange(entry: Entry, change: TextDocumentContentChangeEvent, version: number, log: Log): void {
  const { text } = entry.document;
  const before = text.getText().length;
  const start = "range" in change ? text.offsetAt(change.range.start) : 0;
  const end = "range" in change ? Math.max(start, text.offsetAt(change.range.end)) : before;
  // A range beyond the text is cut to it: TextDocument would keep the lines it names.
  const range = { start: text.positionAt(start), end: text.positionAt(end) };
  TextDocument.update(
    text,
    ["range" in change ? { range, text: change.text } : { text: change.text }],
    version,
  );
  const made: TextChange = { span: { start, end }, insertedLength: change.text.length };
  if (entry.opened) entry.pending = entry.pending ? composed(entry.pending, made) : made;
  updateNature(entry, change.text, start, log);
}

/** Asks only about what was inserted, so that an edit does not cost the whole text. */
function updateNature(entry: Entry, inserted: string, start: number, log: Log): void {
  const { document } = entry;
  const whole = document.text.getText();
  const readable = document.isReadable
    ? whole.length <= largestText && !inserted.includes("\0")
    : isReadable(whole);
  if (document.isReadable && !readable)
    log.info(`${document.path}: no longer looked into: ${reasonOf(whole)}`);
  const looksLikeKernel =
    document.looksLikeKernel ||
    (readable && kernelWords.test(linesAround(whole, start, start + inserted.length)));
  if (readable !== document.isReadable || looksLikeKernel !== document.looksLikeKernel) {
    entry.document = { ...document, isReadable: readable, looksLikeKernel };
  }
}

const linesAround = (text: string, start: number, end: number): string => {
  const last = text.indexOf("\n", end);
  return text.slice(text.lastIndexOf("\n", start - 1) + 1, last < 0 ? text.length : last);
};

/** Two changes, the second made to the result of the first, as one change that covers both. */
export const composed = (first: TextChange, second: TextChange): TextChange => {
  const firstEnd = first.span.start + first.insertedLength;
  const grown = first.insertedLength - (first.span.end - first.span.start);
  const start = Math.min(first.span.start, second.span.start);
  const end = Math.max(firstEnd, second.span.end);
  const secondGrown = second.insertedLength - (second.span.end - second.span.start);
  return { span: { start, end: end - grown }, insertedLength: end + secondGrown - start };
};

/** Gives undefined where the text cannot be read as C at all: a bug of ours, logged once for each text. */
function bringUpToDate(entry: Entry, language: Language, log: Log): OpenFile | undefined {
  const { text, path } = entry.document;
  const { pending, opened } = entry;
  if (opened && !pending) return opened;
  if (entry.failed === text.version) return undefined;
  entry.pending = undefined;
  entry.opened = undefined;
  try {
    entry.opened = opened && pending && editedFile(path, opened, pending, text.getText(), language, log);
    entry.opened ??= language.open(path, text.getText());
  } catch (error) {
    entry.failed = text.version;
    log.error(`${path} could not be read as C: ${stackOf(error)}`);
  }
  return entry.opened;
}

function editedFile(
  path: string,
  opened: OpenFile,
  change: TextChange,
  text: string,
  language: Language,
  log: Log,
): OpenFile | undefined {
  try {
    return language.edit(opened, change, text);
  } catch (error) {
    log.error(`${path}: an edit could not be followed, the file is read anew: ${stackOf(error)}`);
    return undefined;
  }
}
