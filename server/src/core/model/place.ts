/** From what a piece declares, counted from its own start, to the same in the file, under the conditionals around it. */
import { type Span, shifted } from "../text/span.ts";
import type {
  Annotation,
  Declared,
  FunctionDefinition,
  FunctionFlow,
  Guards,
  Prototype,
  Signature,
  Variable,
} from "./file.ts";
import type { Declaration } from "./pieces.ts";

/** @param by where the piece starts @param guards what is open there */
export function placeDeclaration(declared: Declaration, by: number, guards: Guards): Declaration {
  switch (declared.kind) {
    case "function":
      return placeFunction(declared, by, guards);
    case "prototype":
      return {
        ...declared,
        ...placeDeclared(declared, by, guards),
        signature: placeSignature(declared.signature, by),
      } satisfies Prototype;
    case "variable":
      return placeVariable(declared, by, guards);
  }
}

const placeFunction = (one: FunctionDefinition, by: number, guards: Guards): FunctionDefinition => ({
  ...one,
  ...placeDeclared(one, by, guards),
  signature: one.signature && placeSignature(one.signature, by),
  body: shifted(one.body, by),
  flow: one.flow && placeFlow(one.flow, by),
});

const placeVariable = (one: Variable, by: number, guards: Guards): Variable => ({
  ...one,
  ...placeDeclared(one, by, guards),
  initialiser: maybeShifted(one.initialiser, by),
  elements: one.elements?.map((element) => ({
    ...element,
    span: shifted(element.span, by),
    guards: element.guards.length === 0 ? guards : [...guards, ...element.guards.map(asInner)],
  })),
});

const placeDeclared = (one: Declared, by: number, guards: Guards) => ({
  nameSpan: shifted(one.nameSpan, by),
  span: shifted(one.span, by),
  storageSpan: maybeShifted(one.storageSpan, by),
  annotations:
    one.annotations.length === 0
      ? one.annotations
      : one.annotations.map((annotation) => placeAnnotation(annotation, by)),
  guards,
});

const placeAnnotation = ({ name, span }: Annotation, by: number): Annotation => ({
  name,
  span: shifted(span, by),
});

const placeSignature = (one: Signature, by: number): Signature => ({
  returnType: one.returnType,
  returnTypeSpan: shifted(one.returnTypeSpan, by),
  parameters: one.parameters?.map((parameter) => ({ ...parameter, span: shifted(parameter.span, by) })),
  parametersSpan: shifted(one.parametersSpan, by),
});

const placeFlow = ({ fallsOffEnd, returns }: FunctionFlow, by: number): FunctionFlow => ({
  fallsOffEnd,
  returns: returns.map((one) => ({
    ...one,
    span: shifted(one.span, by),
    expressionSpan: maybeShifted(one.expressionSpan, by),
  })),
});

const maybeShifted = (span: Span | undefined, by: number): Span | undefined => span && shifted(span, by);

/** Conditionals inside a piece are numbered apart from those around it. */
const asInner = (guard: Guards[number]): Guards[number] => ({
  ...guard,
  conditional: -1 - guard.conditional,
});
