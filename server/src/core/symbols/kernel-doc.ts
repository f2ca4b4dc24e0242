/**
 * Comments of the kernel's documentation (Documentation/doc-guide/kernel-doc.rst): `/** name() - what it does`, with
 * parameters, sections and the return value, as markdown.
 */

export interface KernelDoc {
  readonly summary: string;
  readonly parameters: readonly { readonly name: string; readonly text: string }[];
  /** Everything else in its order; the first may be without a title. */
  readonly sections: readonly { readonly title: string; readonly text: string }[];
}

/** The comment about a name that begins closest before `offset`, or elsewhere in the text; undefined where none is. */
export function kernelDocOf(text: string, name: string, offset: number = text.length): KernelDoc | undefined {
  let best: string | undefined;
  for (const match of text.matchAll(/\/\*\*\s([\s\S]*?)\*\//g)) {
    const body = match[1] ?? "";
    if (nameOf(body) !== name) continue;
    if (match.index < offset || best === undefined) best = body;
  }
  return best === undefined ? undefined : parse(best);
}

/** For a hover: the summary, a table of parameters, the sections. */
export function kernelDocMarkdown({ summary, parameters, sections }: KernelDoc): string {
  const rows = parameters.map(({ name, text }) => `| \`${name}\` | ${inline(text).replaceAll("|", "\\|")} |`);
  const table = rows.length === 0 ? [] : [["| Parameter | |", "| --- | --- |", ...rows].join("\n")];
  const rest = sections.map(({ title, text }) => {
    const body = paragraphs(text);
    return title === "" || title === "Description" ? body : `**${title}:** ${body}`;
  });
  return [inline(summary), ...table, ...rest].filter((part) => part !== "").join("\n\n");
}

const head =
  /^\s*\*?\s*(?:(?:struct|union|enum|typedef)\s+)?([A-Za-z_]\w*)\s*(?:\([^)]*\))?\s*(?:[-:–]\s*(.*))?$/;

const linesOf = (comment: string): readonly string[] =>
  comment.split("\n").map((line) => line.replace(/\r$/, "").replace(/^\s*\* ?/, ""));

const firstLine = (comment: string): string => linesOf(comment).find((line) => line.trim() !== "") ?? "";

const nameOf = (comment: string): string | undefined => head.exec(firstLine(comment))?.[1];

function parse(comment: string): KernelDoc {
  const lines = linesOf(comment);
  const first = lines.findIndex((line) => line.trim() !== "");
  const summary = [head.exec(lines[first] ?? "")?.[2] ?? ""];
  const parameters: { name: string; text: string }[] = [];
  const sections: { title: string; text: string }[] = [];
  let current: { text: string } | undefined;
  let isParameter = true;
  for (const line of lines.slice(first + 1)) {
    const parameter = /^\s*@([\w.>-]+(?:\.\.\.)?)\s*:?\s*(.*)$/.exec(line);
    const section = /^([A-Z][A-Za-z ]{2,30})\s*::?\s*(.*)$/.exec(line.trim());
    if (parameter) {
      current = { text: parameter[2] ?? "" };
      isParameter = true;
      parameters.push(Object.assign(current, { name: parameter[1] ?? "" }));
    } else if (section) {
      current = { text: section[2] ?? "" };
      isParameter = false;
      sections.push(Object.assign(current, { title: section[1] ?? "" }));
    } else if (line.trim() === "" && isParameter) {
      current = { text: "" };
      isParameter = false;
      sections.push(Object.assign(current, { title: "" }));
    } else if (current !== undefined) current.text += `\n${line}`;
    else summary.push(line);
  }
  const trimmed = sections.map(({ title, text }) => ({ title, text: text.trim() }));
  return {
    summary: summary.join(" ").trim(),
    parameters: parameters.map(({ name, text }) => ({ name, text: text.trim() })),
    sections: trimmed.filter(({ text }) => text !== ""),
  };
}

/** `%NULL`, `@dev`, `&struct device`, `kfree()` as code; one line. */
const inline = (text: string): string => marked(text.replace(/\s+/g, " ").trim());

const marked = (text: string): string =>
  text
    .replace(/[<>]/g, (sign) => (sign === "<" ? "&lt;" : "&gt;"))
    .replace(
      /%([\w-]+)|@(\w+)|&((?:struct |enum |union |typedef )?\w+)|\b(\w+\(\))|``(.*?)``/g,
      (_all, ...found) => {
        const word = found.slice(0, 5).find((one): one is string => typeof one === "string");
        return `\`${word ?? ""}\``;
      },
    );

/** Paragraphs as they are, with indented blocks as code. */
const paragraphs = (text: string): string =>
  text
    .split(/\n\s*\n/)
    .map((part) => (/^\s{2,}\S/.test(part) ? `\`\`\`\n${part}\n\`\`\`` : inlineLists(part)))
    .join("\n\n");

const inlineLists = (part: string): string =>
  /^\s*(?:[*+-]|\d+\.)\s/m.test(part)
    ? part
        .split("\n")
        .map((line) => marked(line.trim()))
        .join("\n")
    : inline(part);
