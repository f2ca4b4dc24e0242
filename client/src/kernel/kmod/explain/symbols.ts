/** Symbols that a module needs and the kernel does not give it, or that it exports and somebody else does too. */

import * as l10n from "@vscode/l10n";
import type { ExportEvidence } from "../evidence.ts";
import { allMatches, firstMatch, unknownSymbols } from "../kernel-lines.ts";
import { isGplCompatible } from "../license.ts";
import { underscored } from "../modinfo-fields.ts";
import { bootAgain, type Explainer, type Explanation, type Failure, listed, titleOf } from "./failure.ts";
import { buildAgainst } from "./format.ts";

/** Every cause that the kernel reports of a symbol, the most telling first. Source: resolve_symbol in kernel/module/main.c. */
export const explainSymbols: Explainer = (failure) =>
  explainDuplicate(failure) ??
  explainNamespace(failure) ??
  explainVersion(failure) ??
  explainProprietaryOwner(failure) ??
  explainUnknown(failure);

function explainDuplicate(failure: Failure): Explanation | undefined {
  const match = firstMatch(failure.words, /^\S+: exports duplicate symbol (\S+) \(owned by (\S+)\)/);
  if (match === undefined) return undefined;
  const [line = "", symbol = "", owner = ""] = match;
  const isModule = owner !== "kernel" && failure.machine.loaded.has(owner);
  return {
    cause: "duplicate-symbol",
    title: isModule
      ? l10n.t`${titleOf(failure)} exports ${symbol}, which the loaded module ${owner} exports already.`
      : l10n.t`${titleOf(failure)} exports ${symbol}, which the kernel exports already.`,
    details: [line],
    remedy: isModule
      ? l10n.t`Unload ${owner}, or give the symbol another name in one of the two, then load it again.`
      : l10n.t("Give the symbol another name, build it, then load it again."),
    offers: [
      ...(isModule ? [{ kind: "unload-first" as const, modules: [owner] }] : []),
      { kind: "show-symbol", symbol },
    ],
  };
}

function explainNamespace(failure: Failure): Explanation | undefined {
  const matches = allMatches(
    failure.words,
    /^\S+: module uses symbol \(?([^\s)]+)\)? from namespace ([^\s,]+), but does not import it/,
  );
  const first = matches[0];
  // With CONFIG_MODULE_ALLOW_MISSING_NAMESPACE_IMPORTS it is a warning, and something else was the reason.
  if (first === undefined || !hasUnknown(failure, 22)) return undefined;
  const namespaces = [...new Set(matches.map(([, , namespace = ""]) => namespace))];
  const [, symbol = ""] = first;
  return {
    cause: "missing-namespace",
    title: l10n.t`${titleOf(failure)} uses ${listed(matches.map(([, name = ""]) => name))} without importing the namespace ${listed(namespaces)}.`,
    details: matches.map(([line = ""]) => line),
    remedy: l10n.t`Add ${listed(namespaces.map((namespace) => `MODULE_IMPORT_NS(${namespace});`))} to a source file of the module (with the name in quotes from 6.13 on), build it, then load it again.`,
    offers: [{ kind: "show-symbol", symbol }],
  };
}

function explainVersion(failure: Failure): Explanation | undefined {
  const matches = allMatches(
    failure.words,
    /^\S+: (?:disagrees about version of|no symbol version for) (?:symbol )?(\S+)/,
  );
  const symbols = matches.map(([, symbol = ""]) => symbol);
  const [symbol] = symbols;
  if (symbol === undefined || !hasUnknown(failure, 22)) return undefined;
  const owners = new Set(symbols.flatMap((name) => failure.machine.symbols.exports.get(name)?.module ?? []));
  const mine = [...owners].filter((owner) => failure.built.some(({ name }) => name === owner));
  const [file, needed, from] = [titleOf(failure), listed(symbols), listed([...owners])];
  return {
    cause: "symbol-version",
    title:
      owners.size > 0
        ? l10n.t`${file} was built against another version of ${needed} than the loaded ${from} has.`
        : l10n.t`${file} was built against another version of ${needed} than this kernel has.`,
    details: matches.map(([line = ""]) => line),
    remedy:
      mine.length > 0
        ? l10n.t`Build both from the same sources, reload ${listed(mine)}, then load it again.`
        : owners.size > 0
          ? l10n.t`Build it with the Module.symvers of the loaded ${from} (KBUILD_EXTRA_SYMBOLS), then load it again.`
          : buildAgainst(failure.machine.release),
    offers: [
      ...(mine.length > 0 ? [{ kind: "unload-first" as const, modules: mine }] : []),
      { kind: "show-symbol", symbol },
    ],
  };
}

/** The other way round: GPL-only symbols here, and a symbol of a proprietary module. Source: inherit_taint. */
function explainProprietaryOwner(failure: Failure): Explanation | undefined {
  const match = firstMatch(
    failure.words,
    /^\S+: module using GPL-only symbols uses symbols (\S+) from proprietary module (\S+?)\.?$/,
  );
  if (match === undefined) return undefined;
  const [line = "", symbol = "", owner = ""] = match;
  return {
    cause: "gpl-only-symbol",
    title: l10n.t`${titleOf(failure)} uses GPL-only symbols and also ${symbol} of the proprietary module ${owner}, which the kernel does not allow together.`,
    details: [line],
    remedy: l10n.t`Do without ${symbol}, or without the GPL-only symbols.`,
    offers: [{ kind: "show-symbol", symbol }],
  };
}

function explainUnknown(failure: Failure): Explanation | undefined {
  const complaints = unknownSymbols(failure.words);
  const [first] = complaints;
  if (first === undefined) return undefined;
  // modprobe loads others before, and it may be one of these that lacks a symbol.
  const isOwn = first.module === failure.name;
  const subject: Failure = isOwn ? failure : { ...failure, name: first.module, ko: undefined };
  const own = complaints.filter(({ module }) => module === first.module);
  const symbols = [...new Set(own.map(({ symbol }) => symbol))];
  return explainGplOnly(subject, symbols) ?? explainMissing(subject, symbols, first.error);
}

/**
 * To a proprietary module the kernel shows only what is exported for everyone, and calls the rest "Unknown symbol" (gplok
 * in resolve_symbol). So a symbol that something live exports and that is yet unknown is GPL-only.
 */
function explainGplOnly(failure: Failure, symbols: readonly string[]): Explanation | undefined {
  const { ko, words, machine } = failure;
  const license = ko?.license ?? firstMatch(words, /^\S+: module license '(.*)' taints kernel/)?.[1];
  if ((ko !== undefined || license !== undefined) && isGplCompatible(license)) return undefined;
  const { exports } = machine.symbols;
  const isThere = (name: string): boolean => {
    const owner = exports.get(name);
    if (owner === undefined) return false;
    return owner.module === undefined || machine.loaded.get(owner.module)?.state === "live";
  };
  const exported = symbols.filter(isThere);
  const [symbol] = exported;
  if (symbol === undefined) return undefined;
  return {
    cause: "gpl-only-symbol",
    title: gplTitle(titleOf(failure), license, exported),
    details: symbols.map((name) => `${name}: ${gplWords(name, isThere(name), exports.get(name))}`),
    remedy: l10n.t(
      "Use a symbol that is exported for all, or give the module a GPL-compatible licence if it is yours to give.",
    ),
    offers: [{ kind: "show-symbol", symbol }],
  };
}

function gplTitle(file: string, license: string | undefined, exported: readonly string[]): string {
  const symbols = listed(exported);
  if (license === undefined) {
    return exported.length === 1
      ? l10n.t`${file} has no GPL-compatible licence, and ${symbols} is only for GPL-compatible modules.`
      : l10n.t`${file} has no GPL-compatible licence, and ${symbols} are only for GPL-compatible modules.`;
  }
  return exported.length === 1
    ? l10n.t`${file} has the licence "${license}", and ${symbols} is only for GPL-compatible modules.`
    : l10n.t`${file} has the licence "${license}", and ${symbols} are only for GPL-compatible modules.`;
}

function gplWords(name: string, isThere: boolean, owner: ExportEvidence | undefined): string {
  if (!isThere) return l10n.t("nothing that is loaded exports it.");
  const module = owner?.module;
  if (module === undefined) {
    return owner?.isGplOnly === true
      ? l10n.t("the kernel exports it with EXPORT_SYMBOL_GPL.")
      : l10n.t`the kernel exports it, yet the kernel does not show it to this module: that is EXPORT_SYMBOL_GPL(${name}).`;
  }
  return owner?.isGplOnly === true
    ? l10n.t`${module} exports it with EXPORT_SYMBOL_GPL.`
    : l10n.t`${module} exports it, yet the kernel does not show it to this module: that is EXPORT_SYMBOL_GPL(${name}).`;
}

function explainMissing(failure: Failure, symbols: readonly string[], error: number): Explanation {
  const found = symbols.map((symbol) => ({ symbol, ...providerOf(failure, symbol) }));
  const modules = [...new Set(found.flatMap(({ module }) => module ?? []))];
  const stuck = modules.filter((name) => failure.machine.loaded.get(name)?.state === "loading");
  const [symbol = ""] = symbols;
  return {
    cause: "unknown-symbol",
    title:
      error === 16
        ? l10n.t`${titleOf(failure)} needs ${listed(symbols)}, which nothing that is loaded can give yet.`
        : l10n.t`${titleOf(failure)} needs ${listed(symbols)}, which nothing that is loaded exports.`,
    details: found.map((one) => `${one.symbol}: ${one.words}`),
    remedy: remedyOf(failure, modules, stuck),
    offers: [
      ...(modules.length > 0 && stuck.length === 0 ? [{ kind: "load-first" as const, modules }] : []),
      { kind: "show-symbol", symbol },
    ],
  };
}

function remedyOf(failure: Failure, modules: readonly string[], stuck: readonly string[]): string {
  if (stuck.length > 0) {
    return l10n.t`${listed(stuck)} is still in its init function, or crashed there: ${bootAgain(failure.target)} if it stays so, then load it again.`;
  }
  return modules.length > 0
    ? l10n.t`Load ${listed(modules)} first, then load it again.`
    : l10n.t`Look for what exports it in the sources, or build against the headers of ${failure.machine.release} and heed modpost's "undefined!" errors.`;
}

function providerOf(
  { built, name, machine }: Failure,
  symbol: string,
): { readonly module: string | undefined; readonly words: string } {
  const ko = built.find((one) => one.name !== name && one.exportedSymbols.includes(symbol));
  if (ko !== undefined)
    return { module: ko.name, words: l10n.t`${ko.name} of the workspace exports it (${ko.file}).` };
  const installed = machine.symbols.installed.get(symbol);
  if (installed !== undefined) {
    const module = underscored(installed);
    return {
      module,
      words: l10n.t`the installed module ${module} exports it (/lib/modules/${machine.release}).`,
    };
  }
  const owner = machine.symbols.exports.get(symbol);
  if (owner !== undefined) {
    return {
      module: undefined,
      words:
        owner.module === undefined
          ? l10n.t("the kernel exports it, but not to this module.")
          : l10n.t`${owner.module} exports it, but not to this module.`,
    };
  }
  return {
    module: undefined,
    words: machine.symbols.named.has(symbol)
      ? l10n.t("the kernel has it, but does not export it to modules.")
      : l10n.t("nothing loaded, installed or built here exports it."),
  };
}

const hasUnknown = (failure: Failure, error: number): boolean =>
  unknownSymbols(failure.words).some((complaint) => complaint.error === error);
