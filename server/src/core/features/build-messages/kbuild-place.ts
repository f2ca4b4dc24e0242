/** The line of a Kbuild file, or the #include, that make's messages are about. */
import type { KbuildFact, KbuildModule } from "../../kbuild/modules.ts";
import type { Finding } from "../../lint/finding.ts";
import { baseOf, joinPath } from "../../text/paths.ts";
import type { Span } from "../../text/span.ts";
import type { Meaning } from "./meaning.ts";
import { spotIn } from "./mentions.ts";
import { modulesNamed, modulesWithFile } from "./modules.ts";
import type { BuiltProject, Placement } from "./place.ts";

type OfKbuild = Extract<Meaning, { readonly kind: "no-rule" | "self-object" | "long-name" }>;

export function placeInKbuild(meaning: OfKbuild, project: BuiltProject): Placement | undefined {
  const { facts } = project.kbuild;
  switch (meaning.kind) {
    case "long-name": {
      const [module, second] = modulesNamed(meaning.module, project.kbuild);
      const fact = facts.find((one) => one.kind === "module-name" && one.name === baseOf(meaning.module));
      const place = fact ?? (second ? undefined : module);
      return place && placed(place, "module-name-too-long", project);
    }
    case "self-object": {
      const name = baseOf(meaning.object).replace(/\.o$/, "");
      const matching = facts.filter((one) => one.kind === "self-object" && one.module === name);
      const [fact, second] = matching;
      return fact && !second ? placed(fact, "kbuild-self-object", project) : undefined;
    }
    case "no-rule":
      return placeTarget(meaning, project);
  }
}

function placeTarget(
  { target, neededBy }: Extract<Meaning, { readonly kind: "no-rule" }>,
  project: BuiltProject,
): Placement | undefined {
  const { facts, root } = project.kbuild;
  const path = joinPath(root.directory, target);
  const matching = facts.filter((fact) => isTarget(fact, target, path, project));
  const [fact, second] = matching;
  if (fact) return second ? undefined : placed(fact, ruleOf(fact), project);
  const object = project.kbuild.modules
    .flatMap((module) =>
      module.objects.map((one) => ({ ...one, path: joinPath(module.directory, one.object) })),
    )
    .find((one) => one.path === path);
  if (object) return placed(object, undefined, project);
  return neededBy === undefined ? undefined : includeOf(path, neededBy, project);
}

function isTarget(fact: KbuildFact, target: string, path: string, { kbuild }: BuiltProject): boolean {
  const folder = fact.file.slice(0, fact.file.lastIndexOf("/"));
  switch (fact.kind) {
    case "missing-source":
      return joinPath(folder, fact.object) === path;
    case "no-object":
      return joinPath(folder, fact.word) === path;
    case "missing-folder":
      return [fact.folder, `${fact.folder}/Makefile`, `${fact.folder}/Kbuild`].some(
        (one) => joinPath(folder, one) === joinPath(path, "."),
      );
    case "syntax":
      return (
        fact.problem === "missing-include" && baseOf(wordsOf(fact, kbuild.files) ?? "") === baseOf(target)
      );
    case "self-object":
    case "module-name":
    case "variable":
      return false;
  }
}

const wordsOf = ({ file, span }: KbuildFact, files: ReadonlyMap<string, string>): string | undefined =>
  files.get(file)?.slice(span.start, span.end);

const ruleOf = ({ kind }: KbuildFact): string =>
  kind === "syntax" ? "kbuild-syntax" : "kbuild-missing-source";

/** A header that is gone, though an object was made with it: the line that includes it. */
function includeOf(path: string, neededBy: string, project: BuiltProject): Placement | undefined {
  for (const kbuild of modulesWithFile(neededBy, project.kbuild)) {
    for (const file of project.modelOf(kbuild)?.files ?? []) {
      const include = file.includes.find((one) => `/${path}`.endsWith(`/${one.path}`));
      if (include) return { ...spotIn(file, include.pathSpan), rule: undefined };
    }
  }
  return undefined;
}

interface InFile {
  readonly file: string;
  readonly span: Span;
}

function placed(
  { file, span }: InFile | KbuildModule,
  rule: string | undefined,
  project: BuiltProject,
): Placement | undefined {
  const text = project.kbuild.files.get(file);
  if (text === undefined) return undefined;
  const isSame = (one: Finding): boolean =>
    one.rule === rule && one.span.start === span.start && one.span.end === span.end;
  const finding = project.findingsAt(file).find(isSame);
  return { path: file, text, span, rule, ...(finding && { finding }) };
}
