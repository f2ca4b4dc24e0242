/** Header items as one compact line of text and back: what the cache holds. Change `itemsFormat` with either. */
import type { HeaderItem, HeaderItems } from "../../core/preprocess/header.ts";

/** Stands in the name of every cache file: another format is another file. */
export const itemsFormat = 2;

type Field = string | number | readonly string[];

/** A line without a line break. */
export const encodeItems = ({ items, isOnce = false }: HeaderItems): string => {
  const fields: Field[] = [isOnce ? 1 : 0];
  for (const item of items) encode(item, fields);
  return JSON.stringify(fields);
};

/**
 * Takes what `encodeItems` gave.
 * @returns undefined for any other text
 */
export const decodeItems = (line: string): HeaderItems | undefined => {
  const fields = parsed(line);
  if (fields === undefined) return undefined;
  const reader = new FieldReader(fields);
  const isOnce = reader.number() === 1;
  const items: HeaderItem[] = [];
  while (!reader.isAtEnd && !reader.isBroken) {
    const item = decode(reader);
    if (item === undefined) return undefined;
    items.push(item);
  }
  if (reader.isBroken) return undefined;
  return isOnce ? { items, isOnce } : { items };
};

const kinds = ["if", "elif", "else", "endif", "include", "define", "undef", "declaration", "call"] as const;
const forms = ["system", "quoted", "macro"] as const;
const whats = ["function", "inline", "variable", "constant", "type", "tag"] as const;

const encode = (item: HeaderItem, fields: Field[]): void => {
  fields.push(kinds.indexOf(item.kind), item.start);
  switch (item.kind) {
    case "if":
    case "elif":
      fields.push(item.condition);
      return;
    case "else":
    case "endif":
      return;
    case "include":
      fields.push(item.path, forms.indexOf(item.form), Number(item.isNext));
      return;
    case "define":
      fields.push(item.name, item.parameters ?? 0, item.body);
      return;
    case "undef":
      fields.push(item.name);
      return;
    case "declaration":
      fields.push(item.name, whats.indexOf(item.what), item.parameters ?? -1);
      fields.push(Number(item.isVariadic) + 2 * Number(item.isStatic));
      fields.push(item.end - item.start, item.bodyStart, item.nameStart - item.start);
      return;
    case "call":
      fields.push(item.name, item.text, item.end - item.start);
  }
};

const decode = (reader: FieldReader): HeaderItem | undefined => {
  const kind = kinds[reader.number()];
  const start = reader.number();
  if (kind === undefined) return undefined;
  switch (kind) {
    case "if":
    case "elif":
      return { kind, condition: reader.text(), start };
    case "else":
    case "endif":
      return { kind, start };
    case "include":
      return {
        kind,
        path: reader.text(),
        form: forms[reader.number()] ?? "macro",
        isNext: reader.number() === 1,
        start,
      };
    case "define":
      return { kind, name: reader.text(), parameters: reader.list(), body: reader.text(), start };
    case "undef":
      return { kind, name: reader.text(), start };
    case "declaration":
      return declaration(reader, start);
    case "call":
      return { kind, name: reader.text(), text: reader.text(), start, end: start + reader.number() };
  }
};

const declaration = (reader: FieldReader, start: number): HeaderItem => {
  const name = reader.text();
  const what = whats[reader.number()] ?? "type";
  const parameters = reader.number();
  const marks = reader.number();
  const end = start + reader.number();
  return {
    kind: "declaration",
    name,
    what,
    parameters: parameters < 0 ? undefined : parameters,
    isVariadic: (marks & 1) === 1,
    isStatic: (marks & 2) === 2,
    start,
    end,
    bodyStart: reader.number(),
    nameStart: start + reader.number(),
  };
};

const parsed = (line: string): readonly unknown[] | undefined => {
  try {
    const fields: unknown = JSON.parse(line);
    return Array.isArray(fields) ? fields : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};

class FieldReader {
  readonly #fields: readonly unknown[];
  #at = 0;
  /** A field was missing or of another type. */
  isBroken = false;

  constructor(fields: readonly unknown[]) {
    this.#fields = fields;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#fields.length;
  }

  number(): number {
    const field = this.#fields[this.#at++];
    if (typeof field === "number") return field;
    this.isBroken = true;
    return -1;
  }

  text(): string {
    const field = this.#fields[this.#at++];
    if (typeof field === "string") return field;
    this.isBroken = true;
    return "";
  }

  list(): readonly string[] | undefined {
    const field = this.#fields[this.#at++];
    if (field === 0) return undefined;
    if (Array.isArray(field)) return field.filter((one) => typeof one === "string");
    this.isBroken = true;
    return undefined;
  }
}
