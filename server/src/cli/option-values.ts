/** How the words behind options are read; what is wrong with one is said in one line. */
import { InvalidArgumentError } from "commander";
import { suggestion } from "./usage.ts";

export const oneOf =
  <T extends string>(known: readonly T[]) =>
  (word: string): T => {
    const found = known.find((candidate) => candidate === word);
    if (found === undefined)
      throw new InvalidArgumentError(`one of ${known.join(", ")}${suggestion(word, known)}`);
    return found;
  };

export const positiveNumber = (word: string): number => {
  if (!/^[1-9]\d{0,2}$/.test(word)) throw new InvalidArgumentError("a whole number from 1 to 999");
  return Number(word);
};
