/** core's Parser on `web-tree-sitter`: for machines on which the native addon does not load. Trees must be disposed. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import type { Parser } from "../../core/syntax/tree.ts";

export interface WasmOptions {
  /** The folder that holds web-tree-sitter.wasm and tree-sitter-c.wasm; without it, the packages' own are taken. */
  readonly directory?: string | undefined;
}

/** Loads both WASM files. Rejects where one is missing. */
export const loadWasmParser = async ({ directory }: WasmOptions = {}): Promise<Parser> => {
  const { Language, Parser: WebParser } = await import("web-tree-sitter");
  await WebParser.init({ locateFile: (name: string) => wasmFile(name, "web-tree-sitter", directory) });
  const language = await Language.load(
    await readFile(wasmFile("tree-sitter-c.wasm", "tree-sitter-c", directory)),
  );
  const parser = new WebParser();
  parser.setLanguage(language);
  return {
    backend: "wasm",
    parse: (masked) => {
      const tree = parser.parse(readerOf(masked));
      if (tree === null) throw new Error("tree-sitter gave no tree although nothing cancelled it");
      // web-tree-sitter's own nodes have every member of core's SyntaxNode: no node is wrapped.
      return { root: tree.rootNode, dispose: () => tree.delete() };
    },
  };
};

const wasmFile = (name: string, packageName: string, directory: string | undefined): string => {
  if (directory !== undefined) return path.join(directory, name);
  // In a bundle the files lie beside it and there is no node_modules.
  const beside = path.join(import.meta.dirname, name);
  return existsSync(beside) ? beside : createRequire(import.meta.url).resolve(`${packageName}/${name}`);
};

/** The binding's buffer holds 10,240 bytes and cuts off what is beyond it. */
const chunk = 5_119;
const readerOf =
  (text: string) =>
  (index: number): string | undefined =>
    index < text.length ? text.slice(index, index + chunk) : undefined;
