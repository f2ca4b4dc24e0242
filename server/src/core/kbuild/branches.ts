/** The conditionals that are open while a makefile is read, and which of their branches are taken. */
import type { Located } from "./statements.ts";

/** A conditional that is open: whether its current branch is taken, and whether a later branch may be. */
export interface Branch {
  state: "taken" | "skipped" | "maybe";
  /** A branch was certainly taken: all later ones are skipped. */
  isDone: boolean;
  /** Some earlier branch may have been taken. */
  isVague: boolean;
  readonly isOuterSkipped: boolean;
  readonly isOuterCertain: boolean;
  /** The word that opened it. */
  readonly place: Located;
}

/** @param answer of its condition; undefined where it cannot be told */
export const openBranch = (
  place: Located,
  answer: boolean | undefined,
  isOuterSkipped: boolean,
  isOuterCertain: boolean,
): Branch =>
  isOuterSkipped
    ? { place, state: "skipped", isDone: true, isVague: false, isOuterSkipped, isOuterCertain }
    : {
        place,
        state: answer === undefined ? "maybe" : answer ? "taken" : "skipped",
        isDone: answer === true,
        isVague: answer === undefined,
        isOuterSkipped,
        isOuterCertain,
      };

/** Goes on to the next branch; its condition is asked only where it matters. */
export const alternate = (branch: Branch, decide: () => boolean | undefined): void => {
  if (branch.isOuterSkipped) return;
  branch.state = "skipped";
  if (branch.isDone) return;
  const answer = decide();
  if (answer === false) return;
  branch.state = branch.isVague || answer === undefined ? "maybe" : "taken";
  branch.isDone = answer === true;
  branch.isVague ||= answer === undefined;
};
