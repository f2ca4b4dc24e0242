/**
 * The answers to ssh's questions for one connection: the user's, and for a question that another ssh of the same
 * connection asks (a jump host with the same key, a command without a master) the one that was given before. They are
 * forgotten with the connection.
 */
import * as l10n from "@vscode/l10n";
import type { Asked } from "./askpass.ts";
import type { Questions } from "./target.ts";

export interface SshAnswers {
  /** What to tell ssh; undefined: nothing, so that it tries something else or gives up. */
  answer(asked: Asked, signal: AbortSignal): Promise<string | undefined>;
  /** From now on the user is asked nothing. */
  close(): void;
  /** There is something that can be answered without the user. */
  hasAnswers(): boolean;
  /** The user is being asked, or something of theirs (a security key) is waited for. */
  isWaiting(): boolean;
}

export interface AnswersOptions {
  /** Name of the target. */
  readonly target: string;
  readonly questions: Questions;
  /** ssh wants something done that is no answer: "Confirm user presence for key ED25519-SK SHA256:..." */
  readonly onNotice: (text: string) => void;
  /** The user left a question, or did not accept a host key: that ends the attempt. `what` says which in a sentence. */
  readonly onLeft: (what: string) => void;
}

export function createSshAnswers(options: AnswersOptions): SshAnswers {
  const given = new Map<string, string>();
  const asked = new Set<string>();
  let isOpen = true;
  let waiting = 0;
  const secret = async ({ prompt, asker }: Asked): Promise<string | undefined> => {
    const isAgain = asked.has(`${asker} ${prompt}`);
    asked.add(`${asker} ${prompt}`);
    const known = given.get(prompt);
    if (known !== undefined && !isAgain) return known;
    if (!isOpen) return undefined;
    const text = isAgain ? `${l10n.t("That was not accepted.")} ${prompt.trim()}` : prompt.trim();
    const found = await options.questions.secret({ target: options.target, text });
    if (found === undefined) options.onLeft(l10n.t`The question "${prompt.trim()}" was left unanswered.`);
    else if (isLasting(prompt)) given.set(prompt, found);
    return found;
  };
  const confirm = async ({ prompt, hint }: Asked): Promise<string | undefined> => {
    if (!isOpen) return undefined;
    const isHostKey = /continue connecting/u.test(prompt);
    const text = prompt
      .replace(/\s*\(yes\/no[^)]*\)\??\s*:?\s*$/u, "?")
      .replace("??", "?")
      .trim();
    if (await options.questions.confirm({ target: options.target, text })) return "yes";
    if (isHostKey) options.onLeft(l10n.t("The host key was not accepted."));
    // With a hint ssh reads a failure as no; without, it wants the word.
    return hint === "confirm" ? undefined : "no";
  };
  const notice = ({ prompt }: Asked, signal: AbortSignal): Promise<undefined> => {
    options.onNotice(prompt.trim());
    return new Promise((resolve) => {
      signal.addEventListener("abort", () => resolve(undefined), { once: true });
    });
  };
  return {
    async answer(question, signal) {
      waiting++;
      try {
        if (question.hint === "none") return await notice(question, signal);
        const isYesNo = question.hint === "confirm" || question.prompt.includes("(yes/no");
        return isYesNo ? await confirm(question) : await secret(question);
      } finally {
        waiting--;
      }
    },
    close() {
      isOpen = false;
    },
    hasAnswers: () => given.size > 0,
    isWaiting: () => waiting > 0,
  };
}

/** A code of a token holds once. */
const isLasting = (prompt: string): boolean => /pass(?:word|phrase)/iu.test(prompt);
