/** Reports parameter permissions that the kernel's headers refuse, or that hardly mean what they say. */
import type { Fix } from "../lint/finding.ts";
import { defineRule, type Report } from "../lint/rule.ts";
import type { MacroArgument } from "../model/file.ts";
import { parametersOf } from "../model/parameters.ts";
import { faultOf, type Mode, mended, octal, readMode } from "../model/permissions.ts";
import { isNoMacro, unitOf } from "../model/unit.ts";

export const paramPermissions = defineRule({
  id: "param-permissions",
  group: "parameters",
  severity: "error",
  scope: "file",
  page: {
    what: "A parameter's permissions are an octal constant that lets nobody write but its owner and group, and gives the group and others no more than those above them.",
    why: "The mode becomes that of the file in /sys/module; the headers refuse a dangerous one while compiling, with a message that names neither the mode nor the parameter.",
    predicts: [
      { tool: "gcc", message: "error: negative width in bit-field '<anonymous>'" },
      {
        tool: "checkpatch",
        message: "Symbolic permissions 'S_IRUGO' are not preferred. Consider using octal permissions '0444'.",
      },
    ],
    bad: `#include <linux/module.h>

static int level;
module_param(level, int, 0666);
MODULE_PARM_DESC(level, "How much to log");

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`,
    good: `#include <linux/module.h>

static int level;
module_param(level, int, 0644);
MODULE_PARM_DESC(level, "How much to log");

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`,
  },
  *check({ file, module }) {
    const unit = unitOf(file, module);
    for (const { permissions } of parametersOf(file, unit)) {
      const mode = permissions && readMode(permissions.text);
      if (!permissions || !mode) continue;
      const words = permissions.text.match(/[A-Za-z_]\w*/g) ?? [];
      if (words.every((word) => isNoMacro(word, unit))) yield* reportOn(permissions, mode);
    }
  },
});

function* reportOn(permissions: MacroArgument, mode: Mode): Generator<Report> {
  const { text, span } = permissions;
  const fault = faultOf(mode.value);
  const meant = mode.style === "decimal" ? octalDigits(text) : undefined;
  if (fault !== undefined) {
    const right = meant ?? mended(mode.value);
    const value = mode.style === "octal" ? "" : ` (${octal(mode.value)})`;
    const message =
      meant === undefined
        ? `Permissions '${text}'${value} ${fault}, so the build fails ("negative width in bit-field"): use ${octal(right)}`
        : `Permissions '${text}' are decimal, and the build fails ("negative width in bit-field"): write ${octal(right)}`;
    yield { span, message, fixes: [replacement(permissions, right, meant !== undefined)] };
  } else if (mode.style === "decimal" && mode.value !== 0) {
    const right = meant ?? mode.value;
    yield {
      span,
      severity: "warning",
      message: `Permissions '${text}' are decimal and mean ${octal(mode.value)}: write ${octal(right)}`,
      fixes: [
        replacement(permissions, right, right === mode.value),
        ...(right === mode.value ? [] : [replacement(permissions, mode.value, false)]),
      ],
    };
  } else if (/\bS_I/.test(text)) {
    yield {
      span,
      severity: "info",
      message: `Permissions are easier to read in octal: '${text}' is ${octal(mode.value)} (checkpatch asks for it)`,
      fixes: [replacement(permissions, mode.value, true)],
    };
  }
}

/** `644` written for 0644: the digits as octal, where they make a mode that builds. */
function octalDigits(text: string): number | undefined {
  if (!/^[0-7]{3}$/.test(text)) return undefined;
  const value = Number.parseInt(text, 8);
  return faultOf(value) === undefined ? value : undefined;
}

const replacement = ({ span }: MacroArgument, value: number, isSafe: boolean): Fix => ({
  title: `Use ${octal(value)}`,
  edits: [{ span, text: octal(value) }],
  isSafe,
});
