/** Asks for the values of a module's parameters before it is loaded: a list of them, and an input box for each. */

import * as l10n from "@vscode/l10n";
import type { ParameterValue } from "../kernel/kmod/operation.ts";
import { parameterProblem } from "../kernel/kmod/parameter-values.ts";
import type { Prompts } from "../prompts.ts";
import {
  type FormParameter,
  formItems,
  parameterValues,
  shownValue,
  typedValue,
  valueHint,
} from "./parameter-form.ts";

export interface ParameterQuestion {
  /** `Load hello on vm-6.1` */
  readonly title: string;
  readonly parameters: readonly FormParameter[];
  /** What stands in the form at first; a parameter that the module does not have any more is forgotten. */
  readonly values: readonly ParameterValue[];
}

/** The values to load it with; without asking where there are no parameters. undefined: the user left the form. */
export async function askParameters(
  prompts: Pick<Prompts, "pick" | "text">,
  { title, parameters, values: before }: ParameterQuestion,
): Promise<readonly ParameterValue[] | undefined> {
  if (parameters.length === 0) return [];
  const values = new Map(before.map(({ name, value }) => [name, value]));
  while (true) {
    const answer = await prompts.pick({
      title,
      placeholder: l10n.t("Enter loads it; choose a parameter to give it a value"),
      items: formItems(parameters, values),
    });
    switch (answer?.kind) {
      case undefined:
        return undefined;
      case "load":
        return parameterValues(parameters, values);
      case "clear":
        values.clear();
        break;
      case "edit":
        await askValue(prompts, answer.parameter, values);
        break;
    }
  }
}

/** Leaving the box leaves the value as it was. */
async function askValue(
  prompts: Pick<Prompts, "text">,
  parameter: FormParameter,
  values: Map<string, string>,
): Promise<void> {
  const { name, type } = parameter;
  const text = await prompts.text({
    title: type === undefined ? name : `${name} (${type})`,
    prompt: valueHint(parameter),
    value: shownValue(values.get(name)),
    validate: (typed) => {
      const value = typedValue(parameter, typed);
      return value === undefined ? undefined : parameterProblem(type, value);
    },
  });
  if (text === undefined) return;
  const value = typedValue(parameter, text);
  if (value === undefined) values.delete(name);
  else values.set(name, value);
}
