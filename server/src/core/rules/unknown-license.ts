/** Reports licence strings that the kernel does not know. */
import { softenedBy } from "../lint/certainty.ts";
import type { Fix } from "../lint/finding.ts";
import { defineRule, type Report } from "../lint/rule.ts";
import type { MacroArgument } from "../model/file.ts";
import { isKnownLicence, likelyLicences } from "../model/licence.ts";
import { type InfoEntry, infoOf } from "../model/metadata.ts";
import { isNoMacro, type Unit, unitOf } from "../model/unit.ts";

export const unknownLicense = defineRule({
  id: "unknown-license",
  group: "metadata",
  severity: "warning",
  scope: "file",
  page: {
    what: "MODULE_LICENSE() holds one of the strings that the kernel knows, in quotes.",
    why: "The kernel compares the whole string. One that it does not know, such as GPLv2, makes the module proprietary: it may not use GPL-only symbols and taints the kernel. The strings are GPL, GPL v2, GPL and additional rights, Dual BSD/GPL, Dual MIT/GPL, Dual MPL/GPL and Proprietary.",
    predicts: [
      { tool: "kernel", message: "t: module license 'GPLv2' taints kernel." },
      { tool: "modpost", message: "ERROR: modpost: GPL-incompatible module t.ko uses GPL-only symbol" },
      { tool: "gcc", message: "expected ',' or ';' before 'GPL'" },
    ],
    bad: `#include <linux/module.h>

MODULE_LICENSE("GPLv2");
MODULE_DESCRIPTION("example");
`,
    good: `#include <linux/module.h>

MODULE_LICENSE("GPL v2");
MODULE_DESCRIPTION("example");
`,
  },
  *check({ file, module }) {
    if (!file.macroCalls.some(({ name }) => name === "MODULE_LICENSE" || name === "MODULE_INFO")) return;
    const unit = unitOf(file, module);
    if (!isNoMacro("MODULE_LICENSE", { ...unit, isWhole: true })) return;
    for (const entry of infoOf("license", file, unit)) {
      if (entry.value === undefined) yield* unquoted(entry, unit);
      else if (!isKnownLicence(entry.value)) yield unknown(entry, entry.value);
    }
  },
});

function unknown({ call, argument, value }: InfoEntry, licence: string): Report {
  const isLiteral = argument !== undefined && /^"[^"]*"$/.test(argument.text);
  return {
    span: argument && value !== "" ? argument.span : call.span,
    message: `The kernel does not know the licence '${licence}': it will treat the module as proprietary and be tainted by it`,
    fixes: isLiteral ? replacements(argument, likelyLicences(licence)) : [],
  };
}

/** `MODULE_LICENSE(GPL)` and `MODULE_LICENSE('GPL')`: the words are pasted as they are where C wants a string. */
function unquoted({ call, argument }: InfoEntry, unit: Unit): readonly Report[] {
  if (!argument) return [];
  const single = /^'([^'\\]{2,})'$/.exec(argument.text)?.[1];
  const words = single ?? argument.text;
  if (!/^[A-Za-z][\w ./+-]*$/.test(words)) return [];
  if (single === undefined && !(words.match(/[A-Za-z_]\w*/g) ?? []).every((word) => isNoMacro(word, unit)))
    return [];
  return [
    {
      span: argument.span,
      severity: softenedBy(call.guards).severity ?? "error",
      message: `${call.name}() takes a string in double quotes, and ${argument.text} is none: it will not compile`,
      fixes: replacements(argument, isKnownLicence(words) ? [words] : likelyLicences(words)),
    },
  ];
}

const replacements = (argument: MacroArgument, licences: readonly string[]): readonly Fix[] =>
  licences.map((licence) => ({
    title: `Change to "${licence}"`,
    edits: [{ span: argument.span, text: `"${licence}"` }],
    isSafe: false,
  }));
