/** Reports parameter permissions that the kernel's headers refuse, or that hardly mean what they say. */
import type { KernelFacts } from "../kernel/facts.ts";
import { softenedBy } from "../lint/certainty.ts";
import type { Fix } from "../lint/finding.ts";
import { defineRule, type Report } from "../lint/rule.ts";
import type { MacroArgument } from "../model/file.ts";
import { parametersOf } from "../model/parameters.ts";
import {
  faultOf,
  isBadOctal,
  type Mode,
  mended,
  misspeltSymbol,
  octal,
  readMode,
} from "../model/permissions.ts";
import { isNoMacro, standingOf, type Unit, unitOf } from "../model/unit.ts";

export const paramPermissions = defineRule({
  id: "param-permissions",
  group: "parameters",
  severity: "error",
  scope: "file",
  page: {
    what: "The permissions of a parameter or of a DEVICE_ATTR() are an octal constant that lets nobody write but its owner and group, and gives the group and others no more than those above them.",
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
  *check({ file, module, kernel }) {
    const unit = unitOf(file, module);
    for (const { permissions } of parametersOf(file, unit)) {
      if (permissions) yield* check(permissions, unit, kernel);
    }
    for (const call of file.macroCalls) {
      const mode = call.arguments[1];
      if (call.name !== "DEVICE_ATTR" || !mode || !isNoMacro(call.name, unit)) continue;
      for (const report of check(mode, unit, kernel))
        if (report.severity === undefined) yield { ...report, ...softenedBy(call.guards) };
    }
  },
});

function* check(permissions: MacroArgument, unit: Unit, kernel: KernelFacts): Generator<Report> {
  const { text, span } = permissions;
  const words = text.match(/[A-Za-z_]\w*/g) ?? [];
  if (!words.every((word) => isNoMacro(word, unit))) {
    yield* checkMacro(permissions, unit);
    return;
  }
  const mode = readMode(text);
  if (mode) yield* reportOn(permissions, mode);
  else if (isBadOctal(text))
    yield {
      span,
      message: `Permissions '${text}' are no number: a leading 0 means octal, which has no digits 8 and 9`,
    };
  else {
    const misspelt = misspeltSymbol(text);
    if (misspelt && unit.isWhole) yield unknownSymbol(permissions, misspelt.closest);
    else if (isVariable(text, unit, kernel))
      yield {
        span,
        message: `Permissions must be a constant, and '${text}' is a variable, so the build fails ("bit-field width not an integer constant")`,
      };
  }
}

/** A macro of the unit that stands for a mode that does not build. */
function* checkMacro({ text, span }: MacroArgument, unit: Unit): Generator<Report> {
  const [macro, second] = unit.files.flatMap((file) =>
    file.macroDefinitions.filter(({ name }) => name === text.trim()),
  );
  if (!macro || second || macro.parameters || macro.guards.length > 0 || unit.defines.includes(macro.name))
    return;
  const mode = readMode(macro.body);
  const fault = mode && faultOf(mode.value);
  if (!mode || fault === undefined || /[A-Za-z_]\w*/.test(macro.body.replace(/\bS_I\w+/g, ""))) return;
  yield {
    span,
    message: `Permissions '${text}' (${octal(mode.value)}) ${fault}, so the build fails ("negative width in bit-field"): use ${octal(mended(mode.value))}`,
  };
}

const unknownSymbol = (permissions: MacroArgument, closest: string | undefined): Report => ({
  span: permissions.span,
  message: `'${permissions.text}' is no permission that linux/stat.h knows, so the build fails${closest === undefined ? ": write it in octal" : `: did you mean '${closest}'?`}`,
  fixes:
    closest === undefined
      ? []
      : [
          {
            title: `Change to '${closest}'`,
            edits: [{ span: permissions.span, text: closest }],
            isSafe: false,
          },
        ],
});

function isVariable(text: string, unit: Unit, kernel: KernelFacts): boolean {
  const standing = standingOf(text.trim(), unit, kernel);
  return (
    standing.kind === "declared" &&
    standing.variables.length > 0 &&
    standing.variables.every(({ kind }) => kind === "variable")
  );
}

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
