/**
 * Reads what make prints, line by line, into messages: each once, with the user's line, and with what belongs to it as
 * notes. No line makes it throw, and no order of lines: two compilers may speak at once.
 */
import type { BuildMessage, BuildNote, BuildPlace } from "../build.ts";
import { type CompilerLine, compilerLine } from "./compiler-lines.ts";
import { type Draft, messageOf, noLead } from "./draft.ts";
import { createPlaces, type PlaceOptions, type Places } from "./places.ts";
import { type ToolLine, toolLine } from "./tool-lines.ts";

export interface ReaderOptions extends PlaceOptions {
  /** Does sparse run too? Its messages look like gcc's. */
  readonly isSparseOn: boolean;
}

export interface MessageReader {
  line(text: string): void;
  /** All messages so far, those of the last line too. */
  messages(): readonly BuildMessage[];
}

export function createMessageReader(options: ReaderOptions): MessageReader {
  const reader = new Reader(options);
  return { line: (text) => reader.line(text), messages: () => reader.messages() };
}

/** Characters. */
const longest = 4_000;

/** Lines that a message may go on for in plain words: modpost before 5.19 explains itself. */
const mostWords = 8;

class Reader {
  readonly #options: ReaderOptions;
  readonly #places: Places;
  readonly #messages = new Map<string, BuildMessage>();
  /** Where each file was included when it was last said: gcc says a chain only once. */
  readonly #includers = new Map<string, BuildPlace>();
  #lead = noLead();
  #draft: Draft | undefined;
  /** A line that may be clang's source line: the next one tells. */
  #held: string | undefined;

  constructor(options: ReaderOptions) {
    this.#options = options;
    this.#places = createPlaces(options);
  }

  messages(): readonly BuildMessage[] {
    this.#close();
    return [...this.#messages.values()];
  }

  line(written: string): void {
    const line = plainText(written);
    // No tool says so much in a line; a command that make shows may be of any length.
    if (line.length > longest) {
      this.#takeWords("", written);
      return;
    }
    if (this.#takeDirectory(line)) return;
    const said = compilerLine(line);
    if (said !== undefined) {
      this.#takeCompiler(said, written);
      return;
    }
    const tool = toolLine(line);
    if (tool !== undefined) {
      this.#close();
      this.#open(tool, written);
      return;
    }
    this.#takeWords(line, written);
  }

  /** `make[1]: Entering directory '/x'` */
  #takeDirectory(line: string): boolean {
    const groups =
      /^make(?:\[(?<level>\d+)\])?: (?<way>Entering|Leaving) directory [`'"‘](?<folder>.*)['"’]$/u.exec(
        line,
      )?.groups;
    if (groups === undefined) return false;
    this.#close();
    const level = Number(groups["level"] ?? 0);
    if (groups["way"] === "Entering") this.#places.enter(level, groups["folder"] ?? "");
    else this.#places.leave(level);
    return true;
  }

  #takeCompiler(said: CompilerLine, written: string): void {
    const held = this.#held;
    this.#held = undefined;
    switch (said.kind) {
      case "include":
        this.#takeInclude(said, written);
        return;
      case "context":
        if (said.inlined !== undefined) {
          const { text, at } = said.inlined;
          this.#lead.inlined.push({ text, place: this.#places.resolve(at) });
        }
        this.#lead.isChain = false;
        this.#lead.raw.push(written);
        return;
      case "diagnostic":
        this.#takeDiagnostic(said, written);
        return;
      case "continuation":
        this.#takeContinuation(said, written);
        return;
      case "snippet":
        if (this.#draft === undefined) return;
        this.#draft.hasSnippet = true;
        if (held !== undefined) this.#draft.raw.push(held);
        this.#draft.raw.push(written);
        return;
      case "closing":
        this.#draft?.raw.push(written);
        this.#close();
    }
  }

  /** gcc goes from the innermost file outwards, `from` below `In file included from`; clang inwards, all lines alike. */
  #takeInclude({ at, isFirst }: Extract<CompilerLine, { readonly kind: "include" }>, written: string): void {
    const lead = this.#lead;
    const place = this.#places.resolve(at);
    if (place === undefined) return;
    if (!isFirst) lead.includes.push(place);
    else if (lead.isChain) lead.includes.unshift(place);
    else lead.includes = [place];
    lead.isChain = true;
    lead.raw.push(written);
  }

  #takeDiagnostic(said: Extract<CompilerLine, { readonly kind: "diagnostic" }>, written: string): void {
    const at = said.at && this.#places.resolve(said.at);
    const lead = this.#lead;
    this.#lead = noLead();
    if (lead.includes.length > 0) this.#remember(at, lead.includes);
    const draft = this.#draft;
    const isPragma = said.text.includes("#pragma message");
    if (said.severity === "note" && draft !== undefined && !isPragma) {
      draft.notes.push({ text: said.text, place: at });
      draft.raw.push(...lead.raw, written);
      return;
    }
    this.#close();
    this.#draft = {
      tool: said.tool ?? "compiler",
      severity: said.severity === "note" ? "info" : said.severity,
      text: this.#places.here(said.text),
      option: said.option,
      written: said.at,
      at,
      includes: this.#chain(at),
      inlined: lead.inlined,
      notes: [],
      raw: [...lead.raw, written],
      hasSnippet: false,
    };
  }

  /** sparse says what it expected and what it got in lines of their own. */
  #takeContinuation(
    { at, text }: Extract<CompilerLine, { readonly kind: "continuation" }>,
    written: string,
  ): void {
    const draft = this.#draft;
    if (draft?.written?.file !== at.file || draft.written.line !== at.line) return;
    draft.text += `${/: (?:expected|got) /.test(draft.text) ? "," : ":"} ${text.trim()}`;
    draft.tool = "sparse";
    draft.raw.push(written);
  }

  #takeWords(line: string, written: string): void {
    const draft = this.#draft;
    const isKbuild =
      /^ {2}[A-Z][A-Z0-9_+]*(?: \[[A-Z]+\])? +\S/.test(line) || /^(?:make|set -e|echo )/.test(line);
    if (draft === undefined || isKbuild) {
      // Another file: what included what there is not known any more.
      if (isKbuild) this.#includers.clear();
      this.#close();
      return;
    }
    if (/^(?:compiler|sparse|assembler)$/.test(draft.tool)) {
      this.#held = written;
      return;
    }
    const isExplained = draft.tool === "modpost" || draft.tool === "kbuild";
    if (!isExplained || line.trim() === "" || draft.raw.length >= mostWords) {
      this.#close();
      return;
    }
    draft.raw.push(written);
    draft.notes.push({ text: line.trim(), place: undefined });
  }

  #open({ tool, severity, text, at }: ToolLine, written: string): void {
    const lead = this.#lead;
    this.#lead = noLead();
    const place = at && this.#places.resolve(at);
    const [, first, file, line] = /^(.*); (?:\S+\.o:)?(\/[^:]+):(\d+): first defined here$/.exec(text) ?? [];
    const notes: BuildNote[] = [];
    if (file !== undefined) {
      const defined = this.#places.resolve({ file, line: Number(line), column: undefined });
      notes.push({ text: "first defined here", place: defined });
    }
    this.#draft = {
      tool,
      severity,
      text: this.#places.here(first ?? text),
      option: undefined,
      written: at,
      at: place,
      includes: [],
      inlined: [],
      notes,
      raw: [...lead.raw, written],
      hasSnippet: false,
    };
    if (/^Section mismatches detected\b/.test(text)) this.#raiseMismatches();
  }

  /** Where mismatches are errors, modpost says that afterwards, once for all of them. */
  #raiseMismatches(): void {
    this.#draft = undefined;
    for (const [key, message] of this.#messages) {
      if (message.tool === "modpost" && /section mismatch in reference/i.test(message.text)) {
        this.#messages.set(key, { ...message, severity: "error" });
      }
    }
  }

  #remember(at: BuildPlace | undefined, includes: readonly BuildPlace[]): void {
    let file = at?.file;
    for (const place of includes) {
      if (file !== undefined) this.#includers.set(file, place);
      file = place.file;
    }
  }

  #chain(at: BuildPlace | undefined): readonly BuildPlace[] {
    const chain: BuildPlace[] = [];
    const seen = new Set<string>();
    let place = at && this.#includers.get(at.file);
    while (place !== undefined && !seen.has(place.file)) {
      seen.add(place.file);
      chain.push(place);
      place = this.#includers.get(place.file);
    }
    return chain;
  }

  #close(): void {
    const draft = this.#draft;
    this.#draft = undefined;
    this.#held = undefined;
    if (draft === undefined) return;
    const message = messageOf(draft, { places: this.#places, isSparseOn: this.#options.isSparseOn });
    // One line of the user's may expand into several of a header's that are wrong in the same way.
    const key = JSON.stringify([message.tool, message.text, message.place]);
    if (!this.#messages.has(key)) this.#messages.set(key, message);
  }
}

/** Without colours and hyperlinks, which an author's own flags may ask for (ECMA-48 CSI and OSC sequences). */
function plainText(line: string): string {
  return line.includes("\u001b") ? line.replace(escapes, "") : line;
}

const escapes = new RegExp(String.raw`\u001b\[[\d;]*[A-Za-z]|\u001b\].*?(?:\u0007|\u001b\\)`, "g");
