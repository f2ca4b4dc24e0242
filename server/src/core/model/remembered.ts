/**
 * Answers remembered for as long as the model they are about lives. Models never change, so an answer stays true; who
 * asks again, as most rules do of most files, gets it for nothing.
 */

/** Makes the answer about a model when it is first asked for. */
export function remembered<M extends object, T>(make: (model: M) => T): (model: M) => T {
  const answers = new WeakMap<M, { readonly value: T }>();
  return (model) => {
    const known = answers.get(model);
    if (known) return known.value;
    const value = make(model);
    answers.set(model, { value });
    return value;
  };
}

/** The same for an answer about two models together. */
export function rememberedPair<A extends object, B extends object, T>(
  make: (a: A, b: B) => T,
): (a: A, b: B) => T {
  const about = remembered((a: A) => remembered((b: B) => make(a, b)));
  return (a, b) => about(a)(b);
}

/** The same for an answer about nothing: made when first asked for. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
