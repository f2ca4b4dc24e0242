/**
 * Reads the compact text form in which build-truth cases are written (sources/*.txt).
 *
 * - `=== name | rule` opens a case. What follows is t.c, until `--- file` opens another file.
 * - `%args W=1` gives make arguments.
 * - `%row a | b` repeats the case with the cells as $1, $2, ... and the first cell's words as $0 in the name. In a
 *   cell `\|` is a bar and `\n` a new line.
 * - `%row[rule]` aims one row at another rule. The rule `compiler` marks a failure no rule speaks about.
 * - `@head`, `@entry`, `@init`, `@exit` and `@tail` stand for the boilerplate modules share.
 * - A line that starts with `## ` is a comment. A case without a Makefile gets `obj-m := t.o`.
 */

export interface SourceCase {
  readonly name: string;
  readonly rule: string;
  readonly files: Readonly<Record<string, string>>;
  readonly makeArguments: readonly string[];
}

interface Row {
  readonly cells: readonly string[];
  readonly rule: string;
}

interface Draft {
  readonly name: string;
  readonly rule: string;
  readonly files: Map<string, string[]>;
  readonly makeArguments: string[];
  readonly rows: Row[];
  current: string[] | undefined;
}

const INIT = "static int __init t_init(void)\n{\n\treturn 0;\n}";
const EXIT = "static void __exit t_exit(void)\n{\n}";

const BOILERPLATE: ReadonlyMap<string, string> = new Map([
  ["@head", "#include <linux/module.h>\n#include <linux/init.h>\n#include <linux/kernel.h>"],
  ["@init", `${INIT}\nmodule_init(t_init);`],
  ["@exit", `${EXIT}\nmodule_exit(t_exit);`],
  ["@entry", `${INIT}\n${EXIT}\nmodule_init(t_init);\nmodule_exit(t_exit);`],
  ["@tail", 'MODULE_LICENSE("GPL");\nMODULE_DESCRIPTION("t");'],
]);

/**
 * Takes one source file's text and gives its cases in order.
 * @throws Error naming the line, when text stands before the first case.
 */
export function parseSources(text: string): readonly SourceCase[] {
  const drafts: Draft[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    if (line.startsWith("## ")) continue;
    const opening = /^=== (\S+) \| (\S+)$/.exec(line);
    const draft = drafts.at(-1);
    if (opening) drafts.push(openDraft(opening[1] ?? "", opening[2] ?? ""));
    else if (draft) addLine(draft, line);
    else if (line.trim() !== "") throw new Error(`line ${index + 1}: text before the first case`);
  }
  return drafts.flatMap(expandRows);
}

function openDraft(name: string, rule: string): Draft {
  return { name, rule, files: new Map(), makeArguments: [], rows: [], current: undefined };
}

function addLine(draft: Draft, line: string): void {
  const directive = /^(---|%args|%row)(?:\[(\S+)\])? (.*)$/.exec(line);
  const rest = directive?.[3]?.trim() ?? "";
  switch (directive?.[1] ?? "text") {
    case "---":
      draft.current = [];
      draft.files.set(rest, draft.current);
      return;
    case "%args":
      draft.makeArguments.push(...rest.split(" "));
      return;
    case "%row":
      draft.rows.push({ cells: readCells(rest), rule: directive?.[2] ?? draft.rule });
      return;
    default:
      appendText(draft, line);
  }
}

function readCells(row: string): readonly string[] {
  const cells = row.split(/(?<!\\)\|/);
  return cells.map((cell) => cell.replaceAll("\\|", "|").replaceAll("\\n", "\n").trim());
}

function appendText(draft: Draft, line: string): void {
  if (!draft.current) {
    if (line.trim() === "") return;
    draft.current = [];
    draft.files.set("t.c", draft.current);
  }
  draft.current.push(BOILERPLATE.get(line.trim()) ?? line);
}

function expandRows(draft: Draft): readonly SourceCase[] {
  const rows = draft.rows.length > 0 ? draft.rows : [{ cells: [], rule: draft.rule }];
  return rows.map(({ cells: row, rule }) => {
    const fill = (text: string): string =>
      text.replace(/\$([1-9])/g, (_, n: string) => row[Number(n) - 1] ?? "");
    const files: Record<string, string> = {};
    for (const [path, lines] of draft.files) {
      if (lines.some((line) => line !== "")) files[path] = fill(`${lines.join("\n").trimEnd()}\n`);
      else files[path] = "";
    }
    files["Makefile"] ??= "obj-m := t.o\n";
    const slug = (row[0] ?? "").replace(/[^A-Za-z0-9]+/g, "_").replace(/^_|_$/g, "");
    const name = fill(draft.name.replaceAll("$0", slug));
    return { name, rule, files, makeArguments: draft.makeArguments };
  });
}
