/** core's Parser on the native `tree-sitter`. Its trees are freed by the garbage collector, given event-loop turns. */
import type NativeParser from "tree-sitter";
import type { Parser } from "../../core/syntax/tree.ts";

/** Loads the addons. Rejects where one of them does not load on this machine. */
export const loadNativeParser = async (): Promise<Parser> => {
  const [{ default: Native }, { default: language }] = await Promise.all([
    import("tree-sitter"),
    import("tree-sitter-c"),
  ]);
  const parser = new Native();
  parser.setLanguage(language);
  return {
    backend: "native",
    parse: (masked) => {
      const tree = parser.parse(readerOf(masked), null, {
        bufferSize: Math.min(masked.length + 1, chunk + 1),
      });
      // tree-sitter's own nodes have every member of core's SyntaxNode: no node is wrapped.
      return { root: tree.rootNode, dispose: () => undefined };
    },
  };
};

/** Given a string, the addon copies all that remains of it for every buffer. */
const readerOf =
  (text: string): NativeParser.Input =>
  (index) =>
    index < text.length ? text.slice(index, index + chunk) : null;

/** Units handed over at a time. The addon's buffer needs room for one more. */
const chunk = 16_384;
