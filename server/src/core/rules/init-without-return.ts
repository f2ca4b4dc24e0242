/** Reports init functions that can end without returning a value. */
import { softenedBy } from "../lint/certainty.ts";
import { defineRule } from "../lint/rule.ts";
import { entryFunctionsOf } from "../model/entry-functions.ts";
import type { FileModel, FunctionDefinition, Prototype } from "../model/file.ts";
import { doesNotReturn } from "../model/flow.ts";
import { type Unit, unitOf } from "../model/unit.ts";
import { lineStart, withBreaksOf } from "../text/line-start.ts";

export const initWithoutReturn = defineRule({
  id: "init-without-return",
  group: "entry-points",
  severity: "error",
  scope: "file",
  page: {
    what: "Every way through the init function ends in a return with a value.",
    why: "The kernel reads the value to learn whether the module may stay. The kernel is built with -Werror=return-type, so a way out without a value does not compile.",
    predicts: [
      { tool: "gcc", message: "no return statement in function returning non-void [-Werror=return-type]" },
      { tool: "gcc", message: "control reaches end of non-void function [-Werror=return-type]" },
      {
        tool: "gcc",
        message: "'return' with no value, in function returning non-void [-Werror=return-type]",
      },
    ],
    bad: `#include <linux/module.h>

static int __init sample_init(void)
{
	pr_info("loaded\\n");
}

static void __exit sample_exit(void)
{
}

module_init(sample_init);
module_exit(sample_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`,
    good: `#include <linux/module.h>

static int __init sample_init(void)
{
	pr_info("loaded\\n");
	return 0;
}

static void __exit sample_exit(void)
{
}

module_init(sample_init);
module_exit(sample_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`,
  },
  *check({ file, module, kernel }) {
    const functions = entryFunctionsOf(file, kernel).filter(
      ({ role, definition }) => role === "init" && (file.isRead || !returnsPlainly(definition, file)),
    );
    if (functions.length === 0) return;
    const unit = unitOf(file, module);
    for (const { definition, call } of functions) {
      const { flow, name, body, signature } = definition;
      if (!flow || !signature || signature.returnType === "void") continue;
      const softened = softenedBy(call.guards, definition.guards);
      for (const statement of flow.returns) {
        if (statement.expression !== undefined) continue;
        const place = {
          start: statement.span.start + "return".length,
          end: statement.span.start + "return".length,
        };
        yield {
          span: statement.span,
          message: `'${name}' returns int, so 'return' needs a value: 0, or a negative error such as -ENOMEM`,
          fixes: [{ title: "Return 0", edits: [{ span: place, text: " 0" }], isSafe: false }],
          ...softened,
        };
      }
      if (!endsWithoutReturn(definition, unit)) continue;
      const brace = body.end - 1;
      const start = lineStart(file.text, brace);
      const isAlone = file.text.slice(start, brace).trim() === "";
      const edit = isAlone
        ? { span: { start, end: start }, text: withBreaksOf(file.text, "\treturn 0;\n") }
        : { span: { start: brace, end: brace }, text: " return 0; " };
      yield {
        span: definition.nameSpan,
        message: `'${name}' can end without a return: gcc refuses that (-Werror=return-type); return 0 for success`,
        fixes: [{ title: "Add 'return 0;' at the end", edits: [edit], isSafe: false }],
        ...softened,
      };
    }
  },
});

/** Spares the reading of a body that ends in `return x;` on a line of its own and returns nothing without a value. */
function returnsPlainly({ body }: FunctionDefinition, { text }: FileModel): boolean {
  const code = text.slice(body.start, body.end);
  return (
    /[;{}:][ \t]*\r?\n[ \t\r\n]*return\b\s*[^\s;{}"'/\\#][^;{}"'/\\#]*;\s*\}$/.test(code) &&
    !/#|\/\/|\breturn\s*[;/\\]/.test(code)
  );
}

/** As gcc tells: no return at all and no call that never returns, or a way that certainly runs off the end. */
function endsWithoutReturn(definition: FunctionDefinition, unit: Unit): boolean {
  const { flow, body } = definition;
  if (!flow || (!flow.fallsOffEnd && flow.returns.length > 0)) return false;
  if (!unit.isWhole || mayLeaveOtherwise(definition, unit)) return false;
  const code = unit.file.text
    .slice(body.start, body.end)
    .replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, " ");
  if (/^[ \t]*#/m.test(code) || /\(\s*\{/.test(code)) return false;
  const returns = code.match(/\breturn\b/g)?.length ?? 0;
  // A return among the arguments of a macro is one that the flow does not know.
  if (returns !== flow.returns.length) return false;
  return flow.fallsOffEnd || (returns === 0 && everyCallReturns(code));
}

/** Capitals name a macro by their looks, which may hide anything but for those that everybody knows. */
const everyCallReturns = (code: string): boolean =>
  [...code.matchAll(/\b([A-Za-z_]\w*)\s*\(/g)].every(
    ([, name = ""]) => harmless.has(name) || (/^[a-z]\w*$/.test(name) && !doesNotReturn.has(name)),
  ) && !/\b[A-Z][A-Z0-9_]*\s*;|\bgoto\s*\*|\basm\s+goto/.test(code);

const harmless = new Set(
  "WARN WARN_ON WARN_ONCE WARN_ON_ONCE INIT_LIST_HEAD INIT_WORK INIT_DELAYED_WORK IS_ERR PTR_ERR ARRAY_SIZE READ_ONCE WRITE_ONCE IS_ENABLED".split(
    " ",
  ),
);

/** The project's own macros may hold a return, and its own functions may be __noreturn. */
function mayLeaveOtherwise({ uses }: FunctionDefinition, unit: Unit): boolean {
  return unit.files.some(
    (file) =>
      file.macroDefinitions.some((macro) => leaving.test(macro.body) && uses.of(macro.name).length > 0) ||
      [...file.functions, ...file.prototypes].some(
        (one) => uses.of(one.name).length > 0 && /noreturn/i.test(headOf(one, file)),
      ),
  );
}

const headOf = (one: FunctionDefinition | Prototype, file: FileModel): string =>
  file.text.slice(one.span.start, one.kind === "function" ? one.body.start : one.span.end);

const leaving =
  /\b(?:return|goto|panic|BUG\w*|exit|do_exit|\w*unreachable|__builtin_\w+|asm|__asm__)\b|\b[A-Z][A-Z0-9_]+\s*\(/;
