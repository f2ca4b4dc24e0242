/** What punctuation means inside brackets. */
import { closeBrace, closeParenthesis, openBrace, openIndex, openParenthesis, step } from "./brackets.ts";
import { endArgument, hideArguments, settleElement } from "./calls.ts";
import { blankOut, showInstead } from "./log.ts";
import { Bracket, type Reading, Token } from "./state.ts";

/** Reads the punctuation at reading.at inside a bracket. Gives "function" when it closes the body at file scope. */
export const readPunctuation = (reading: Reading, code: number): "function" | undefined => {
  if (code === 46 || code === 123) settleElement(reading, code);
  switch (code) {
    case 40:
      openParenthesis(reading);
      return undefined;
    case 91:
      openIndex(reading);
      return undefined;
    case 123:
      openBrace(reading);
      return undefined;
    case 41:
    case 93:
      closeParenthesis(reading, code);
      return undefined;
    case 125:
      return closeBrace(reading);
    default:
      readOperator(reading, code);
      return undefined;
  }
};

const readOperator = (reading: Reading, code: number): void => {
  const { registers, text, at } = reading;
  const frame = registers.frame;
  const inBlock =
    frame !== null &&
    (frame.kind <= Bracket.statementExpression ||
      frame.kind === Bracket.struct ||
      frame.kind === Bracket.argumentBlock);
  switch (code) {
    case 44:
      if (frame?.kind === Bracket.call) endArgument(reading, code);
      registers.tagBrace = 0;
      step(reading, Token.comma, 1);
      return;
    case 59:
      registers.tagBrace = 0;
      if (frame?.kind === Bracket.call) hideArguments(reading, frame);
      step(reading, inBlock ? Token.boundary : Token.operator, 1);
      return;
    case 58:
      step(reading, inBlock && frame.kind !== Bracket.struct ? Token.boundary : Token.operator, 1);
      return;
    case 42:
      if (registers.typeArgument > 0) blankOut(reading, at - reading.base, at - reading.base + 1);
      registers.tagBrace = 0;
      step(reading, registers.typeArgument > 0 ? Token.typeWord : Token.star, 1);
      return;
    case 46:
      if (text.startsWith("...", at)) readEllipsis(reading);
      else if (
        frame?.kind === Bracket.call &&
        (registers.token === Token.comma || registers.token === Token.open)
      ) {
        // `REGISTER(.name = "x")`: an assignment will do.
        blankOut(reading, at - reading.base, at - reading.base + 1);
        reading.at++;
      } else step(reading, Token.operator, 1);
      return;
    default:
      if (code !== 92) {
        registers.tagBrace = 0;
        step(reading, Token.operator, 1);
      } else reading.at++;
  }
};

/** `case 1 ... 3:` and `[0 ... 9] =` are shown with a `+`. */
const readEllipsis = (reading: Reading): void => {
  const { token } = reading.registers;
  const isRange =
    token === Token.word || token === Token.literal || token === Token.callEnd || token === Token.end;
  const at = reading.at - reading.base;
  if (isRange) showInstead(reading, at, at + 3, "+");
  step(reading, Token.operator, 3);
};
