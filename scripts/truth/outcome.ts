/** What real Kbuild said of one mutant, as it is recorded, and how it is read from what make and modpost print. Pure. */
import { extractMessages } from "../../test/build-truth/messages.ts";
import type { Place } from "./module-source.ts";

export interface BuildSaid {
  readonly builds: boolean;
  /** Where it ended. */
  readonly stage: "compile" | "modpost" | "built";
  /** Of severity error. */
  readonly messages: readonly string[];
  /** Lines of the module's own files that gcc named in them. */
  readonly lines: readonly Place[];
  /** Symbols that modpost, or the linker, named in them. */
  readonly symbols: readonly string[];
}

export interface Outcome extends BuildSaid {
  /** The folder of its sources. */
  readonly id: string;
  readonly kind: string;
  /** `drivers/leds/leds-foo`. */
  readonly origin: string;
  readonly detail: string;
  readonly places: readonly Place[];
}

/**
 * Parts what `make -k -Otarget` printed of modules that lie in folders of their own below `folder`. A line belongs to the
 * module that it names, or that the line before it belongs to: each target's output comes in one piece.
 */
export const partByModule = (output: string, folder: string): ReadonlyMap<string, readonly string[]> => {
  const parts = new Map<string, string[]>();
  let current: string[] | undefined;
  for (const line of output.split("\n")) {
    const at = line.indexOf(`${folder}/`);
    const id = at < 0 ? undefined : /^[\w-]+/.exec(line.slice(at + folder.length + 1))?.[0];
    if (id !== undefined) {
      current = parts.get(id) ?? [];
      parts.set(id, current);
    }
    current?.push(line);
  }
  return parts;
};

const isError = (text: string): boolean => !/(?:^|\s)warning:/.test(text);

/** Takes a module's part of make's output; undefined where nothing failed in it. */
export const compileFailure = (lines: readonly string[], folder: string): BuildSaid | undefined => {
  // The last part also holds what make says of the whole batch.
  if (!lines.some((line) => /^make\S* \*\*\* /.test(line) && line.includes(folder))) return undefined;
  const said = extractMessages(lines.join("\n"), { module: folder, build: "<none>", common: "<none>" });
  const linker = lines.flatMap(
    (line) => /(?:multiple definition of|undefined reference to) [`'](\w+)'/.exec(line) ?? [],
  );
  const aliases = lines.flatMap(
    (line) => /aliased to (?:undefined|external) symbol '(\w+)'/.exec(line)?.[1] ?? [],
  );
  return {
    builds: false,
    stage: "compile",
    messages: [
      ...said.messages.filter(isError),
      ...said.otherMessages.filter((text) => !text.includes("Deleting")),
    ],
    lines: said.errorLines
      .filter(({ message }) => isError(said.messages[message] ?? ""))
      .map(({ file, line }) => ({ file, line })),
    symbols: [...new Set([...linker.filter((word) => /^\w+$/.test(word)), ...aliases])],
  };
};

/** Takes what modpost printed of one module. */
export const modpostSaid = (output: string, status: number | null): BuildSaid => {
  const messages = output.split("\n").filter((line) => /^(?:ERROR|FATAL): /.test(line));
  const symbols = messages.flatMap((line) => modpostSymbol(line) ?? []);
  return status === 0
    ? { builds: true, stage: "built", messages: [], lines: [], symbols: [] }
    : { builds: false, stage: "modpost", messages, lines: [], symbols: [...new Set(symbols)] };
};

const modpostSymbol = (line: string): string | undefined =>
  /modpost: "(\w+)" \[/.exec(line)?.[1] ??
  /GPL-only symbol '(\w+)'/.exec(line)?.[1] ??
  /uses symbol (\w+) from namespace/.exec(line)?.[1] ??
  /'(\w+)' exported twice/.exec(line)?.[1] ??
  /local symbol '(\w+)' was exported/.exec(line)?.[1] ??
  /: (\w+): 'struct/.exec(line)?.[1];
