/** When compile_commands.json is written, and what is said of it. Pure. */
import * as l10n from "@vscode/l10n";
import type { MergedCommands } from "../kernel/kbuild/compile-commands-merge.ts";

export const listName = "compile_commands.json";

/** The setting `kmod.build.compileCommands`. */
export type CompileCommandsUse = "ask" | "always" | "never";

/** What was answered for a workspace folder; undefined: nothing yet. */
export type Agreement = "yes" | "no" | undefined;

/** Where the answer for a workspace folder is kept. */
export const agreementKey = (folder: string): string => `kmod.compileCommands ${folder}`;

export const storedAgreement = (stored: unknown): Agreement =>
  stored === "yes" || stored === "no" ? stored : undefined;

/** Whether a build may refresh the file. */
export function mayWrite(use: CompileCommandsUse, agreement: Agreement): boolean {
  return use === "always" || (use === "ask" && agreement === "yes");
}

export function mayOffer(use: CompileCommandsUse, agreement: Agreement): boolean {
  return use === "ask" && agreement === undefined;
}

export interface Said {
  readonly severity: "info" | "warning" | "error";
  readonly message: string;
}

/** What the command says. @param sources how many are listed of what was built */
export function updatedWords(merged: MergedCommands, file: string, sources: number): Said {
  const listed = sources === 1 ? l10n.t("1 source") : l10n.t`${sources} sources`;
  switch (merged.kind) {
    case "changed":
      return {
        severity: "info",
        message: l10n.t`${listName} was updated: it lists ${listed} that Kbuild compiled.`,
      };
    case "unchanged":
      return {
        severity: "info",
        message: l10n.t`${listName} is up to date: it lists ${listed} that Kbuild compiled.`,
      };
    case "unreadable":
      return {
        severity: "error",
        message: l10n.t`${file} was left as it is: ${merged.reason}. Mend or remove it, and give the command "Kmod: Update ${listName}".`,
      };
  }
}
