/** What init-signature and exit-signature say alike of the functions of a file. */
import type { KernelFacts } from "../kernel/facts.ts";
import { entryFunctionsOf, functionsByName } from "../model/entry-functions.ts";
import { type SignatureProblem, signatureProblems } from "../model/entry-signature.ts";
import type { FileModel, FunctionDefinition } from "../model/file.ts";
import type { ModuleModel } from "../model/module.ts";
import { wordRemovalOf } from "../model/removal.ts";
import { unitOf } from "../model/unit.ts";
import type { TextEdit } from "../text/span.ts";
import { softenedBy } from "./certainty.ts";
import type { Report } from "./rule.ts";

type Role = "init" | "exit";

/**
 * One report for each thing that gcc refuses in an entry function's declaration.
 *
 * @param more edits that the function's body needs once its type is changed
 */
export function* signatureReports(
  role: Role,
  file: FileModel,
  module: ModuleModel,
  kernel: KernelFacts,
  more: (definition: FunctionDefinition) => readonly TextEdit[] = () => [],
): Iterable<Report> {
  const named = entryFunctionsOf(file, kernel).filter((one) => one.role === role);
  const byName = functionsByName(file, role);
  if (named.length + byName.length === 0) return;
  const unit = unitOf(file, module);
  for (const { definition, call } of named) {
    for (const problem of signatureProblems({ role, definition, taker: `${call.name}()` }, file, unit)) {
      yield {
        ...reportOf(role, definition, problem, more(definition)),
        ...softenedBy(call.guards, definition.guards),
        related: [{ path: file.path, span: call.span, message: `named here by ${call.name}()` }],
      };
    }
  }
  for (const definition of byName) {
    const softened = softenedBy(definition.guards);
    if (definition.storage === "static" && definition.storageSpan) {
      const message = `'${definition.name}' is declared global by linux/module.h, so it cannot be static`;
      const edits = [wordRemovalOf(file.text, definition.storageSpan)];
      yield {
        span: definition.nameSpan,
        message,
        fixes: [{ title: "Remove 'static'", edits, isSafe: false }],
        ...softened,
      };
    }
    for (const problem of signatureProblems({ role, definition, taker: "linux/module.h" }, file, unit)) {
      yield { ...reportOf(role, definition, problem, more(definition)), ...softened };
    }
  }
}

const reportOf = (
  role: Role,
  { name }: FunctionDefinition,
  problem: SignatureProblem,
  more: readonly TextEdit[],
): Report => ({
  span: problem.span,
  message: problem.message,
  fixes: [
    {
      title: `Make it ${role === "init" ? "int" : "void"} ${name}(void)`,
      edits: [...problem.edits, ...more],
      isSafe: false,
    },
  ],
});
