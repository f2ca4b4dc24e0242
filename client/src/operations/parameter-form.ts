/** The form for a module's parameters before it is loaded, as a list to choose from: what stands in it. */
import * as l10n from "@vscode/l10n";
import type { ParameterSource } from "../../../server/src/protocol/messages.ts";
import type { ParameterInfo } from "../kernel/kmod/module-info.ts";
import type { ParameterValue } from "../kernel/kmod/operation.ts";
import type { PickItem } from "../prompts.ts";

export interface FormParameter {
  readonly name: string;
  /** The kernel's word; undefined where neither the file nor the source says it. */
  readonly type: string | undefined;
  readonly description: string | undefined;
  /** Permission bits of its file in /sys; undefined where only the source could say them. */
  readonly mode: number | undefined;
}

export type FormAnswer =
  | { readonly kind: "load" }
  | { readonly kind: "edit"; readonly parameter: FormParameter }
  | { readonly kind: "clear" };

/** What was typed, by the name of the parameter. One that is missing keeps the value that the driver gives it. */
export type FormValues = ReadonlyMap<string, string>;

/**
 * What the file says of parameters, completed by what their source says and in its order: the compiler puts those of a
 * file the other way round. Those of the source alone are among them.
 */
export function formParameters(
  infos: readonly ParameterInfo[],
  sources: readonly ParameterSource[],
): readonly FormParameter[] {
  const infoOf = new Map(infos.map((info) => [info.name, info]));
  const inSource = new Set(sources.map(({ name }) => name));
  return [
    ...sources.map(({ name, type, description, mode }): FormParameter => {
      const info = infoOf.get(name);
      return { name, type: info?.type ?? type, description: info?.description ?? description, mode };
    }),
    ...infos.filter(({ name }) => !inSource.has(name)).map((info) => ({ ...info, mode: undefined })),
  ];
}

/** The form as a list: the answer that loads on top, then each parameter. */
export function formItems(
  parameters: readonly FormParameter[],
  values: FormValues,
): readonly PickItem<FormAnswer>[] {
  const given = parameterValues(parameters, values);
  return [
    {
      label: l10n.t("Load"),
      icon: "play",
      description: given.length === 0 ? l10n.t("with the values that the driver gives") : assignments(given),
      answer: { kind: "load" },
    },
    ...(given.length === 0
      ? []
      : [{ label: l10n.t("Clear All Values"), icon: "discard", answer: { kind: "clear" as const } }]),
    { label: l10n.t("Parameters") },
    ...parameters.map((parameter): PickItem<FormAnswer> => {
      const value = values.get(parameter.name);
      return {
        label: parameter.name,
        description: [value === undefined ? "" : `= ${value}`, parameter.type ?? ""]
          .filter(Boolean)
          .join(" · "),
        detail: [parameter.description ?? "", modeInWords(parameter.mode)].filter(Boolean).join(" · "),
        answer: { kind: "edit", parameter },
      };
    }),
  ];
}

/** The values that are given to the kernel, in the order of the form. */
export const parameterValues = (
  parameters: readonly FormParameter[],
  values: FormValues,
): readonly ParameterValue[] =>
  parameters.flatMap(({ name }) => {
    const value = values.get(name);
    return value === undefined ? [] : [{ name, value }];
  });

/** `count=2 who="a b"`: for reading, as one would type it. */
export const assignments = (values: readonly ParameterValue[]): string =>
  values.map(({ name, value }) => `${name}=${/[\s"]|^$/u.test(value) ? `"${value}"` : value}`).join(" ");

/** What a typed text gives a parameter; undefined: nothing, so that the driver's value stays. */
export function typedValue({ type }: FormParameter, text: string): string | undefined {
  if (type === "charp" || type === "string") return text === '""' ? "" : text === "" ? undefined : text;
  return text.trim() === "" ? undefined : text.trim();
}

/** What the input box shows for a value: the opposite of `typedValue`. */
export const shownValue = (value: string | undefined): string => (value === "" ? '""' : (value ?? ""));

/** One sentence under the input box. */
export function valueHint({ type, description }: FormParameter): string {
  const form = type === undefined ? "" : (hints[type] ?? (type.startsWith("array of") ? arrayHint : ""));
  return [description, form, l10n.t("Empty: the driver's own value.")]
    .filter(Boolean)
    .join(". ")
    .replaceAll("..", ".");
}

const arrayHint = l10n.t("Values with commas between them");
const hints: Readonly<Record<string, string>> = {
  bool: l10n.t("Y or N"),
  bint: l10n.t("Y or N"),
  invbool: l10n.t("Y or N; the driver sees the opposite"),
  charp: l10n.t('Text as it is, without quotes; "" is the empty text'),
  string: l10n.t('Text as it is, without quotes; "" is the empty text'),
};

function modeInWords(mode: number | undefined): string {
  if (mode === undefined) return "";
  if (mode === 0) return l10n.t("not shown in /sys");
  return (mode & 0o222) === 0 ? l10n.t("read-only once loaded") : l10n.t("can be changed while loaded");
}
