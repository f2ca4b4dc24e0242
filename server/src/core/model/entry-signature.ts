/** Is a function what module_init() or module_exit() take, as gcc compares the types? */
import type { Span, TextEdit } from "../text/span.ts";
import { isTold, plainType } from "./c-types.ts";
import type { EntryFunction } from "./entry-functions.ts";
import type { FileModel, FunctionDefinition, Signature } from "./file.ts";
import { isNoMacro, type Unit } from "./unit.ts";

export interface SignatureProblem {
  readonly span: Span;
  readonly message: string;
  readonly edits: readonly TextEdit[];
}

/** What is certainly wrong with the function's type; empty where a macro or a typedef may make it right. */
export function signatureProblems(
  { role, definition, call }: EntryFunction,
  file: FileModel,
  unit: Unit,
): readonly SignatureProblem[] {
  const { signature } = definition;
  if (!signature || (definition.storage !== "static" && isDeclaredInHeader(definition, unit))) return [];
  const wanted = role === "init" ? "int" : "void";
  return [
    ...returnProblem(definition, signature, wanted, call.name, unit),
    ...parameterProblem(definition, signature, wanted, call.name, file, unit),
  ];
}

/** Then the header decides, and gcc compares the two. */
const isDeclaredInHeader = (definition: FunctionDefinition, unit: Unit): boolean =>
  unit.files.some(
    (file) => file !== unit.file && file.prototypes.some((one) => one.name === definition.name),
  );

function returnProblem(
  definition: FunctionDefinition,
  signature: Signature,
  wanted: string,
  macro: string,
  unit: Unit,
): readonly SignatureProblem[] {
  const { returnType, returnTypeSpan } = signature;
  const plain = plainType(returnType);
  if (plain === wanted) return [];
  if (plain === "") return implicitInt(definition, wanted, unit);
  const words = plain.match(/[A-Za-z_]\w*/g) ?? [];
  if (!isTold(plain) || words.some((word) => !isNoMacro(word, unit))) return [];
  const message = `'${definition.name}' returns ${returnType}, but ${macro}() takes ${wanted} ${definition.name}(void): gcc will refuse it as an incompatible pointer`;
  return [
    { span: definition.nameSpan, message, edits: typeEdits(definition, signature, returnTypeSpan, wanted) },
  ];
}

/** `static foo(void)`: only where all the words before the name are known to be no type. */
function implicitInt(
  definition: FunctionDefinition,
  wanted: string,
  unit: Unit,
): readonly SignatureProblem[] {
  const head = unit.file.text.slice(definition.span.start, definition.nameSpan.start);
  if (!/^(?:static|extern|inline|noinline|__init|__exit|__cold|\s)+$/.test(head)) return [];
  const message = `'${definition.name}' has no return type: write ${wanted}`;
  const place = { start: definition.nameSpan.start, end: definition.nameSpan.start };
  return [{ span: definition.nameSpan, message, edits: [{ span: place, text: `${wanted} ` }] }];
}

/** The type's words give way to the wanted one; the stars of a pointer, which stand with the name, go as well. */
function typeEdits(
  definition: FunctionDefinition,
  signature: Signature,
  type: Span,
  wanted: string,
): readonly TextEdit[] {
  if (!signature.returnType.includes("*")) return [{ span: type, text: wanted }];
  const between = { start: type.end, end: definition.nameSpan.start };
  const annotations = definition.annotations.filter(
    ({ span }) => span.start >= between.start && span.end <= between.end,
  );
  return [
    {
      span: { start: type.start, end: between.end },
      text: `${[wanted, ...annotations.map(({ name }) => name)].join(" ")} `,
    },
  ];
}

function parameterProblem(
  definition: FunctionDefinition,
  { parameters, parametersSpan }: Signature,
  wanted: string,
  macro: string,
  file: FileModel,
  unit: Unit,
): readonly SignatureProblem[] {
  if (parameters?.length === 0) return [];
  const edits = [{ span: parametersSpan, text: "(void)" }];
  if (parameters === undefined) {
    const inside = file.text.slice(parametersSpan.start + 1, parametersSpan.end - 1).trim();
    const hasPrototype = file.prototypes.some(
      (one) => one.name === definition.name && one.signature.parameters?.length === 0,
    );
    if (inside !== "" || hasPrototype) return [];
    return [
      {
        span: definition.nameSpan,
        message: `'${definition.name}()' declares no parameters: gcc wants '(void)' (-Werror=strict-prototypes)`,
        edits,
      },
    ];
  }
  const isCertain = parameters.every(({ text, type }) => {
    const plain = plainType(type);
    const words = text.match(/[A-Za-z_]\w*/g) ?? [];
    return isTold(plain) && words.every((word) => isNoMacro(word, unit));
  });
  if (!isCertain) return [];
  const message = `'${definition.name}' takes parameters, but ${macro}() takes ${wanted} ${definition.name}(void): gcc will refuse it as an incompatible pointer`;
  return [{ span: definition.nameSpan, message, edits }];
}
