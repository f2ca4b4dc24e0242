/**
 * Expands snippets as VS Code does: tab stops, defaults in defaults, choices, variables and transformations. What VS Code
 * would silently take for plain text, because it is malformed, throws here. Source: "Snippet syntax" of its user guide.
 */

/** A snippet's text in parts. */
export type Part =
  | { readonly kind: "text"; readonly text: string }
  | {
      readonly kind: "stop" | "variable";
      /** Number of a stop, or name of a variable. */
      readonly name: string;
      readonly content: readonly Part[] | undefined;
      readonly choices: readonly string[] | undefined;
      readonly transform: Transform | undefined;
    };

interface Transform {
  readonly pattern: RegExp;
  readonly format: string;
}

export interface Answers {
  /** What was typed at a stop, by its number; what was not typed keeps its default. */
  readonly stops?: ReadonlyMap<string, string>;
  readonly variables?: Readonly<Record<string, string>>;
}

/** Reads a snippet's body; throws where it is malformed. */
export function parseSnippet(text: string): readonly Part[] {
  const reader = new Reader(text);
  return reader.parts(undefined);
}

/** The text that stands in the editor when every stop was answered. */
export function expandSnippet(parts: readonly Part[], answers: Answers = {}): string {
  const values = stopValues(parts, answers);
  return render(parts, values, answers);
}

/** What each stop holds when nothing is typed but the answers. */
export function stopValues(parts: readonly Part[], answers: Answers = {}): ReadonlyMap<string, string> {
  const values = new Map<string, string>(answers.stops);
  for (const part of allParts(parts)) {
    if (part.kind !== "stop" || values.has(part.name)) continue;
    if (part.choices?.[0] !== undefined) values.set(part.name, part.choices[0]);
    else if (part.content !== undefined) values.set(part.name, render(part.content, values, answers));
  }
  return values;
}

/** The choices of each stop that has some. */
export function choicesOf(parts: readonly Part[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const part of allParts(parts))
    if (part.kind === "stop" && part.choices !== undefined) found.set(part.name, part.choices);
  return found;
}

/** Numbers of the stops, once for each time that they stand in the text. */
export const stopsOf = (parts: readonly Part[]): readonly string[] =>
  allParts(parts).flatMap((part) => (part.kind === "stop" ? [part.name] : []));

/** What stands within a default before the stop that it belongs to. */
function allParts(parts: readonly Part[]): readonly Part[] {
  return parts.flatMap((part) => (part.kind === "text" ? [part] : [...allParts(part.content ?? []), part]));
}

function render(parts: readonly Part[], values: ReadonlyMap<string, string>, answers: Answers): string {
  return parts
    .map((part) => {
      if (part.kind === "text") return part.text;
      const value =
        part.kind === "stop"
          ? (values.get(part.name) ?? "")
          : (answers.variables?.[part.name] ?? render(part.content ?? [], values, answers));
      return part.transform === undefined ? value : transformed(value, part.transform);
    })
    .join("");
}

function transformed(value: string, { pattern, format }: Transform): string {
  return value.replace(pattern, (...groups: unknown[]) =>
    format.replaceAll(
      /\$(?:(\d+)|\{(\d+)(?::\/(\w+))?\})/gu,
      (_, plain?: string, braced?: string, how?: string) => {
        const group = groups[Number(plain ?? braced)];
        return changedCase(typeof group === "string" ? group : "", how);
      },
    ),
  );
}

function changedCase(text: string, how: string | undefined): string {
  switch (how) {
    case undefined:
      return text;
    case "upcase":
      return text.toUpperCase();
    case "downcase":
      return text.toLowerCase();
    default:
      throw new Error(`no change of case is called ${how}`);
  }
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  isAtEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  rest(): string {
    return JSON.stringify(this.#text.slice(this.#at, this.#at + 20));
  }

  /** Up to the end, which is left; undefined: all. */
  parts(end: string | undefined): readonly Part[] {
    const parts: Part[] = [];
    let text = "";
    while (!this.isAtEnd() && !this.#is(end)) {
      const part = this.#part();
      if (typeof part === "string") text += part;
      else {
        if (text !== "") parts.push({ kind: "text", text });
        text = "";
        parts.push(part);
      }
    }
    return text === "" ? parts : [...parts, { kind: "text", text }];
  }

  #part(): Part | string {
    const escaped = this.#take(/\\([$}\\])/uy);
    if (escaped !== undefined) return escaped[1] ?? "";
    const plain = this.#take(/\$(?:(\d+)|([A-Za-z_]\w*))/uy);
    if (plain !== undefined) return placeOf(plain[1], plain[2], {});
    const opened = this.#take(/\$\{(?:(\d+)|([A-Za-z_]\w*))/uy);
    if (opened !== undefined) return this.#braced(opened[1], opened[2]);
    if (this.#is("${")) throw new Error(`neither a stop nor a variable: ${this.rest()}`);
    return this.#take(/[^]/uy)?.[0] ?? "";
  }

  #braced(stop: string | undefined, variable: string | undefined): Part {
    if (this.#skip("}")) return placeOf(stop, variable, {});
    if (this.#skip(":")) {
      const content = this.parts("}");
      this.#need("}");
      return placeOf(stop, variable, { content });
    }
    if (stop !== undefined && this.#skip("|")) return placeOf(stop, undefined, { choices: this.#choices() });
    if (this.#skip("/")) return placeOf(stop, variable, { transform: this.#transform() });
    throw new Error(`not closed: ${this.rest()}`);
  }

  /** `one,two|}`; a comma, a bar and a backslash are escaped in them. */
  #choices(): readonly string[] {
    const choices: string[] = [];
    for (;;) {
      const choice = this.#take(/(?:[^\\,|]|\\[^])+/uy)?.[0];
      if (choice === undefined) throw new Error(`an empty choice at ${this.rest()}`);
      choices.push(choice.replaceAll(/\\([\\,|])/gu, "$1"));
      if (this.#skip("|}")) return choices;
      this.#need(",");
    }
  }

  #transform(): Transform {
    const found = this.#take(/((?:[^\\/]|\\[^])+)\/((?:[^\\/}$]|\\[^]|\$\d|\$\{[^}]*\})*)\/([gimsuy]*)\}/uy);
    if (found === undefined) throw new Error(`no transformation: ${this.rest()}`);
    return { pattern: new RegExp(found[1] ?? "", found[3]), format: found[2] ?? "" };
  }

  #is(text: string | undefined): boolean {
    return text !== undefined && this.#text.startsWith(text, this.#at);
  }

  #skip(text: string): boolean {
    const isThere = this.#is(text);
    if (isThere) this.#at += text.length;
    return isThere;
  }

  #need(text: string): void {
    if (!this.#skip(text)) throw new Error(`${text} is missing at ${this.rest()}`);
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text) ?? undefined;
    if (found !== undefined) this.#at += found[0].length;
    return found;
  }
}

function placeOf(
  stop: string | undefined,
  variable: string | undefined,
  rest: Partial<Pick<Extract<Part, { kind: "stop" | "variable" }>, "content" | "choices" | "transform">>,
): Part {
  return {
    kind: stop === undefined ? "variable" : "stop",
    name: stop ?? variable ?? "",
    content: rest.content,
    choices: rest.choices,
    transform: rest.transform,
  };
}
