/** Reports texts without quotes, and namespaces that are written as the other kernels want them. */
import { compareVersion, type KernelVersion } from "../kernel/facts.ts";
import { softenedBy } from "../lint/certainty.ts";
import { defineRule, type Report } from "../lint/rule.ts";
import type { MacroArgument, MacroCall } from "../model/file.ts";
import { stringValue } from "../model/string-literal.ts";
import { isIdentifier, isNoMacro, type Unit, unitOf } from "../model/unit.ts";

export const misplacedStringArgument = defineRule({
  id: "misplaced-string-argument",
  group: "metadata",
  severity: "error",
  scope: "file",
  page: {
    what: "Texts such as MODULE_DESCRIPTION()'s are strings in double quotes. The namespace in MODULE_IMPORT_NS() and EXPORT_SYMBOL_NS() is an identifier before Linux 6.13, and a string from 6.13.",
    why: "Before 6.13 the macro makes the string itself, so quotes become part of the name: an export does not build, and an import imports a namespace that does not exist (a warning here). From 6.13 a bare identifier does not compile. Of namespaces the rule speaks only when the kernel is known.",
    predicts: [
      { tool: "gcc", message: "error: expected ',' or ';' before 'text'" },
      { tool: "gcc", message: "Error: junk at end of line, first unrecognized character is 'M'" },
      {
        tool: "modpost",
        message:
          "ERROR: modpost: module t uses symbol dma_buf_put from namespace DMA_BUF, but does not import it.",
      },
    ],
    bad: `#include <linux/module.h>

int sample_value(void);

int sample_value(void)
{
	return 1;
}
EXPORT_SYMBOL_NS_GPL(sample_value, "SAMPLE");

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`,
    good: `#include <linux/module.h>

int sample_value(void);

int sample_value(void)
{
	return 1;
}
EXPORT_SYMBOL_NS_GPL(sample_value, SAMPLE);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`,
  },
  *check({ file, module, kernel }) {
    const unit = unitOf(file, module);
    for (const call of file.macroCalls) {
      const argument = textOf(call);
      if (argument && isNoMacro(call.name, unit) && isNoString(argument.text, unit))
        yield { ...unquoted(call, argument), ...softenedBy(call.guards) };
      const symbol = /^EXPORT_SYMBOL(?:_NS)?(?:_GPL)?$/.test(call.name) ? call.arguments[0] : undefined;
      if (symbol && /^"\w+"$/.test(symbol.text) && isNoMacro(call.name, unit))
        yield { ...quotedSymbol(call, symbol), ...softenedBy(call.guards) };
    }
    const { version } = kernel;
    if (!version) return;
    for (const call of file.macroCalls) {
      const argument = namespaceOf(call);
      if (argument && isNoMacro(call.name, unit)) yield* reports(call, argument, version, unit);
    }
  },
});

/** The argument that must be a string; MODULE_LICENSE has a rule of its own. */
function textOf({ name, arguments: all }: MacroCall): MacroArgument | undefined {
  if (/^MODULE_(?:AUTHOR|DESCRIPTION|VERSION|ALIAS|FIRMWARE|SOFTDEP)$/.test(name)) return all[0];
  return name === "MODULE_PARM_DESC" || name === "MODULE_INFO" ? all[1] : undefined;
}

/** Words and numbers none of which may be a macro: those of the kernel are capitals. */
function isNoString(text: string, unit: Unit): boolean {
  if (/^'[^'\\]+'$/.test(text)) return true;
  if (!/^\w[\w ,.;:!?/+<>@()-]*$/.test(text) || /\w\s*\(/.test(text)) return false;
  const words = text.match(/[A-Za-z_]\w*/g) ?? [];
  return words.every(
    (word) => isNoMacro(word, unit) && /^[A-Za-z]+$/.test(word) && /^[A-Z]*[a-z]/.test(word),
  );
}

const quotedSymbol = (call: MacroCall, { text, span }: MacroArgument): Report => ({
  span,
  message: `${call.name}() takes the symbol itself, not a string: it will not compile; write ${text.slice(1, -1)}`,
  fixes: [
    { title: `Change to ${text.slice(1, -1)}`, edits: [{ span, text: text.slice(1, -1) }], isSafe: true },
  ],
});

const unquoted = (call: MacroCall, { text, span }: MacroArgument): Report => {
  const quoted = `"${text.replace(/^'(.*)'$/, "$1")}"`;
  return {
    span,
    message: `${call.name}() takes a string in double quotes, and ${text} is none: it will not compile`,
    fixes: [{ title: `Change to ${quoted}`, edits: [{ span, text: quoted }], isSafe: true }],
  };
};

function namespaceOf(call: MacroCall): MacroArgument | undefined {
  if (call.name === "MODULE_IMPORT_NS") return call.arguments[0];
  return /^EXPORT_SYMBOL_NS(?:_GPL)?$/.test(call.name) ? call.arguments[1] : undefined;
}

function reports(
  call: MacroCall,
  argument: MacroArgument,
  version: KernelVersion,
  unit: Unit,
): readonly Report[] {
  const isImport = call.name === "MODULE_IMPORT_NS";
  const takesString = compareVersion(version, 6, 13) >= 0;
  const edit = (text: string) => ({ span: argument.span, text });
  if (takesString) {
    if (!isIdentifier(argument.text) || !isNoMacro(argument.text, unit)) return [];
    const fix = { title: `Change to "${argument.text}"`, edits: [edit(`"${argument.text}"`)], isSafe: true };
    const message = `${call.name}() takes a string from Linux 6.13 on: write "${argument.text}"`;
    return [{ span: argument.span, message, fixes: [fix], ...softenedBy(call.guards) }];
  }
  const name = stringValue(argument.text);
  if (name === undefined) return [];
  const fixes = isIdentifier(name) ? [{ title: `Change to ${name}`, edits: [edit(name)], isSafe: true }] : [];
  const effect = isImport
    ? "with quotes it imports a namespace that does not exist"
    : "with quotes it does not build";
  const message = `${call.name}() takes a bare identifier before Linux 6.13: ${effect}; write ${name}`;
  // The import alone builds; what it should have imported is missed only where the module uses it.
  const severity = isImport ? ({ severity: "warning" } as const) : softenedBy(call.guards);
  return [{ span: argument.span, message, fixes, ...severity }];
}
