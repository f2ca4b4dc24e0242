/** The questions of New Module, from its kind to the files beside its source. Nothing is written here. */
import { existsSync } from "node:fs";
import path from "node:path";
import * as l10n from "@vscode/l10n";
import type { Prompts, Step } from "../prompts.ts";
import { oneLine } from "./escapes.ts";
import { type ModuleKind, moduleKinds } from "./kinds.ts";
import { type Licence, licences } from "./licences.ts";
import { nameProblem, type Taken } from "./module-names.ts";
import { type Extra, mainTemplate, type NewModule, type Template } from "./new-module-files.ts";
import { describedAs } from "./render-template.ts";
import { askAll, type Place, type Question } from "./steps.ts";

/** What the wizard looks things up with. */
export interface WizardPorts {
  readonly prompts: Pick<Prompts, "text" | "pick" | "pickMany">;
  /** Folders that are open. */
  readonly folders: readonly ParentFolder[];
  /** Lets the user look for a folder; undefined: left. */
  readonly chooseFolder: () => Promise<string | undefined>;
  readonly template: (kind: ModuleKind) => Promise<Template>;
  /** What the kernel that is built for has itself. */
  readonly taken: (kind: ModuleKind) => Promise<KernelNames>;
  /** `Name <address>` of who writes in a folder. */
  readonly author: (folder: string) => Promise<string>;
  /** A folder is part of the source tree of a kernel. */
  readonly isInKernelTree: (folder: string) => Promise<boolean>;
}

export interface KernelNames extends Pick<Taken, "clash" | "kernelModules"> {
  /** What the source calls that is exported with EXPORT_SYMBOL_GPL: some of it, macros may call more. */
  readonly gplOnly: readonly string[];
}

export interface ParentFolder {
  readonly name: string;
  readonly folder: string;
}

/** What is known so far. A text may be one that was typed and not accepted yet: its question comes again. */
export interface Answers extends Partial<NewModule> {
  /** The folder that the module's own is made in. */
  readonly parent?: string;
  /** What was suggested as description: not what the user said. */
  readonly suggested?: string;
}

/** All that is needed. */
export interface Answered {
  readonly parent: string;
  readonly module: NewModule;
}

/** Asks for what is to be written; undefined: left. @param parent not asked for where it was pointed at */
export const askModule = (ports: WizardPorts, parent?: string): Promise<Answered | undefined> =>
  ask(ports, parent === undefined ? {} : { parent }, 0);

/** Asks once more from the folder on, where it could not be written: every answer stands there again. */
export const askAgain = (ports: WizardPorts, { parent, module }: Answered): Promise<Answered | undefined> =>
  ask(ports, { ...module, parent }, 1);

async function ask(ports: WizardPorts, known: Answers, first: number): Promise<Answered | undefined> {
  const isPointedAt = known.parent !== undefined && first === 0;
  const asks = [askKind, askParent, askName, askDescription, askLicence, askAuthor, askExtras];
  const questions = asks
    .filter((one) => one !== askParent || !isPointedAt)
    .map(
      (one): Question<Answers> =>
        (answers, place) =>
          one(ports, answers, place),
    );
  const answers = await askAll(questions, known, first);
  if (answers === undefined) return undefined;
  const { parent, kind, name, description, licence, author, extras } = answers;
  return {
    parent: asked(parent),
    module: {
      kind: asked(kind),
      name: asked(name),
      description: asked(description),
      licence: asked(licence),
      author: asked(author),
      extras: asked(extras),
    },
  };
}

type Ask = (ports: WizardPorts, answers: Answers, place: Place<Answers>) => Promise<Answers | undefined>;

/** What every question begins with. @param keep what is to be known after Back, of what was typed */
const begin = (
  answers: Answers,
  { back, ...place }: Place<Answers>,
  keep: (typed: string) => Answers = () => answers,
): { readonly title: string; readonly step: Step } => ({
  title: l10n.t("New Module"),
  step: { ...place, onBack: back && ((typed) => back(keep(typed))) },
});

/** An answer to a question that came before. */
function asked<T>(answer: T | undefined): T {
  if (answer === undefined) throw new Error("a question of New Module was passed over");
  return answer;
}

const askKind: Ask = async ({ prompts, taken }, answers, place) => {
  const kind = await prompts.pick<ModuleKind>({
    ...begin(answers, place),
    placeholder: l10n.t("What kind of module? Each is a small one that builds, loads and does something."),
    items: moduleKinds.map((one) => ({
      label: one.label,
      detail: one.detail,
      icon: one.icon,
      answer: one,
    })),
    ...(answers.kind !== undefined && { preferred: answers.kind }),
  });
  if (kind === undefined) return undefined;
  // Headers are read meanwhile; where that fails, the question that needs them says so.
  void Promise.allSettled([taken(kind)]);
  return { ...answers, kind };
};

const askParent: Ask = async ({ prompts, folders, chooseFolder }, answers, place) => {
  const { parent } = answers;
  // One that was chosen before stays on the list when the question comes again.
  const isOther = parent !== undefined && folders.every(({ folder }) => folder !== parent);
  const known = [...folders, ...(isOther ? [{ name: path.basename(parent), folder: parent }] : [])];
  const elsewhere = { name: l10n.t("Choose Folder..."), folder: "" };
  while (true) {
    const chosen = await prompts.pick<ParentFolder>({
      ...begin(answers, place),
      placeholder: l10n.t("Where? The module gets a folder of its own in this one."),
      items: [
        ...known.map((one) => ({ label: one.name, description: one.folder, icon: "folder", answer: one })),
        { label: elsewhere.name, icon: "folder-opened", answer: elsewhere },
      ],
      preferred: known.find(({ folder }) => folder === parent) ?? known[0] ?? elsewhere,
    });
    if (chosen === undefined) return undefined;
    const folder = chosen === elsewhere ? await chooseFolder() : chosen.folder;
    if (folder !== undefined) return { ...answers, parent: folder };
  }
};

const askName: Ask = async ({ prompts, taken }, answers, place) => {
  const kind = asked(answers.kind);
  const parent = asked(answers.parent);
  const others = await taken(kind);
  const isOnDisk = (name: string): boolean => existsSync(path.join(parent, name));
  const name = await prompts.text({
    ...begin(answers, place, (typed) => ({ ...answers, name: typed })),
    prompt: l10n.t("Name of the module. Its folder, its files and its functions are called so."),
    placeholder: "my_driver",
    value: answers.name ?? "",
    validate: (text) => nameProblem(text, { ...others, isOnDisk, longest: kind.longestName }),
  });
  return name === undefined ? undefined : { ...answers, name };
};

const askDescription: Ask = async ({ prompts, template }, answers, place) => {
  const suggested = describedAs((await template(asked(answers.kind))).get(mainTemplate) ?? "");
  const isOwn = answers.description !== undefined && answers.description !== answers.suggested;
  const description = await prompts.text({
    ...begin(answers, place, (typed) => ({ ...answers, description: typed, suggested })),
    prompt: l10n.t("What it does, in one line: modinfo, Kconfig and the README show it."),
    value: isOwn ? asked(answers.description) : suggested,
    validate: (text) =>
      oneLine(text) === "" ? l10n.t("Say in a few words what the module does.") : undefined,
  });
  return description === undefined ? undefined : { ...answers, description: oneLine(description), suggested };
};

const askLicence: Ask = async ({ prompts, taken }, answers, place) => {
  const all = licences((await taken(asked(answers.kind))).gplOnly);
  const licence = await prompts.pick<Licence>({
    ...begin(answers, place),
    placeholder: l10n.t("Under which licence?"),
    items: all.map((one) => ({
      label: one.spdx,
      description: `MODULE_LICENSE("${one.ident}")`,
      detail: one.detail,
      answer: one,
    })),
    preferred: all.find(({ spdx }) => spdx === answers.licence?.spdx) ?? all[0],
  });
  return licence && { ...answers, licence };
};

const askAuthor: Ask = async ({ prompts, author }, answers, place) => {
  const value = answers.author ?? (await author(asked(answers.parent)));
  const given = await prompts.text({
    ...begin(answers, place, (typed) => ({ ...answers, author: typed })),
    prompt: l10n.t("Who writes it: a name, and an address to write to."),
    placeholder: "Your Name <you@example.org>",
    value,
    validate: (text) =>
      oneLine(text) === "" ? l10n.t("Type a name; an address may follow in < and >.") : undefined,
  });
  return given === undefined ? undefined : { ...answers, author: oneLine(given) };
};

const askExtras: Ask = async ({ prompts, isInKernelTree }, answers, place) => {
  const isInTree = await isInKernelTree(asked(answers.parent));
  const usual: readonly Extra[] = isInTree ? ["kconfig"] : ["readme", "clang-format"];
  const extras = await prompts.pickMany<Extra>({
    ...begin(answers, place),
    placeholder: l10n.t("Which files beside the source, Kbuild, Makefile and .gitignore?"),
    items: [
      { label: "README.md", description: l10n.t("how it is built, loaded and tried"), answer: "readme" },
      { label: ".clang-format", description: l10n.t("the kernel's coding style"), answer: "clang-format" },
      { label: "Kconfig", description: l10n.t("to make it a part of a kernel tree"), answer: "kconfig" },
      { label: "dkms.conf", description: l10n.t("to build it again for each new kernel"), answer: "dkms" },
    ],
    ticked: [...(answers.extras ?? usual)],
  });
  return extras && { ...answers, extras: new Set(extras) };
};
