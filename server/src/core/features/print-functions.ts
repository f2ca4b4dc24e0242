/**
 * Functions of a module that print what their callers say: `void my_log(struct my *m, const char *fmt, ...)` whose body
 * prints "%pV" (Documentation/core-api/printk-formats.rst), or hands its arguments to vprintk(). Each becomes a macro
 * that prints the caller's format with what the function puts around it.
 */
import type { FunctionDefinition } from "../model/file.ts";
import type { Macro } from "../preprocess/macro-body.ts";
import { printed, unknownText } from "./print-kernel-macros.ts";

/** One way in which a function prints, as `print-calls` reads it. */
export interface InnerPrint {
  readonly text: string;
  readonly level: number | undefined;
  readonly hasDevicePrefix: boolean;
}

/** Has the function a format and arguments for it? @returns the index of the format's parameter */
export const formatParameter = ({ signature }: FunctionDefinition): number | undefined => {
  const parameters = signature?.parameters ?? [];
  const at = parameters.length - 2;
  const isFormat = /\bchar\b.*\*/s.test(parameters[at]?.text ?? "");
  return parameters.at(-1)?.text.trim() === "..." && isFormat ? at : undefined;
};

/** @param prints what the function's own body prints */
export function printingFunction(
  definition: FunctionDefinition,
  prints: readonly InnerPrint[],
  body: string,
): Macro | undefined {
  const at = formatParameter(definition);
  if (at === undefined) return undefined;
  const names = (definition.signature?.parameters ?? [])
    .slice(0, at)
    .map(({ name }, index) => name ?? `p${index}`);
  const parameters = [...names, "fmt", "..."];
  const inner = prints.find(({ text }) => text.includes("%pV"));
  if (inner === undefined)
    return /\bvprintk\s*\(/.test(body)
      ? { parameters, body: `${printed}(none, plain, fmt, ##__VA_ARGS__)` }
      : undefined;
  const level = names.find((name) => /^(?:k|kern_?)?(?:lvl|level)$/.test(name));
  const isLevelFirst = inner.text.startsWith("%s") && inner.level === undefined && level !== undefined;
  const [before = "", after = ""] = (isLevelFirst ? inner.text.slice(2) : inner.text).split("%pV");
  const format = [isLevelFirst ? level : "", quoted(before), "fmt", quoted(after)].join(" ");
  const unknown = Array.from(before.matchAll(/%(?!%)/g), () => `, ${unknownText}`).join("");
  const kind = inner.hasDevicePrefix ? "device" : "plain";
  return {
    parameters,
    body: `${printed}(${inner.level ?? "none"}, ${kind}, ${format}${unknown}, ##__VA_ARGS__)`,
  };
}

const quoted = (text: string): string =>
  `"${text.replaceAll(/["\\]/g, "\\$&").replaceAll("\n", "\\n").replaceAll("\t", "\\t")}"`;
