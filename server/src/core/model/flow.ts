/**
 * How a function returns: its return statements, and whether control certainly runs off its end. Certain means that
 * gcc says so too (-Wreturn-type); anything that may not return, or may hide a return, makes it uncertain.
 */
import type { SyntaxNode } from "../syntax/tree.ts";
import type { FunctionFlow, ReturnStatement } from "./file.ts";

/**
 * @param body the compound_statement
 * @param text what was parsed
 * @param base added to each offset that is given out
 * @param hasConditionals preprocessor lines in the body
 */
export function flowOf(body: SyntaxNode, text: string, base: number, hasConditionals: boolean): FunctionFlow {
  const returns = body.descendantsOfType(["return_statement"]).map((node) => returnOf(node, text, base));
  const fallsOffEnd =
    !hasConditionals &&
    !body.hasError &&
    completes(body, { text, jumps: new Set(), hasBreak: false }) === true;
  return { fallsOffEnd, returns };
}

function returnOf(node: SyntaxNode, text: string, base: number): ReturnStatement {
  const expression = node.namedChildren.find((child) => child.type !== "comment");
  const span = { start: node.startIndex + base, end: node.endIndex + base };
  if (!expression) return { span, expression: undefined, expressionSpan: undefined, value: undefined };
  const words = text.slice(expression.startIndex, expression.endIndex);
  const expressionSpan = { start: expression.startIndex + base, end: expression.endIndex + base };
  return { span, expression: words, expressionSpan, value: constantOf(words) };
}

/** A number where the text is one; an errno name counts as 1, its negative as -1. */
function constantOf(words: string): number | undefined {
  const bare = words.replace(/[()\s]/g, "");
  const number = /^(-?)(0x[\da-f]+|\d+)[ul]*$/i.exec(bare);
  if (number) return Number(number[2]) * (number[1] === "-" ? -1 : 1);
  const errno = /^(-?)E[A-Z][A-Z0-9]+$/.exec(bare);
  if (errno) return errno[1] === "-" ? -1 : 1;
  return bare === "true" ? 1 : bare === "false" ? 0 : undefined;
}

/** true: control certainly can reach the end of the statement; false: certainly not; undefined: cannot be told. */
type Completion = boolean | undefined;

/** What is learnt on the way through statements that control certainly can reach. */
interface Path {
  readonly text: string;
  /** Labels that are jumped to. */
  readonly jumps: Set<string>;
  /** The innermost switch is left by a break. */
  hasBreak: boolean;
}

function completes(statement: SyntaxNode, path: Path): Completion {
  switch (statement.type) {
    case "compound_statement":
      return sequenceCompletes(statement.namedChildren, path);
    case "declaration":
      return true;
    case "expression_statement":
      return expressionCompletes(statement, path.text);
    case "if_statement":
      return ifCompletes(statement, path);
    case "switch_statement":
      return switchCompletes(statement, path);
    case "while_statement":
    case "for_statement":
      return isPlainCondition(statement.childForFieldName("condition"), path.text) ? true : undefined;
    case "labeled_statement": {
      const inner = statement.namedChildren.at(-1);
      return inner && inner.type !== "statement_identifier" ? completes(inner, path) : true;
    }
    case "goto_statement":
      path.jumps.add(labelOf(statement, path.text));
      return false;
    case "break_statement":
      path.hasBreak = true;
      return false;
    case "return_statement":
    case "continue_statement":
      return false;
    default:
      return undefined;
  }
}

function sequenceCompletes(statements: readonly SyntaxNode[], path: Path): Completion {
  let reached: Completion = true;
  for (const statement of statements) {
    if (statement.type === "comment") continue;
    // What stands behind a label is reached where a goto that is reached names it; else that cannot be told.
    if (statement.type === "labeled_statement" && reached !== true) {
      reached = path.jumps.has(labelOf(statement, path.text)) ? true : undefined;
    }
    if (reached === undefined) return undefined;
    if (reached) reached = completes(statement, path);
  }
  return reached;
}

const labelOf = (statement: SyntaxNode, text: string): string => {
  const label = statement.childForFieldName("label");
  return label ? text.slice(label.startIndex, label.endIndex) : "";
};

function ifCompletes(statement: SyntaxNode, path: Path): Completion {
  if (!isPlainCondition(statement.childForFieldName("condition"), path.text)) return undefined;
  const consequence = statement.childForFieldName("consequence");
  const otherwise = statement.childForFieldName("alternative");
  const first = consequence ? completes(consequence, path) : undefined;
  if (!otherwise) return true;
  const otherBranch = otherwise.type === "else_clause" ? otherwise.namedChildren.at(-1) : otherwise;
  const both = [first, otherBranch ? completes(otherBranch, path) : undefined];
  if (both.includes(true)) return true;
  return both.every((completion) => completion === false) ? false : undefined;
}

/** A switch is left at its end by a value without a case, by a break, or by its last case running on. */
function switchCompletes(statement: SyntaxNode, path: Path): Completion {
  const cases =
    statement.childForFieldName("body")?.namedChildren.filter(({ type }) => type === "case_statement") ?? [];
  if (cases.length === 0 || !isPlainCondition(statement.childForFieldName("condition"), path.text))
    return undefined;
  const inside: Path = { ...path, hasBreak: false };
  const ends = cases.map((one) => {
    const value = one.childForFieldName("value");
    return sequenceCompletes(
      one.namedChildren.filter(({ id }) => id !== value?.id),
      inside,
    );
  });
  const hasDefault = cases.some((one) => one.childForFieldName("value") === null);
  if (!hasDefault || inside.hasBreak) return true;
  return ends.at(-1);
}

/** A condition that gcc cannot fold: it names something that is not a constant by its looks. */
function isPlainCondition(condition: SyntaxNode | null, text: string): boolean {
  if (!condition || condition.hasError) return false;
  return /\b[a-z]\w*/.test(
    text.slice(condition.startIndex, condition.endIndex).replace(/\b(?:true|false|sizeof)\b/g, ""),
  );
}

/** A call returns unless it is known not to, or is a macro by its looks, which may hide anything. */
function expressionCompletes(statement: SyntaxNode, text: string): Completion {
  const words = text.slice(statement.startIndex, statement.endIndex);
  if (/\b(?:asm|__asm__)\b/.test(words)) return undefined;
  for (const call of statement.descendantsOfType(["call_expression"])) {
    const callee = call.childForFieldName("function");
    const name = callee ? text.slice(callee.startIndex, callee.endIndex) : "";
    if (!/^[a-z_][a-z0-9_]*$/.test(name) || doesNotReturn.has(name)) return undefined;
  }
  return statement.descendantsOfType(["compound_statement"]).length === 0 ? true : undefined;
}

/** Declared __noreturn in include/linux (panic.h, sched/task.h, kthread.h, reboot.h, ...). */
export const doesNotReturn = new Set(
  "panic nmi_panic do_exit do_group_exit make_task_dead kthread_exit kthread_complete_and_exit complete_and_exit module_put_and_kthread_exit __module_put_and_kthread_exit cpu_startup_entry play_dead machine_power_off machine_halt emergency_restart unreachable __builtin_unreachable __builtin_trap rewind_stack_and_make_dead stop_this_cpu xen_start_kernel".split(
    " ",
  ),
);
