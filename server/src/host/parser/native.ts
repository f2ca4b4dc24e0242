/** core's Parser on the native `tree-sitter`. Its trees are freed by the garbage collector, given event-loop turns. */
import type NativeParser from "tree-sitter";
import type { Parser, SyntaxNode, SyntaxTree, TextChange } from "../../core/syntax/tree.ts";
import type { Span } from "../../core/text/span.ts";
import { editOf } from "./edit.ts";

/** Loads the addons. Rejects where one of them does not load on this machine. */
export const loadNativeParser = async (): Promise<Parser> => {
  const [{ default: Native }, { default: language }] = await Promise.all([
    import("tree-sitter"),
    import("tree-sitter-c"),
  ]);
  const parser = new Native();
  parser.setLanguage(language as NativeParser.Language);
  const trees = new WeakMap<SyntaxTree, NativeParser.Tree>();
  const keep = (tree: NativeParser.Tree): SyntaxTree => {
    // tree-sitter's own nodes have every member of core's SyntaxNode: no node is wrapped.
    const kept: SyntaxTree = {
      root: tree.rootNode as unknown as SyntaxNode,
      dispose: () => trees.delete(kept),
    };
    trees.set(kept, tree);
    return kept;
  };
  return {
    backend: "native",
    parse: (masked) => keep(parser.parse(readerOf(masked))),
    reparse: (old, change, masked) => {
      const before = trees.get(old);
      if (before === undefined)
        return { tree: keep(parser.parse(readerOf(masked))), changed: [wholeOf(masked)] };
      before.edit(editOf(change));
      const after = parser.parse(readerOf(masked), before);
      const changed = before.getChangedRanges(after).map(spanOf);
      return { tree: keep(after), changed: [replacedSpan(change), ...changed] };
    },
  };
};

/** The addon's own reading of strings copies what remains of the text for every buffer. */
const readerOf =
  (text: string): NativeParser.Input =>
  (index) =>
    index < text.length ? text.slice(index, index + chunk) : null;

/** Units handed over at a time; the addon's buffer holds 32,767. */
const chunk = 16_384;

const spanOf = (range: NativeParser.Range): Span => ({ start: range.startIndex, end: range.endIndex });
const wholeOf = (text: string): Span => ({ start: 0, end: text.length });
const replacedSpan = ({ span, insertedLength }: TextChange): Span => ({
  start: span.start,
  end: span.start + insertedLength,
});
