/** In which order modules are to be loaded and unloaded. */
import * as l10n from "@vscode/l10n";
import { underscored } from "./modinfo-fields.ts";
import type { KoFile } from "./module-info.ts";
import type { ProcModule } from "./proc-modules.ts";

/** Modules of the workspace that need each other: no order of them exists. */
export class CycleError extends Error {
  override readonly name = "CycleError";
  /** In the circle's order; each needs the next, the last the first. */
  readonly modules: readonly string[];
  readonly remedy = l10n.t("Move what both use into a module of its own, then build them again.");

  constructor(modules: readonly string[]) {
    const needs = modules.map(
      (name, index) => l10n.t`${name} needs ${modules[(index + 1) % modules.length] ?? ""}`,
    );
    super(l10n.t`${needs.join(", ")}: none can be loaded first.`);
    this.modules = modules;
  }
}

export interface LoadOrder {
  /** Of the workspace: each after those that it needs; the last is the one that was asked for. */
  readonly built: readonly KoFile[];
  /** Names of what they need besides, in depends: modprobe finds it. */
  readonly needed: readonly string[];
  /** Names that they like to have (MODULE_SOFTDEP): where the machine has them. */
  readonly liked: readonly string[];
}

/**
 * A module of the workspace with those that it needs. Who provides a symbol is taken from the symbols themselves, because
 * modules that were not built together do not name each other in `depends`. Throws CycleError.
 */
export function loadOrder(wanted: KoFile, built: readonly KoFile[]): LoadOrder {
  const byName = new Map(built.map((ko) => [ko.name, ko]));
  byName.set(wanted.name, wanted);
  const done = new Set<string>();
  const path: string[] = [];
  const order: KoFile[] = [];
  const needed = new Set<string>();
  const liked = new Set<string>();
  const visit = (ko: KoFile): void => {
    if (done.has(ko.name)) return;
    const start = path.indexOf(ko.name);
    if (start >= 0) throw new CycleError(path.slice(start));
    path.push(ko.name);
    for (const name of providersOf(ko, byName)) visitOr(name, needed);
    for (const name of softBefore(ko)) if (!path.includes(name)) visitOr(name, liked);
    path.pop();
    done.add(ko.name);
    order.push(ko);
  };
  const visitOr = (name: string, others: Set<string>): void => {
    const provider = byName.get(name);
    if (provider === undefined) others.add(name);
    else visit(provider);
  };
  visit(wanted);
  return { built: order, needed: [...needed], liked: [...liked] };
}

function providersOf(ko: KoFile, byName: ReadonlyMap<string, KoFile>): ReadonlySet<string> {
  const others = [...byName.values()].filter(({ name }) => name !== ko.name);
  const named = ko.depends.flatMap((name) => byName.get(name) ?? []);
  const providers = new Set(ko.depends.filter((name) => name !== ko.name));
  for (const symbol of ko.undefinedSymbols) {
    const exports = (other: KoFile): boolean => other.exportedSymbols.includes(symbol);
    const provider = named.find(exports) ?? others.find(exports);
    if (provider !== undefined) providers.add(provider.name);
  }
  return providers;
}

/** `pre: a b post: c`: a and b. */
export const softBefore = ({ softdeps }: KoFile): readonly string[] =>
  softdeps.flatMap((text) => {
    const before: string[] = [];
    let isBefore = false;
    for (const word of text.split(/\s+/)) {
      if (word === "pre:") isBefore = true;
      else if (word === "post:") isBefore = false;
      else if (isBefore && word !== "") before.push(underscored(word));
    }
    return before;
  });

/**
 * A loaded module with all that use it, users first; the last is the one itself. One that is not loaded is alone.
 * The kernel knows no cycles here: a module can only use what was there before it.
 */
export function unloadOrder(name: string, loaded: ReadonlyMap<string, ProcModule>): readonly string[] {
  const order = new Set<string>();
  const visit = (one: string): void => {
    if (order.has(one)) return;
    for (const user of loaded.get(one)?.usedBy ?? []) visit(user);
    order.add(one);
  };
  visit(name);
  return [...order];
}
