/** The language of host.ts, made of core's extraction and a loaded parser. */
import { editFile, modelFile, openFile } from "../core/model/extract.ts";
import type { Parser } from "../core/syntax/tree.ts";
import type { Language } from "./host.ts";

export const languageOf = (parser: Parser): Language => ({
  name: parser.backend,
  open: (path, text) => openFile(parser, path, text),
  edit: (before, change, text) => editFile(parser, before, change, text),
  model: (path, text) => modelFile(parser, path, text),
});
