/** Finds what an `#include` means. */
import { expand } from "./expand.ts";
import type { HeaderItem } from "./header.ts";
import { tokensOf } from "./tokens.ts";
import type { Evaluation } from "./whole-scope.ts";

type Include = Extract<HeaderItem, { readonly kind: "include" }>;

/** Takes an include and the file it stands in; gives the absolute path, or undefined where there is none. */
export const includePath = (evaluation: Evaluation, from: string, item: Include): string | undefined => {
  if (item.form === "system" && !item.isNext) return systemPath(evaluation, item.path, from);
  if (item.form !== "macro") return evaluation.source.resolve(item.path, item.form, item.isNext, from);
  const { tokens } = expand(tokensOf(item.path), evaluation.macros, { cache: evaluation.cache });
  const [first] = tokens;
  if (first?.kind === "string")
    return evaluation.source.resolve(first.text.slice(1, -1), "quoted", item.isNext, from);
  const text = tokens
    .map(({ text: token, spaceBefore }, i) => (spaceBefore && i > 0 ? ` ${token}` : token))
    .join("");
  if (!text.startsWith("<") || !text.endsWith(">")) return undefined;
  return evaluation.source.resolve(text.slice(1, -1).trim(), "system", item.isNext, from);
};

/** The same for every file of the unit. */
const systemPath = ({ resolved, source }: Evaluation, path: string, from: string): string | undefined => {
  const known = resolved.get(path);
  if (known !== undefined || resolved.has(path)) return known;
  const found = source.resolve(path, "system", false, from);
  resolved.set(path, found);
  return found;
};
