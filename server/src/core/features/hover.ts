/** What to say of the word under the cursor: macros of module code, licences, permissions, parameters, rule ids. */
import type { EntryMacro, KernelFacts } from "../kernel/facts.ts";
import type { Rule } from "../lint/rule.ts";
import type { FileModel, MacroArgument, MacroCall } from "../model/file.ts";
import type { Span } from "../text/span.ts";
import { describeLicence, describeParameterType, describePermissions } from "./argument-docs.ts";
import { macroDocs } from "./macro-docs.ts";

export interface Hover {
  readonly span: Span;
  readonly markdown: string;
}

export interface HoverContext {
  readonly kernel: KernelFacts;
  readonly rules: readonly Rule[];
  /** Where a rule's page can be read: its address by the rule's id. */
  readonly pageOf: (rule: string) => string;
}

/** @param offset in UTF-16 units; gives undefined where there is nothing of ours to say */
export function hoverAt(file: FileModel, offset: number, context: HoverContext): Hover | undefined {
  const comment = file.suppressions.find(({ span }) => span.start <= offset && offset <= span.end);
  if (comment) return ruleHover(file.text, offset, context);
  const call = file.macroCalls.find(({ span }) => span.start <= offset && offset <= span.end);
  if (call) return callHover(call, offset, file, context.kernel);
  return wordHover(file, offset);
}

/** Hover on a rule id in any text with silencing comments: Kbuild files use `#`. */
export function ruleHover(
  text: string,
  offset: number,
  { rules, pageOf }: Pick<HoverContext, "rules" | "pageOf">,
): Hover | undefined {
  const word = wordAt(text, offset, /[\w-]/);
  const rule = word && rules.find(({ id }) => id === text.slice(word.start, word.end));
  if (!word || !rule) return undefined;
  const says = rule.page.predicts.map(
    ({ tool, message }) => `- ${tool}: \`${message.replaceAll("`", "'")}\``,
  );
  const markdown = `**${rule.id}** (${rule.severity})\n\n${rule.page.what}\n\n${rule.page.why}\n\n${says.join("\n")}\n\n[Documentation](${pageOf(rule.id)})`;
  return { span: word, markdown };
}

function callHover(call: MacroCall, offset: number, file: FileModel, kernel: KernelFacts): Hover | undefined {
  if (holds(call.nameSpan, offset))
    return {
      span: call.nameSpan,
      ...markdownOf(call.name, kernel.entryMacros.get(call.name)),
    } satisfies Hover;
  const index = call.arguments.findIndex(({ span }) => holds(span, offset));
  const argument = call.arguments[index];
  if (!argument) return undefined;
  const markdown = argumentMarkdown(call, index, argument, file);
  return markdown === undefined ? undefined : { span: argument.span, markdown };
}

function argumentMarkdown(
  call: MacroCall,
  index: number,
  argument: MacroArgument,
  file: FileModel,
): string | undefined {
  if (call.name === "MODULE_LICENSE") return describeLicence(argument.text);
  if (/^(?:module|core)_param/.test(call.name) && index === call.arguments.length - 1)
    return describePermissions(argument.text);
  const type = call.name.startsWith("module_param") ? describeParameterType(argument.text) : undefined;
  if (type !== undefined) return type;
  const declared =
    file.functions.find(({ name }) => name === argument.text) ??
    file.variables.find(({ name }) => name === argument.text);
  if (!declared) return undefined;
  const end =
    declared.kind === "function" ? declared.body.start : (declared.initialiser?.start ?? declared.span.end);
  return `\`\`\`c\n${file.text.slice(declared.span.start, end).trim().replace(/\s*=$/, ";")}\n\`\`\``;
}

/** Words that stand inside code: annotations, THIS_MODULE and kin. */
function wordHover(file: FileModel, offset: number): Hover | undefined {
  const span = wordAt(file.text, offset, /\w/);
  if (!span) return undefined;
  const word = file.text.slice(span.start, span.end);
  const doc = macroDocs.get(word);
  if (!doc) return undefined;
  const definitions = [...file.functions, ...file.variables, ...file.prototypes];
  const isMeant = definitions.some(
    (one) =>
      holds(one.span, offset) &&
      (one.annotations.some((annotation) => annotation.span.start === span.start) ||
        ("uses" in one && one.uses.of(word).some((use) => use.offset + one.span.start === span.start))),
  );
  return isMeant ? { span, ...markdownOf(word, undefined) } : undefined;
}

function markdownOf(name: string, macro: EntryMacro | undefined): { readonly markdown: string } {
  const doc = macroDocs.get(name);
  if (doc) return { markdown: `\`\`\`c\n${doc.call}\n\`\`\`\n\n${doc.text}\n\n\`${doc.header}\`` };
  if (!macro) return { markdown: `\`${name}\`: a macro that is called at file scope.` };
  return { markdown: entryMarkdown(macro) };
}

function entryMarkdown(macro: EntryMacro): string {
  const defines =
    macro.definesInit && macro.definesExit
      ? "`module_init` and `module_exit`"
      : macro.definesExit
        ? "`module_exit`"
        : "`module_init`";
  const makes = macro.isBuiltinOnly
    ? "Registers at boot. Nothing unregisters it: a module that uses it cannot be unloaded."
    : `Stands for ${defines}: a module that uses it has no other ${macro.definesInit ? "init function" : "exit function"}.`;
  return `\`\`\`c\n${macro.name}(...)\n\`\`\`\n\n${makes}`;
}

const holds = (span: Span, offset: number): boolean => span.start <= offset && offset <= span.end;

function wordAt(text: string, offset: number, letter: RegExp): Span | undefined {
  let start = offset;
  let end = offset;
  while (start > 0 && letter.test(text[start - 1] ?? "")) start -= 1;
  while (end < text.length && letter.test(text[end] ?? "")) end += 1;
  return start < end ? { start, end } : undefined;
}
