/** Lines that are neither an assignment nor a rule nor anything else that make reads. */
import { type LogicalLine, withoutComment } from "./lines.ts";
import type { Statement } from "./statements.ts";

/**
 * Does make certainly stop at the line with "missing separator"? Takes a line that is read, not skipped.
 *
 * @param isInRule the line before belongs to a rule: blanks in front were to be a tab
 */
export const isSeparatorMissing = (statement: Statement, line: LogicalLine, isInRule: boolean): boolean => {
  if (line.hasTab || (statement.kind !== "expression" && statement.kind !== "rule")) return false;
  const text = withoutComment(line.text).trim();
  if (/^-?load\b|\\/.test(text)) return false;
  const isRecipe = isInRule && line.text.startsWith(" ");
  // References to a variable and to where make runs hold no colon, as far as a recipe goes that lost its tab.
  const literal = isRecipe ? text.replace(plainReference, "x") : text;
  if (/[$:]/.test(literal)) return false;
  return statement.kind === "expression" || /^[^=]*[^\s=+?!]\s+[^\s=][^=]*=/.test(literal);
};

const plainReference =
  /\$[({](?:MAKE|KDIR|KERNELDIR|KERNEL_DIR|KERNEL_SRC|KSRC|PWD|CURDIR|shell pwd|shell uname -r)[)}]/g;
