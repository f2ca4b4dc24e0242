/** Questions in a row with a way back: what was answered or typed is kept, whatever is answered again. Pure. */
import type { Step } from "../prompts.ts";

/** Where in the row a question stands. */
export interface Place<A> extends Omit<Step, "onBack"> {
  /** Goes to the question before, with what is known by then; missing at the first. */
  readonly back?: ((answers: A) => void) | undefined;
}

/** Asks for a part of the answers, and gives all of them with it; undefined: it was left, also by Back. */
export type Question<A> = (answers: A, place: Place<A>) => Promise<A | undefined>;

/**
 * Asks all questions, one after the other; undefined: one was left.
 *
 * @param first number of the question to begin with
 */
export async function askAll<A>(
  questions: readonly Question<A>[],
  answers: A,
  first = 0,
): Promise<A | undefined> {
  let known = answers;
  let at = first;
  for (let question = questions[at]; question !== undefined; question = questions[at]) {
    let isBack = false;
    const back = (kept: A): void => {
      isBack = true;
      known = kept;
    };
    const given = await question(known, {
      number: at + 1,
      total: questions.length,
      back: at === 0 ? undefined : back,
    });
    if (given === undefined && !isBack) return undefined;
    if (given !== undefined) known = given;
    at += given === undefined ? -1 : 1;
  }
  return known;
}
