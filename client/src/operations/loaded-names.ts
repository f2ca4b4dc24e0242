/** From what a command was given to the names of loaded modules, those that use others first. */
import * as l10n from "@vscode/l10n";
import type { Target } from "../kernel/targets/target.ts";
import { labelOf } from "../targets/target-words.ts";
import type { Operations } from "./operations.ts";
import { usersFirst } from "./order.ts";
import { pickLoaded } from "./pick-module.ts";
import type { Subject } from "./subjects.ts";
import { type FileSubject, modulesHere, wantedModules } from "./wanted.ts";

/** Asks where none is named. undefined: the user left, or was told why there are none. @param target connected */
export async function loadedNames(
  operations: Operations,
  subjects: readonly Subject[],
  target: Target,
  title: string,
): Promise<readonly string[] | undefined> {
  if (subjects.length === 0) {
    const chosen = await pickLoaded(operations, target, title);
    return chosen && [chosen.name];
  }
  const names: string[] = [];
  for (const subject of subjects) {
    const found = await namesOf(operations, subject, target, title);
    if (found === undefined) return undefined;
    names.push(...found.filter((name) => !names.includes(name)));
  }
  if (names.length < 2) return names;
  const { modules } = operations.loaded.snapshot(target) ?? (await operations.loaded.refresh(target));
  return usersFirst(names, modules);
}

async function namesOf(
  operations: Operations,
  subject: Subject,
  target: Target,
  title: string,
): Promise<readonly string[] | undefined> {
  switch (subject.kind) {
    case "loaded":
      return [subject.module.name];
    case "named":
    case "installed":
      return [subject.name];
    case "ko":
      return (await wantedModules(operations, [subject], target, title))?.map(({ name }) => name);
    case "kbuild":
    case "source":
      return loadedHere(operations, subject, target, title);
  }
}

/** Those of a file's modules that are loaded. */
async function loadedHere(
  operations: Operations,
  subject: FileSubject,
  target: Target,
  title: string,
): Promise<readonly string[] | undefined> {
  const { built, missing } = await modulesHere(operations, subject);
  const here = new Set([...built.map(({ name }) => name), ...missing]);
  const { modules } = await operations.loaded.refresh(target);
  const names = modules.flatMap(({ name }) => (here.has(name) ? [name] : []));
  const { prompts } = operations.context;
  if (names.length === 0) {
    void prompts.notify("info", l10n.t`No module of ${subject.file} is loaded on ${labelOf(target)}.`);
    return undefined;
  }
  if (names.length === 1) return names;
  return prompts.pick({
    title,
    placeholder: l10n.t("Which module?"),
    items: [
      { label: l10n.t("All of Them"), icon: "checklist", answer: names },
      ...names.map((name) => ({ label: name, answer: [name] })),
    ],
  });
}
