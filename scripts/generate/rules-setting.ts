/** The setting `kmod.rules` as the rules make it: its schema in package.json, and the words for it in package.nls.json. Pure. */
import type { Rule } from "../../server/src/core/lint/rule.ts";

const choices = {
  off: "Not checked.",
  hint: "Shown as a hint.",
  info: "Shown as information.",
  warning: "Shown as a warning.",
  error: "Shown as an error.",
} as const;

const choiceKey = (choice: string): string => `rule.severity.${choice}`;

const ruleKey = (id: string): string => `rule.${id}`;

/** The text of package.json with each rule in the setting's `properties`; nothing else changes. */
export function withRules(manifest: string, rules: readonly Rule[]): string {
  const properties = Object.fromEntries(
    rules.map(({ id, severity }) => [
      id,
      {
        type: "string",
        enum: Object.keys(choices),
        enumDescriptions: Object.keys(choices).map((choice) => `%${choiceKey(choice)}%`),
        default: severity,
        markdownDescription: `%${ruleKey(id)}%`,
      },
    ]),
  );
  const whole: unknown = JSON.parse(manifest);
  const setting = ["contributes", "configuration", "properties", "kmod.rules"].reduce(member, whole);
  if (typeof setting !== "object" || setting === null)
    throw new Error("package.json has no setting kmod.rules");
  Reflect.set(setting, "properties", properties);
  return jsonText(whole);
}

/** The text of package.nls.json with the words for them at its end; its other words stay as they are. */
export function withRuleWords(words: string, rules: readonly Rule[]): string {
  const given: unknown = JSON.parse(words);
  if (typeof given !== "object" || given === null) throw new Error("package.nls.json is no object");
  const others = Object.entries(given).filter(([key]) => !key.startsWith("rule."));
  return jsonText(
    Object.fromEntries([
      ...others,
      ...Object.entries(choices).map(([choice, text]) => [choiceKey(choice), text]),
      ...rules.map(({ id, page }) => [ruleKey(id), page.what.trim().replaceAll(/\s+/gu, " ")]),
    ]),
  );
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

/** JSON as the formatter leaves package.json: every list that holds something on lines of its own. */
const jsonText = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;
