/** Writes the files that C snippets are built in: modules of their own where they are entries, else together in a few. */
import { type Context, contexts } from "./c-contexts.ts";
import { type Expansion, expansionsOf, type Snippet } from "./snippets.ts";

export interface Written {
  /** Sources and a Kbuild file. */
  readonly files: Readonly<Record<string, string>>;
  /** Modules that are built from them. */
  readonly modules: readonly string[];
  /** What is only compiled, and what make is told for it. */
  readonly objects: readonly { readonly source: string; readonly flags: readonly string[] }[];
}

interface Placed {
  readonly expansion: Expansion;
  readonly context: Context;
}

/** Every expansion of every snippet; throws where one has no context. */
export function writeSnippets(snippets: readonly Snippet[]): Written {
  const placed = snippets.flatMap((snippet) => {
    const context = contexts[snippet.prefix];
    if (context === undefined) throw new Error(`c-contexts.ts says nothing of ${snippet.prefix}`);
    const names = context.place === "piece" ? (context.names ?? []) : [];
    return expansionsOf(snippet, names).map((expansion) => ({ expansion, context }));
  });
  const alone = placed.flatMap((one) => {
    const text = ownFile(one);
    return text === undefined ? [] : [[one.expansion.name, text] as const];
  });
  const objects = placed.filter(({ context }) => context.place === "object");
  const shared = [
    ["sample_pieces", sharedFile(placed, "piece", piece)],
    ["sample_functions", sharedFile(placed, "function", functionAround)],
  ] as const;
  const modules = [...alone, ...shared].map(([name]) => name);
  return {
    files: {
      Kbuild: modules.map((name) => `obj-m += ${name}.o\n`).join(""),
      ...Object.fromEntries([...alone, ...shared].map(([name, text]) => [`${name}.c`, text])),
      ...Object.fromEntries(
        objects.map(({ expansion }) => [`${expansion.name}.c`, includesOf([expansion]) + expansion.text]),
      ),
    },
    modules,
    objects: objects.map(({ expansion, context }) => ({
      source: `${expansion.name}.c`,
      flags: context.place === "object" ? context.flags : [],
    })),
  };
}

/** undefined: it shares a file. */
function ownFile({ expansion, context }: Placed): string | undefined {
  switch (context.place) {
    case "file":
      return expansion.text;
    case "head":
      return `${includesOf([expansion], expansion.text)}${expansion.text}${context.after}`;
    case "module":
      return [spdx, includesOf([expansion]), filled(context.before, expansion), expansion.text, licence].join(
        "\n",
      );
    case "piece":
    case "function":
    case "object":
      return undefined;
  }
}

function sharedFile(
  all: readonly Placed[],
  place: Context["place"],
  write: (placed: Placed, number: number) => string,
): string {
  const placed = all.filter(({ context }) => context.place === place);
  const includes = includesOf(placed.map(({ expansion }) => expansion));
  return [spdx, includes, ...placed.map(write), licence].join("\n");
}

function piece({ expansion, context }: Placed, number: number): string {
  if (context.place !== "piece") return "";
  const uses = (context.uses ?? []).map((use) => `\t${filled(`(const void *)&${use}`, expansion)},\n`);
  const table = `static const void *const uses_${number}[] __used = {\n${uses.join("")}};\n`;
  return [
    filled(context.before, expansion),
    expansion.text,
    filled(context.after, expansion),
    uses.length === 0 ? "" : table,
  ].join("");
}

function functionAround({ expansion, context }: Placed, number: number): string {
  if (context.place !== "function") return "";
  const body = [filled(context.before, expansion), expansion.text, filled(context.after, expansion)].join("");
  return `static int __maybe_unused function_${number}(void)\n{\n${indented(body)}\treturn 0;\n}\n`;
}

const indented = (text: string): string => text.replaceAll(/^(?=.)/gmu, "\t");

/** `$1` becomes what the stop holds. */
const filled = (text: string | undefined, { values }: Expansion): string =>
  (text ?? "").replaceAll(/\$(\d)/gu, (_, stop: string) => values.get(stop) ?? "");

/** What the descriptions name, and linux/module.h; without what is in the text already. */
function includesOf(expansions: readonly Expansion[], text = ""): string {
  const named = expansions.flatMap(({ snippet }) => snippet.description.match(/[\w/]+\.h\b/gu) ?? []);
  const above = /pr_fmt/u.test(text) ? [] : ["linux/module.h", ...named];
  return [...new Set(above)]
    .toSorted()
    .map((header) => `#include <${header}>\n`)
    .join("");
}

const spdx = "// SPDX-License-Identifier: GPL-2.0-only\n";
const licence = 'MODULE_LICENSE("GPL");\nMODULE_DESCRIPTION("A snippet");\n';
