/** Which of an init function's returns may have returned an error. Pure. */
import type { ReturnSource } from "../../../server/src/protocol/messages.ts";

/**
 * Those that name the error, certain ones (`-ENODEV` itself) before those that may be it; where none names it, those that
 * return what something else returned.
 */
export function likelyReturns(returns: readonly ReturnSource[], errno: string): readonly ReturnSource[] {
  const naming = returns.filter(({ errors }) => errors.includes(errno));
  if (naming.length === 0)
    return returns.filter(({ text, errors }) => errors.length === 0 && !/^\(*0\)*$/u.test(text.trim()));
  const isCertain = ({ text }: ReturnSource): boolean => text.trim() === `-${errno}`;
  return [...naming.filter(isCertain), ...naming.filter((one) => !isCertain(one))];
}
