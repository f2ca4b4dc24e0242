/** core's Parser on `web-tree-sitter`: for machines on which the native addon does not load. Trees must be disposed. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import type { Tree } from "web-tree-sitter";
import type { Parser, SyntaxNode, SyntaxTree, TextChange } from "../../core/syntax/tree.ts";
import type { Span } from "../../core/text/span.ts";
import { editOf } from "./edit.ts";

export interface WasmOptions {
  /** The folder that holds web-tree-sitter.wasm and tree-sitter-c.wasm; without it, the packages' own are taken. */
  readonly directory?: string | undefined;
}

/** Loads both WASM files. Rejects where one is missing. */
export const loadWasmParser = async ({ directory }: WasmOptions = {}): Promise<Parser> => {
  const { Edit, Language, Parser: WebParser } = await import("web-tree-sitter");
  await WebParser.init({ locateFile: (name: string) => wasmFile(name, "web-tree-sitter", directory) });
  const language = await Language.load(
    await readFile(wasmFile("tree-sitter-c.wasm", "tree-sitter-c", directory)),
  );
  const parser = new WebParser();
  parser.setLanguage(language);
  const trees = new WeakMap<SyntaxTree, Tree>();
  const keep = (tree: Tree | null): SyntaxTree => {
    if (tree === null) throw new Error("tree-sitter gave no tree although nothing cancelled it");
    const kept: SyntaxTree = {
      root: tree.rootNode as unknown as SyntaxNode,
      dispose: () => {
        if (trees.delete(kept)) tree.delete();
      },
    };
    trees.set(kept, tree);
    return kept;
  };
  return {
    backend: "wasm",
    parse: (masked) => keep(parser.parse(readerOf(masked))),
    reparse: (old, change, masked) => {
      const before = trees.get(old);
      if (before === undefined)
        return { tree: keep(parser.parse(readerOf(masked))), changed: [wholeOf(masked)] };
      before.edit(new Edit(editOf(change)));
      const after = parser.parse(readerOf(masked), before);
      const changed = after === null ? [] : before.getChangedRanges(after);
      old.dispose();
      return { tree: keep(after), changed: [replacedSpan(change), ...changed.map(spanOf)] };
    },
  };
};

const wasmFile = (name: string, packageName: string, directory: string | undefined): string => {
  if (directory !== undefined) return path.join(directory, name);
  // In a bundle the files lie beside it and there is no node_modules.
  const beside = path.join(import.meta.dirname, name);
  return existsSync(beside) ? beside : createRequire(import.meta.url).resolve(`${packageName}/${name}`);
};

/** The binding's buffer holds 10,240 bytes of a chunk and cuts off what is beyond it. */
const chunk = 5_119;
const readerOf =
  (text: string) =>
  (index: number): string | undefined =>
    index < text.length ? text.slice(index, index + chunk) : undefined;

const spanOf = ({
  startIndex,
  endIndex,
}: {
  readonly startIndex: number;
  readonly endIndex: number;
}): Span => ({
  start: startIndex,
  end: endIndex,
});
const wholeOf = (text: string): Span => ({ start: 0, end: text.length });
const replacedSpan = ({ span, insertedLength }: TextChange): Span => ({
  start: span.start,
  end: span.start + insertedLength,
});
