/** Reports imports of namespaces of which the module uses nothing. */
import type { KernelFacts } from "../kernel/facts.ts";
import { defineRule } from "../lint/rule.ts";
import type { ModuleModel } from "../model/module.ts";
import { importsOf } from "../model/namespaces.ts";
import { remembered } from "../model/remembered.ts";
import { removalOf } from "../model/removal.ts";
import { kernelName } from "../model/symbol-lookup.ts";
import type { UnitScope } from "../preprocess/scope.ts";
import type { SymbolTable } from "../symbols/exported.ts";

export const unusedNamespaceImport = defineRule({
  id: "unused-namespace-import",
  group: "symbols",
  severity: "hint",
  scope: "module",
  page: {
    what: "MODULE_IMPORT_NS() names a namespace of which the module uses a symbol.",
    why: "An import that nothing needs tells a reader of a dependency that is not there, and one of a namespace that does not exist is often a misspelt one.",
    predicts: [{ tool: "convention", message: "modpost says nothing" }],
    bad: `#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
MODULE_IMPORT_NS(CRYPTO_INTERNAL);
`,
    good: `#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`,
  },
  *check({ module, kernel }) {
    if (!kernel.symbols || !module.isComplete || !module.neighbours.isWhole) return;
    const imports = importsOf(module, kernel);
    if (imports.all.length === 0) return;
    const scopes = module.files.map(({ path }) => module.scopes.get(path));
    for (const { file, call, argument, namespace } of imports.all) {
      const symbols = [
        ...(namespacesIn(kernel.symbols).get(namespace) ?? []),
        ...(namespacesIn(module.neighbours.symbols).get(namespace) ?? []),
      ];
      const isKnown = symbols.length > 0;
      if (isKnown && !scopes.every((scope) => scope?.isWhole && usesNone(symbols, scope, module))) continue;
      yield {
        path: file.path,
        span: argument.span,
        message: isKnown
          ? `The module uses no symbol of namespace ${namespace}: the import does nothing`
          : noSuchNamespace(namespace, kernel),
        fixes: [{ title: "Remove the import", edits: [removalOf(file.text, call.span)], isSafe: false }],
      };
    }
  },
});

const noSuchNamespace = (namespace: string, kernel: KernelFacts): string =>
  `Nothing is exported in a namespace ${namespace} by kernel ${kernelName(kernel)} or beside this module`;

/** Does nothing that the file can mention lead to one of the symbols, as far as declarations go? */
const usesNone = (symbols: readonly string[], scope: UnitScope, { files }: ModuleModel): boolean =>
  symbols.every(
    (symbol) =>
      !scope.declarations.has(symbol) &&
      !scope.hidden.has(symbol) &&
      files.every(({ text }) => !text.includes(symbol)),
  ) && ![...scope.declarations.values()].some(({ reaches }) => reaches.some((one) => symbols.includes(one)));

const namespacesIn = remembered((table: SymbolTable): ReadonlyMap<string, readonly string[]> => {
  const byNamespace = new Map<string, string[]>();
  for (const [name, exporters] of table) {
    for (const { namespace } of exporters) {
      if (namespace === undefined) continue;
      const names = byNamespace.get(namespace);
      if (names) names.push(name);
      else byNamespace.set(namespace, [name]);
    }
  }
  return byNamespace;
});
