/** Is a function what module_init() or module_exit() take, as gcc compares the types? */
import type { Span, TextEdit } from "../text/span.ts";
import { isTold, plainType } from "./c-types.ts";
import { enumsOf } from "./enums.ts";
import type { FileModel, FunctionDefinition, Signature } from "./file.ts";
import { isNoMacro, type Unit } from "./unit.ts";

export interface SignatureProblem {
  readonly span: Span;
  readonly message: string;
  readonly edits: readonly TextEdit[];
}

/** A function that has to be what the kernel calls. */
export interface EntryCandidate {
  readonly role: "init" | "exit";
  readonly definition: FunctionDefinition;
  /** Who wants the type: `module_init()`. */
  readonly taker: string;
}

/** What is certainly wrong with the function's type; empty where a macro or a typedef may make it right. */
export function signatureProblems(
  candidate: EntryCandidate,
  file: FileModel,
  unit: Unit,
): readonly SignatureProblem[] {
  const { definition } = candidate;
  const { signature } = definition;
  if (definition.storage !== "static" && isDeclaredInHeader(definition, unit)) return [];
  // A C parser takes the name of a function without a type for its type.
  if (!signature) return implicitInt(candidate, unit);
  return [
    ...returnProblem(candidate, signature, unit),
    ...parameterProblem(candidate, signature, file, unit),
    ...misplacedAnnotations(definition, signature),
    ...emptyPrototypes(definition, file),
  ];
}

const wantedBy = ({ role }: EntryCandidate): "int" | "void" => (role === "init" ? "int" : "void");

/** Then the header decides, and gcc compares the two. */
const isDeclaredInHeader = (definition: FunctionDefinition, unit: Unit): boolean =>
  unit.files.some(
    (file) => file !== unit.file && file.prototypes.some((one) => one.name === definition.name),
  );

/** An enumeration of the unit that gcc takes for an unsigned int. */
const isUnsignedEnum = (plain: string, unit: Unit): boolean => {
  const tag = /^enum (\w+)$/.exec(plain)?.[1];
  const found = unit.files.flatMap((file) => enumsOf(file).filter((one) => one.tag === tag));
  return tag !== undefined && found.length === 1 && found.every(({ isUnsigned }) => isUnsigned);
};

function returnProblem(
  candidate: EntryCandidate,
  signature: Signature,
  unit: Unit,
): readonly SignatureProblem[] {
  const { definition, taker } = candidate;
  const { returnType, returnTypeSpan } = signature;
  const wanted = wantedBy(candidate);
  const plain = plainType(returnType);
  if (plain === wanted) return [];
  if (plain === "") return implicitInt(candidate, unit);
  const words = plain.match(/[A-Za-z_]\w*/g) ?? [];
  const isTyped = isTold(plain) || isUnsignedEnum(plain, unit);
  if (!isTyped || words.some((word) => !isNoMacro(word, unit))) return [];
  const message = `'${definition.name}' returns ${returnType}, but ${taker} wants ${wanted} ${definition.name}(void): gcc will refuse the type`;
  const edits = typeEdits(definition, signature, returnTypeSpan, wanted);
  return [{ span: definition.nameSpan, message, edits }];
}

/** `static foo(void)`: only where all the words before the name are known to be no type. */
function implicitInt(candidate: EntryCandidate, unit: Unit): readonly SignatureProblem[] {
  const { definition } = candidate;
  const wanted = wantedBy(candidate);
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
  candidate: EntryCandidate,
  { parameters, parametersSpan }: Signature,
  file: FileModel,
  unit: Unit,
): readonly SignatureProblem[] {
  const { definition, taker } = candidate;
  if (parameters?.length === 0) return [];
  const edits = [{ span: parametersSpan, text: "(void)" }];
  if (parameters === undefined) {
    const inside = file.text.slice(parametersSpan.start + 1, parametersSpan.end - 1).trim();
    const hasPrototype = file.prototypes.some(
      (one) => one.name === definition.name && one.signature.parameters?.length === 0,
    );
    if (inside !== "" || hasPrototype) return [];
    return [{ span: definition.nameSpan, message: noPrototype(definition.name), edits }];
  }
  const isCertain = parameters.every(({ text, type }) => {
    const words = text.match(/[A-Za-z_]\w*/g) ?? [];
    return isTold(plainType(type)) && words.every((word) => isNoMacro(word, unit));
  });
  if (!isCertain) return [];
  const message = `'${definition.name}' takes parameters, but ${taker} wants ${wantedBy(candidate)} ${definition.name}(void): gcc will refuse the type`;
  return [{ span: definition.nameSpan, message, edits }];
}

const noPrototype = (name: string): string =>
  `'${name}()' says nothing of its parameters: gcc wants '${name}(void)' (-Werror=strict-prototypes)`;

/** `static int f();` above the definition. */
const emptyPrototypes = (definition: FunctionDefinition, file: FileModel): readonly SignatureProblem[] =>
  mayBeEmpty(definition, file).flatMap(({ name, nameSpan, signature }) =>
    name !== definition.name ||
    signature.parameters !== undefined ||
    file.text.slice(signature.parametersSpan.start + 1, signature.parametersSpan.end - 1).trim() !== ""
      ? []
      : [
          {
            span: nameSpan,
            message: noPrototype(name),
            edits: [{ span: signature.parametersSpan, text: "(void)" }],
          },
        ],
  );

/** `static int f(void) __init {`: gcc takes an attribute there in a declaration only. */
const misplacedAnnotations = (
  definition: FunctionDefinition,
  { parametersSpan }: Signature,
): readonly SignatureProblem[] =>
  definition.annotations
    .filter(({ name, span }) => span.start >= parametersSpan.end && /^__(?:init|exit|ref|cold)$/.test(name))
    .map(({ name, span }) => ({
      span,
      message: `${name} stands behind the parameters of '${definition.name}': gcc wants it before the name`,
      edits: [
        { span: { start: definition.nameSpan.start, end: definition.nameSpan.start }, text: `${name} ` },
        { span: { start: parametersSpan.end, end: span.end }, text: "" },
      ],
    }));

/** None, unread, where the text holds no `name()` that would be one of them. */
const mayBeEmpty = ({ name }: FunctionDefinition, file: FileModel): FileModel["prototypes"] =>
  file.isRead || new RegExp(`\\b${name}\\b[^;{}]*\\(\\s*\\)`).test(file.text) ? file.prototypes : [];
