/**
 * What the words of modpost, Kbuild, objtool and the linker mean: which module, object or symbol they name and what is
 * wrong with it. Knows the words of Linux 5.4 to 6.18; of words that it does not know it says nothing.
 *
 * Sources: scripts/mod/modpost.c, scripts/mod/file2alias.c, tools/objtool/check.c, scripts/Makefile.build, make, ld.
 */

export type BuildTool = "compiler" | "modpost" | "kbuild" | "objtool" | "linker";

/** A module as the tool writes it, without suffix: a path below the project, an absolute one, or only a name. */
interface OfModule {
  readonly module: string;
}

interface OfSymbol extends OfModule {
  readonly symbol: string;
}

/** What is wrong with one symbol of a module. */
export interface SymbolMeaning extends OfSymbol {
  readonly kind:
    | "undefined"
    | "gpl-only"
    | "local-export"
    | "double-export"
    | "undefined-export"
    | "discarded-export"
    | "unversioned-export"
    | "long-symbol"
    | "common-symbol";
}

export type Meaning =
  | (OfModule & { readonly kind: "no-licence" })
  | (OfModule & { readonly kind: "no-description" })
  | (OfModule & { readonly kind: "long-name" })
  | SymbolMeaning
  | (OfSymbol & { readonly kind: "namespace"; readonly namespace: string })
  | SectionMismatch
  | (OfModule & {
      readonly kind: "unterminated-table" | "table-size" | "table-entry";
      /** `pci` of struct pci_device_id. */
      readonly bus: string;
      /** Words of the entry that is meant, where the tool says them. */
      readonly words?: string;
    })
  | { readonly kind: "no-rule"; readonly target: string; readonly neededBy: string | undefined }
  | { readonly kind: "self-object"; readonly object: string }
  /** A function of the object, or one that the object itself has no name for. */
  | {
      readonly kind: "function";
      readonly object: string | undefined;
      readonly symbol: string | undefined;
      /** A function that it calls or jumps to, where that is what the message is about. */
      readonly callee: string | undefined;
    }
  | {
      readonly kind: "defined-twice";
      readonly symbol: string;
      /** The source or object of the second definition, as far as it is told. */
      readonly file: string | undefined;
    }
  | { readonly kind: "assembled-twice"; readonly symbol: string }
  | {
      readonly kind: "unresolved";
      readonly symbol: string;
      /** The source or object that refers to it, as far as it is told. */
      readonly file: string | undefined;
    };

export interface SectionMismatch extends OfModule {
  readonly kind: "mismatch";
  /** The symbol that refers; undefined where modpost found none. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** Does what is referred to lie among what is freed after loading, or what is left out of built-in code? */
  readonly side: "init" | "exit" | undefined;
}

/**
 * Takes a message's words, with or without what the tool puts before them (`ERROR: modpost: `, `make[2]: *** `,
 * `m.o: warning: objtool: `); of several lines the first counts. undefined: no words that name something.
 */
export function meaningOf(text: string, tool: BuildTool): Meaning | undefined {
  const line = (text.split("\n")[0] ?? "").trim().replace(leads, "");
  for (const form of forms) {
    if (!form.tools.includes(tool)) continue;
    const match = form.pattern.exec(line);
    if (match) return form.read(match.groups ?? {});
  }
  return undefined;
}

const leads = /^(?:(?:ERROR|WARNING|FATAL): (?:modpost: )?|make(?:\[\d+\])?: (?:\*\*\* )?)+/;

type Groups = Readonly<Record<string, string | undefined>>;

interface Form {
  readonly tools: readonly BuildTool[];
  readonly pattern: RegExp;
  readonly read: (groups: Groups) => Meaning;
}

const modpost = (pattern: RegExp, read: Form["read"]): Form => ({
  tools: ["modpost", "kbuild"],
  pattern,
  read,
});

/** Of a module as a whole. */
const ofModule = (kind: "no-licence" | "no-description" | "long-name", pattern: RegExp): Form =>
  modpost(pattern, ({ module = "" }) => ({ kind, module: moduleIn(module) }));

/** Of one symbol of a module. */
const ofSymbol = (kind: SymbolMeaning["kind"], pattern: RegExp): Form =>
  modpost(pattern, ({ module = "", symbol = "" }) => ({ kind, module: moduleIn(module), symbol }));

/** Of a module's device table. */
const ofTable = (
  kind: "unterminated-table" | "table-size" | "table-entry",
  pattern: RegExp,
  bus?: string,
): Form =>
  modpost(pattern, ({ module = "", bus: named = "", words }) => ({
    kind,
    module: moduleIn(module),
    bus: bus ?? named,
    ...(words !== undefined && { words }),
  }));

/** Paths may hold blanks and brackets; they end at the suffix. */
const moduleIn = (written: string): string => written.replace(/\.(?:ko|o)$/, "");

const readMismatch: Form["read"] = ({ module = "", from, to, section = "" }) => ({
  kind: "mismatch",
  module: moduleIn(module),
  from: symbolIn(from),
  to: symbolIn(to),
  side: /\.(?:mem|dev|cpu)?init\b/.test(section)
    ? "init"
    : /\.(?:mem|dev|cpu)?exit\b/.test(section)
      ? "exit"
      : undefined,
});

/** `f+0x12` and `f.isra.0` as the author wrote it; an address or `(unknown)` is no symbol. */
export const symbolIn = (written: string | undefined): string | undefined => {
  const name = written
    ?.replace(/\+0x[0-9a-f]+$/, "")
    .replace(/\(\)$/, "")
    .split(".")[0];
  return name !== undefined && /^[A-Za-z_]\w*$/.test(name) ? name : undefined;
};

const make: Form["tools"] = ["kbuild"];
/** make passes on what the linker says, and the compiler starts both assembler and linker. */
const link: Form["tools"] = ["linker", "kbuild", "compiler"];

const forms: readonly Form[] = [
  ofModule("no-licence", /^missing MODULE_LICENSE\(\) in (?<module>.+)$/),
  ofModule("no-description", /^missing MODULE_DESCRIPTION\(\) in (?<module>.+)$/),
  ofModule("long-name", /^module name is too long \[(?<module>.+)\]$/),
  ofSymbol("undefined", /^"(?<symbol>\w+)" \[(?<module>.+)\] undefined!/),
  ofSymbol("undefined-export", /^"(?<symbol>\w+)" \[(?<module>.+)\] was exported without definition/),
  ofSymbol("gpl-only", /^GPL-incompatible module (?<module>.+) uses GPL-only symbol '(?<symbol>\w+)'/),
  ofSymbol("local-export", /^(?<module>.+): local symbol '(?<symbol>\w+)' was exported/),
  ofSymbol("local-export", /^(?<module>.+\.o): (?:error: )?local symbol (?<symbol>\w+) was exported/),
  ofSymbol("local-export", /^"(?<symbol>\w+)" \[(?<module>.+)\] is a static EXPORT_SYMBOL/),
  ofSymbol("double-export", /^(?<module>.+): '(?<symbol>\w+)' exported twice\. Previous export was in /),
  ofSymbol("discarded-export", /^(?<module>.+): (?<symbol>\w+): EXPORT_SYMBOL used for (?:init|exit) symbol/),
  ofSymbol("discarded-export", /^(?<module>.+): EXPORT_SYMBOL used for init\/exit symbol: (?<symbol>\w+)/),
  ofSymbol(
    "unversioned-export",
    /^EXPORT symbol "(?<symbol>\w+)" \[(?<module>.+)\] version generation failed/,
  ),
  ofSymbol("unversioned-export", /^"(?<symbol>\w+)" \[(?<module>.+)\] has no CRC!/),
  ofSymbol("long-symbol", /^too long symbol "(?<symbol>\w+)" \[(?<module>.+)\]/),
  ofSymbol("common-symbol", /^"(?<symbol>\w+)" \[(?<module>.+)\] is COMMON symbol/),
  modpost(
    /^module (?<module>.+) uses symbol (?<symbol>\w+) from namespace (?<namespace>.+?), but does not import it/,
    ({ module = "", symbol = "", namespace = "" }) => ({
      kind: "namespace",
      module: moduleIn(module),
      symbol,
      namespace,
    }),
  ),
  modpost(
    /^(?<module>.+): section mismatch in reference: (?<from>\S+) \(section: \S+\) -> (?<to>\S+) \(section: (?<section>\S+)\)/,
    readMismatch,
  ),
  // Until Linux 6.0.
  modpost(
    /^(?<module>.+)\(\.\S+\+0x[0-9a-f]+\): Section mismatch in reference from the \w+ (?<from>\S+) to the \w+ (?<section>\.[\w.]+):(?<to>\S+)/,
    readMismatch,
  ),
  ofTable(
    "unterminated-table",
    /^(?<module>.+): struct (?<bus>\w+)_device_id is not terminated with a NULL entry/,
  ),
  ofTable(
    "table-size",
    /^(?<module>.+): sizeof\(struct (?<bus>\w+)_device_id\)=\d+ is not a modulo of the size/,
  ),
  ofTable("table-entry", /^Invalid WMI device id 'wmi:(?<words>[^']*)' in '(?<module>.+)'/, "wmi"),
  ofTable("table-entry", /^(?<module>.+): Masked-off bit\(s\) of AMBA device ID are non-zero/, "amba"),
  ofTable("table-entry", /^Can't handle masks in (?<module>.+):[0-9A-F]+$/, "pci"),
  {
    tools: make,
    pattern:
      /^No rule to make target [`'](?<target>.+?)'(?:, needed by [`'](?<neededBy>.+?)')?(?:\.(?:\s+Stop\.?)?)?$/,
    read: ({ target = "", neededBy }) => ({ kind: "no-rule", target, neededBy }),
  },
  {
    tools: make,
    pattern: /^(?<target>\S+): No such file or directory$/,
    read: ({ target = "" }) => ({ kind: "no-rule", target, neededBy: undefined }),
  },
  {
    tools: make,
    pattern: /^Circular (?<object>.+\.o) <- (?<second>.+) dependency dropped/,
    read: ({ object = "" }) => ({ kind: "self-object", object }),
  },
  {
    tools: link,
    pattern: /(?:^|: )input file '(?<object>.+)' is the same as output file/,
    read: ({ object = "" }) => ({ kind: "self-object", object }),
  },
  {
    tools: link,
    pattern:
      /^(?:\S*ld(?:\.\w+)?: )?(?:(?<file>[^:]+\.(?:[chSo]))[:(].*?)?multiple definition of [`‘'](?<symbol>\w+)['’]/,
    read: ({ symbol = "", file }) => ({ kind: "defined-twice", symbol, file }),
  },
  {
    tools: link,
    pattern: /duplicate symbol: (?<symbol>\w+)/,
    read: ({ symbol = "" }) => ({ kind: "defined-twice", symbol, file: undefined }),
  },
  {
    tools: link,
    pattern:
      /symbol [`‘'](?:__ksymtab_|__kstrtab_|__kstrtabns_|__export_symbol_|__crc_)(?<symbol>\w+)['’] is already defined/,
    read: ({ symbol = "" }) => ({ kind: "assembled-twice", symbol }),
  },
  {
    tools: link,
    pattern:
      /^(?:\S*ld(?:\.\w+)?: )?(?:(?<file>[^:]+\.(?:[chSo]))[:(].*?)?undefined reference to [`‘'](?<symbol>\w+)['’]/,
    read: ({ symbol = "", file }) => ({ kind: "unresolved", symbol, file }),
  },
  {
    tools: link,
    pattern: /undefined symbol: (?<symbol>\w+)/,
    read: ({ symbol = "" }) => ({ kind: "unresolved", symbol, file: undefined }),
  },
  {
    tools: ["objtool", "kbuild"],
    pattern:
      /^(?:(?<object>[^:]+\.k?o): )?(?:(?:warning|error): )?(?:objtool: )?(?<place>[A-Za-z_.][\w.]*(?:\+0x[0-9a-f]+|\(\)))(?:: | (?!falls through))(?:.*?!ENDBR: (?<target>\S+)|.*?\b(?<callee>\w+)\(\))?/,
    read: ({ object, place, target, callee }) => ({
      kind: "function",
      object,
      symbol: symbolIn(place) ?? symbolIn(target),
      callee: symbolIn(callee),
    }),
  },
  {
    tools: ["objtool"],
    pattern: /^(?<object>[^:]+\.k?o): (?:(?:warning|error): )?(?:objtool: )?(?:(?<place>\w+\(\)))?/,
    read: ({ object, place }) => ({ kind: "function", object, symbol: symbolIn(place), callee: undefined }),
  },
];
