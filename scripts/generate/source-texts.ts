/** What a source says to users: the texts that are given to `l10n.t`, and those that look as if they should be. Pure. */
import { parseAst } from "rolldown/parseAst";

/** A text that is translated. */
export interface Translated {
  /** As the bundle names it: the text, and behind a slash what is said of it to translators. */
  readonly key: string;
  readonly message: string;
  readonly comment: string | undefined;
  /** Names or numbers of what is put into it; undefined: they are not written where the text is. */
  readonly values: readonly string[] | undefined;
  readonly line: number;
}

/** A text that is not. */
export interface Untranslated {
  /** With a box for what is put into it. */
  readonly text: string;
  readonly line: number;
  /** What it is given to: `log.warn`; empty: nothing. */
  readonly givenTo: string;
}

export interface SourceTexts {
  readonly translated: readonly Translated[];
  readonly untranslated: readonly Untranslated[];
}

/** Reads a TypeScript file. Throws on a syntax error, and where `l10n.t` is given what no translator could see. */
export function textsOf(source: string): SourceTexts {
  const reader = new Reader(source);
  for (const statement of nodesOf(parseAst(source, { lang: "ts" }).body)) reader.read(statement, "");
  return reader.texts;
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [name: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";

const nodesOf = (value: unknown): readonly Node[] =>
  Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : [];

/** Both are the same function; the second is VS Code's own, for files that have nothing but `vscode`. */
const isTranslator = (callee: string): boolean => callee === "l10n.t" || callee === "vscode.l10n.t";

const boxed = "\u25a1";

class Reader {
  readonly #source: string;
  readonly #translated: Translated[] = [];
  readonly #untranslated: Untranslated[] = [];

  constructor(source: string) {
    this.#source = source;
  }

  get texts(): SourceTexts {
    return { translated: this.#translated, untranslated: this.#untranslated };
  }

  read(node: Node, givenTo: string): void {
    switch (node.type) {
      case "ImportDeclaration":
      case "ExportAllDeclaration":
      case "TSLiteralType":
        return;
      case "TaggedTemplateExpression":
        return this.#readTagged(node, givenTo);
      case "CallExpression":
      case "NewExpression":
        return this.#readCall(node);
      case "Literal":
        if (typeof node["value"] === "string") this.#add(node, node["value"], givenTo);
        return;
      case "TemplateLiteral":
        this.#add(node, quasisOf(node).join(boxed), givenTo);
        return this.#readAll(node["expressions"], givenTo);
      default:
        for (const [name, child] of Object.entries(node))
          if (name !== "key" || node["computed"] === true) this.#readAll(child, givenTo);
    }
  }

  #readAll(children: unknown, givenTo: string): void {
    for (const child of nodesOf(children)) this.read(child, givenTo);
  }

  #readTagged(node: Node, givenTo: string): void {
    const [quasi] = nodesOf(node["quasi"]);
    if (quasi === undefined) return;
    if (!isTranslator(this.#codeOf(node["tag"]))) return this.read(quasi, givenTo);
    const pieces = quasisOf(quasi);
    const message = pieces.map((piece, index) => (index === 0 ? piece : `{${index - 1}}${piece}`)).join("");
    const values = pieces.slice(1).map((_, index) => String(index));
    this.#translated.push({ key: message, message, comment: undefined, values, line: this.#lineOf(node) });
    this.#readAll(quasi["expressions"], "");
  }

  #readCall(node: Node): void {
    const callee = this.#codeOf(node["callee"]);
    const given = nodesOf(node["arguments"]);
    if (!isTranslator(callee)) {
      this.#readAll(node["callee"], "");
      for (const one of given) this.read(one, callee);
      return;
    }
    const [first, ...values] = given;
    this.#translated.push(this.#called(first, values));
    for (const value of values) this.read(value, "");
  }

  #called(first: Node | undefined, values: readonly Node[]): Translated {
    const text = first === undefined ? undefined : textOf(first);
    if (first === undefined) throw new Error("l10n.t is given nothing");
    const line = this.#lineOf(first);
    if (text !== undefined) {
      const names = values.map((_, index) => String(index));
      return { key: text, message: text, comment: undefined, values: names, line };
    }
    const options = propertiesOf(first);
    const [message, comment] = ["message", "comment"].map((name) => {
      const value = options.get(name);
      return value && textOf(value);
    });
    if (message === undefined) throw new Error(`line ${line}: the text of l10n.t does not stand there`);
    const key = comment === undefined ? message : `${message}/${comment}`;
    return { key, message, comment, values: undefined, line };
  }

  #add(node: Node, text: string, givenTo: string): void {
    if (isProse(text)) this.#untranslated.push({ text, line: this.#lineOf(node), givenTo });
  }

  #codeOf(value: unknown): string {
    const [node] = nodesOf(value);
    return node === undefined ? "" : this.#source.slice(node.start, node.end);
  }

  #lineOf = ({ start }: Node): number => this.#source.slice(0, start).split("\n").length;
}

/** Several words, or one with a capital. */
const isProse = (text: string): boolean =>
  /\p{L}{2,}[,:;.]? [\p{L}\u25a1]/u.test(text) ||
  /\u25a1[,:;.]? \p{Ll}{2}/u.test(text) ||
  /^\p{Lu}\p{Ll}+\.?$/u.test(text.trim()) ||
  /^ \p{Ll}/u.test(text);

function textOf(node: Node): string | undefined {
  if (node.type === "Literal" && typeof node["value"] === "string") return node["value"];
  return node.type === "TemplateLiteral" && quasisOf(node).length === 1 ? quasisOf(node).join("") : undefined;
}

const quasisOf = (template: Node): readonly string[] =>
  nodesOf(template["quasis"]).map(({ value }) =>
    typeof value === "object" && value !== null && "cooked" in value ? String(value.cooked) : "",
  );

const propertiesOf = (node: Node): ReadonlyMap<string, Node> =>
  new Map(
    nodesOf(node["properties"]).flatMap((property) => {
      const [key] = nodesOf(property["key"]);
      const [value] = nodesOf(property["value"]);
      return key === undefined || value === undefined ? [] : [[String(key["name"]), value] as const];
    }),
  );
