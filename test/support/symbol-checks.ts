/** Checks of the rules about symbols with scopes and a kernel written by hand. */
import type { KernelFacts } from "../../server/src/core/kernel/facts.ts";
import { type CheckedFinding, checkProject } from "./check.ts";
import { kernelExporting, type ScopeParts, sampleParts, sampleSymbols, scopeWith } from "./scope.ts";

export interface SymbolCheck {
  readonly kernel?: KernelFacts;
  readonly scope?: ScopeParts;
}

/** All findings of a project whose C files all see the sample headers. */
export const checkSymbols = (
  files: Readonly<Record<string, string>>,
  { kernel = kernelExporting("6.1", sampleSymbols), scope = sampleParts }: SymbolCheck = {},
): readonly CheckedFinding[] =>
  checkProject(
    { Makefile: "obj-m := t.o\n", ...files },
    { kernel, scopeOf: ({ path }) => scopeWith(path, scope) },
  );

/** The findings of one rule in a module of one file: what stands at file scope, and what its init function does. */
export const symbolFindings = (
  rule: string,
  declarations: string,
  statements: string,
  options: SymbolCheck & { readonly licence?: string } = {},
): readonly CheckedFinding[] =>
  checkSymbols({ "t.c": moduleDoing(declarations, statements, options.licence) }, options).filter(
    (finding) => finding.rule === rule,
  );

export const moduleDoing = (declarations: string, statements: string, licence = "GPL"): string =>
  `#include <linux/module.h>
int t_value;
void *t_pointer;
${declarations}
static int __init t_init(void)
{
	${statements}
	return 0;
}
module_init(t_init);
static void __exit t_exit(void)
{
}
module_exit(t_exit);
MODULE_LICENSE("${licence}");
MODULE_DESCRIPTION("t");
`;
