/** Work that is done once, whoever asks for it and however often: all get what came of it, be it an error. Pure. */
export function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => {
    result ??= work();
    return result;
  };
}
