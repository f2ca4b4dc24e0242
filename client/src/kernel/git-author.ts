/** Who writes in a folder, as git would sign it: `user.name` and `user.email` of the repository, the user or the system. */
import type { Command } from "./command.ts";

/** `Name <address>`; undefined where git knows neither. git-var(1): GIT_AUTHOR_IDENT. */
export const gitAuthor = (folder: string): Command<string | undefined> => ({
  argv: ["git", "-C", folder, "var", "GIT_AUTHOR_IDENT"],
  limitMs: 5_000,
  parse: ({ exitCode, stdout }) =>
    exitCode === 0 ? /^(.+ <.+>) \d+ [+-]\d+$/mu.exec(stdout)?.[1] : undefined,
});
