/**
 * What connecting and becoming root ask, as windows of VS Code: one at a time, each naming its target. Whatever is typed
 * goes to the program that asked, and nowhere else.
 */
import * as l10n from "@vscode/l10n";
import type { Question, Questions } from "../kernel/targets/target.ts";
import type { Prompts } from "../prompts.ts";

export interface TargetQuestions extends Questions {
  /** Takes back what is still unanswered: nobody waits for it any more. */
  leave(): void;
}

/** Gives the questions of a target. All that come of one call wait for each other. */
export function createQuestions(prompts: Prompts): () => TargetQuestions {
  // VS Code shows one input box: a second one would be taken for leaving the first.
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(ask: () => Promise<T>): Promise<T> => {
    const asked = turn.then(ask);
    turn = Promise.allSettled([asked]);
    return asked;
  };
  return () => questionsOfTarget(prompts, inTurn);
}

function questionsOfTarget(
  prompts: Prompts,
  inTurn: <T>(ask: () => Promise<T>) => Promise<T>,
): TargetQuestions {
  let open = new AbortController();
  return {
    secret(question) {
      const { signal } = open;
      return inTurn(async () =>
        signal.aborted ? undefined : prompts.text({ ...secretOptions(question), signal }),
      );
    },
    confirm(question) {
      const { signal } = open;
      return inTurn(async () => {
        if (signal.aborted) return false;
        const connect = l10n.t("Connect");
        const answer = await prompts.choose({
          message: l10n.t`Connect to ${question.target}?`,
          detail: question.text.trim(),
          answers: [connect],
          signal,
        });
        return answer === connect;
      });
    },
    leave() {
      open.abort();
      open = new AbortController();
    },
  };
}

const secretOptions = ({ target, text }: Question) => ({
  title: `Kmod: ${target}`,
  prompt: text.trim(),
  isSecret: true,
});
