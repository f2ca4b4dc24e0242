/**
 * Which findings foretell which errors of a compiler. A wrong answer would hide an error from its author, so a rule is
 * taken only for the words that it foretells, and only for the name that the words have in common with it. Warnings of a
 * compiler are never taken for a finding's.
 *
 * The words are those of gcc 8 to 14 and clang 14 to 19, as recorded builds of faulty modules have them.
 */
import type { Finding } from "../../lint/finding.ts";
import { quotedIn } from "./agreement.ts";

/** Does the finding, which stands on the error's line, speak of the same mistake? */
export function foretells(finding: Finding, words: string, error: string): boolean {
  if (finding.severity !== "error") return false;
  const text = error.replace(/[‘’]/g, "'").replace(/ \[-W[^\]]*\]$/, "");
  for (const { rules, pattern } of families) {
    if (!rules.includes(finding.rule)) continue;
    const match = pattern.exec(text);
    if (!match) continue;
    const name = match.groups?.["name"];
    if (name === undefined || isAbout(finding, words, name)) return true;
  }
  return false;
}

/** @param words the text that the finding stands on */
const isAbout = ({ message }: Finding, words: string, name: string): boolean =>
  quotedIn(message)[0] === name ||
  new RegExp(`^\\W*${name}\\b|\\b${name}$`).test(words) ||
  message.includes(` '${name}'`) ||
  message.startsWith(`${name}()`);

interface Family {
  readonly rules: readonly string[];
  readonly pattern: RegExp;
}

const family = (rules: readonly string[], pattern: RegExp): Family => ({ rules, pattern });

const signatures = ["init-signature", "exit-signature"];
const undeclared = [
  "undeclared-function",
  "undefined-entry-point",
  "export-undefined",
  "device-table-type",
  "param-undeclared",
  "missing-include",
  "argument-count",
  "param-permissions",
  ...signatures,
];

const families: readonly Family[] = [
  family(undeclared, /^'(?<name>\w+)' undeclared (?:here|\(first use)/),
  family(undeclared, /^use of undeclared identifier '(?<name>\w+)'/),
  family(
    ["undeclared-function", "missing-include"],
    /^(?:implicit declaration of function|call to undeclared function) '(?<name>\w+)'/,
  ),
  family(
    ["undefined-entry-point", "device-table-type", "export-undefined", ...signatures],
    /aliased to undefined symbol '&?(?<name>\w+)'/,
  ),
  family(["export-undefined"], /^'(?<name>\w+)' redeclared as different kind of symbol/),
  family(["undefined-entry-point"], /alias between function and variable is not supported/),
  // In the function that module_pci_driver() and its kin make.
  family(["undefined-entry-point"], /^control reaches end of non-void function/),
  family(
    ["undefined-entry-point", "missing-include", "macro-arguments"],
    /^type defaults to 'int' in declaration of '(?<name>\w+)'/,
  ),
  family(["duplicate-entry-point"], /^redefinition of '\w+'/),
  family(["param-declaration"], /^redefinition of '__(?:check|param|param_str)_(?<name>\w+)'/),
  family(["param-declaration"], /^invalid storage class for function '__\w+'/),
  family(["param-declaration"], /^expected '\)' before /),
  family(
    ["argument-count", "macro-arguments", "undefined-entry-point"],
    /^macro "(?<name>\w+)" (?:requires|passed) \d+ arguments/,
  ),
  family(["argument-count"], /^too (?:few|many) arguments to function '(?<name>\w+)'/),
  family(signatures, /^returning .* from a function with incompatible (?:return|result) type/),
  family(
    signatures,
    /^(?:function declaration isn't a prototype|a function declaration without a prototype|return type defaults to)/,
  ),
  family(signatures, /^attributes should be specified before the declarator/),
  family(signatures, /^static declaration of '(?<name>\w+)' follows non-static declaration/),
  family(
    ["exit-signature"],
    /^'return' with a value, in function returning void|^void function '\w+' should not return a value/,
  ),
  family(
    ["init-without-return"],
    /^no return statement in function returning non-void|^control reaches end of non-void function|^non-void function does not return a value/,
  ),
  family(
    ["init-without-return"],
    /^'return' with no value, in function returning non-void|^non-void function '\w+' should return a value/,
  ),
  family(["misplaced-string-argument"], /^pasting ".*" and ".*" does not give a valid preprocessing token/),
  family(["misplaced-string-argument"], /^expected .* before string constant/),
  family(["misplaced-string-argument", "unknown-license"], /^expected ',' or ';' before '(?<name>\w+)'/),
  family(["unknown-license"], /^expected ',' or ';' before '\\x/),
  family(["missing-semicolon"], /^expected (?:',' or )?';' before /),
  family(["missing-include", "missing-license"], /^expected declaration specifiers or '\.\.\.' before /),
  family(["removed-annotation"], /^expected .* before '/),
  family(["device-table-type"], /^field name not in record or union initializer/),
  family(["driver-type"], /from incompatible pointer type|incompatible pointer types/),
  family(
    ["param-permissions"],
    /^negative width in bit-field|^bit-field '<anonymous>' width not an integer constant|^invalid digit "\d" in octal constant|^initializer element is not constant/,
  ),
  family(["param-type"], /^returning .* from a function with incompatible (?:return|result) type/),
  family(["param-type"], /^'param_(?:ops|get|set)_(?<name>\w+)' undeclared/),
  family(
    ["param-type"],
    /^initialization of '.*' from incompatible pointer type|^incompatible types when initializing/,
  ),
  family(
    ["param-type"],
    /^cannot take address of bit-field|^lvalue required as unary|^subscripted value is neither/,
  ),
  family(["param-type"], /^initializer element is not constant|^expected '\)' before '&' token/),
  family(
    ["param-type", "param-undeclared"],
    /^negative width in bit-field|^bit-field '<anonymous>' width not an integer constant/,
  ),
  family(["param-type"], /has no member named '(?<name>\w+)'/),
];
