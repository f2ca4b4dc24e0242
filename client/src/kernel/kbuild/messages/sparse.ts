/** sparse's messages, told from gcc's: both write `file:line:column: warning: text`. Source: sparse's show-parse.c and lib.c, 0.6. */

/**
 * gcc shows the source line and names the option; sparse does neither.
 * @param message as it was read; sparse is known to have run
 */
export const isSparse = ({
  option,
  hasSnippet,
  at,
}: {
  readonly option: string | undefined;
  readonly hasSnippet: boolean;
  readonly at: { readonly column: number | undefined } | undefined;
}): boolean => option === undefined && !hasSnippet && at?.column !== undefined;
