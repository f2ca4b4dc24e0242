/** Mistakes in calls of the kernel, and in the includes that declare what is called. */
import { blanked, type CallText, callsIn, functionsOf, ownNames, replaced } from "./c-text.ts";
import type { ModuleSource } from "./module-source.ts";
import { edited, type KernelContext, type Mutation, misspelt, type Source, sourcesOf } from "./mutation.ts";
import type { Random } from "./random.ts";

/** Calls of what the module does not define itself, with their files. */
const kernelCalls = (
  module: ModuleSource,
  isWanted: (call: CallText) => boolean,
): readonly { readonly source: Source; readonly call: CallText }[] => {
  const own = new Set([...module.files.values()].flatMap((text) => [...ownNames(text, blanked(text))]));
  return sourcesOf(module).flatMap((source) =>
    functionsOf(source.code).flatMap(({ bodyStart, bodyEnd }) =>
      callsIn(source.code, bodyStart, bodyEnd)
        .filter((call) => !own.has(call.name) && isWanted(call))
        .map((call) => ({ source, call })),
    ),
  );
};

const callUndeclared: Mutation = {
  kind: "call-undeclared",
  title: "name of a called function or macro misspelt",
  mutate: (module, random) => {
    const found = random.pick(kernelCalls(module, ({ name }) => name.length > 3));
    if (found === undefined) return undefined;
    const { source, call } = found;
    const edit = { start: call.start, end: call.start + call.name.length, by: misspelt(call.name) };
    return edited(module, source, edit, call.name);
  },
};

const extraArgument: Mutation = {
  kind: "extra-argument",
  title: "one argument too many",
  mutate: (module, random) => {
    const found = random.pick(kernelCalls(module, () => true));
    if (found === undefined) return undefined;
    const { source, call } = found;
    const by = call.isEmpty ? "0" : ", 0";
    const mutant = edited(module, source, { start: call.close, end: call.close, by }, call.name);
    return { ...mutant, places: edited(module, source, atName(call), "").places };
  },
};

const missingArgument: Mutation = {
  kind: "missing-argument",
  title: "last argument left out",
  mutate: (module, random) => {
    const found = random.pick(kernelCalls(module, ({ isEmpty }) => !isEmpty));
    const last = found?.call.separators.at(-1);
    if (found === undefined || last === undefined) return undefined;
    const { source, call } = found;
    const mutant = edited(module, source, { start: last, end: call.close, by: "" }, call.name);
    return { ...mutant, places: edited(module, source, atName(call), "").places };
  },
};

const atName = (call: CallText): { readonly start: number; readonly end: number; readonly by: string } => ({
  start: call.start,
  end: call.start + call.name.length,
  by: call.name,
});

const callUnexported: Mutation = {
  kind: "call-unexported",
  title: "call of a function that a header declares and nothing exports",
  mutate: (module, random, kernel) => {
    const source = random.pick(sourcesOf(module));
    const target = random.pick(functionsOf(source?.code ?? ""));
    if (source === undefined || target === undefined) return undefined;
    const call = unexportedCall(source, random, kernel);
    if (call === undefined) return undefined;
    const edit = { start: target.bodyStart, end: target.bodyStart, by: ` ${call.text};` };
    return edited(module, source, edit, call.name);
  },
};

const include = /^[ \t]*#[ \t]*include[ \t]*<([^>]+)>/gm;

/** A call with noughts for arguments of a function that some header of the file declares. */
const unexportedCall = (
  { text }: Source,
  random: Random,
  kernel: KernelContext,
): { readonly name: string; readonly text: string } | undefined => {
  const paths = Array.from(text.matchAll(include), (match) => match[1] ?? "");
  for (const path of random.shuffled(paths)) {
    const header = kernel.headerText(path) ?? "";
    const found = random.pick(
      prototypesOf(header).filter(({ name }) => !kernel.isExported(name) && !text.includes(name)),
    );
    if (found !== undefined) return { name: found.name, text: `${found.name}(${found.arguments})` };
  }
  return undefined;
};

const prototype =
  /^(?:extern\s+)?(?!static|typedef|return|extern|asmlinkage)[A-Za-z_][\w\s*]*?[\s*](\w+)\s*\(([^()]*)\)\s*(?:__\w+\s*)*;/gm;

/** Functions that take no structures by value. */
const prototypesOf = (header: string): readonly { readonly name: string; readonly arguments: string }[] => {
  const code = blanked(header);
  return Array.from(code.matchAll(prototype), ([, name = "", parameters = ""]) => ({
    name,
    parameters: parameters.split(",").map((parameter) => parameter.trim()),
  }))
    .filter(
      ({ name, parameters }) =>
        !new RegExp(`#\\s*define\\s+${name}\\b`).test(header) &&
        parameters.every(
          (parameter) => /[*[]/.test(parameter) || !/^(?:const )?(?:struct|union) /.test(parameter),
        ),
    )
    .map(({ name, parameters }) => ({
      name,
      arguments: parameters
        .filter((parameter) => parameter !== "void" && parameter !== "..." && parameter !== "")
        .map(() => "0")
        .join(", "),
    }));
};

const dropInclude: Mutation = {
  kind: "drop-include",
  title: "#include removed",
  mutate: (module, random) => {
    const all = sourcesOf(module).flatMap((source) =>
      Array.from(source.text.matchAll(include), (match) => ({ source, match })),
    );
    const found = random.pick(all);
    if (found === undefined) return undefined;
    const { source, match } = found;
    const edit = { start: match.index, end: match.index + match[0].length, by: "" };
    return edited(module, source, edit, match[1] ?? "");
  },
};

/** Every include but that of linux/module.h, which nearly every file needs: likelier to lose a declaration. */
const dropManyIncludes: Mutation = {
  kind: "drop-includes",
  title: "half of the #includes removed",
  mutate: (module, random) => {
    const source = random.pick(sourcesOf(module));
    if (source === undefined) return undefined;
    const all = Array.from(source.text.matchAll(include));
    const gone = random.shuffled(all).slice(0, Math.ceil(all.length / 2));
    if (gone.length < 2) return undefined;
    const text = gone
      .toSorted((a, b) => b.index - a.index)
      .reduce((left, match) => replaced(left, match.index, match.index + match[0].length, ""), source.text);
    const mutant = edited(module, source, { start: 0, end: source.text.length, by: text }, "");
    return { ...mutant, places: [], detail: gone.map((match) => match[1] ?? "").join(" ") };
  },
};

export const callMutations: readonly Mutation[] = [
  callUnexported,
  callUndeclared,
  extraArgument,
  missingArgument,
  dropInclude,
  dropManyIncludes,
];
