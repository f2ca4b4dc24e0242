/** Where what is read of kernel headers is kept between runs. */
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/**
 * KMOD_CACHE, else `kmod` below XDG_CACHE_HOME or ~/.cache. undefined: nothing is to be kept, as an empty KMOD_CACHE
 * says.
 */
export const cacheFolder = (
  environment: Readonly<Record<string, string | undefined>>,
  home: string = homedir(),
): string | undefined => {
  const own = environment["KMOD_CACHE"];
  if (own !== undefined) return own === "" ? undefined : own;
  const shared = environment["XDG_CACHE_HOME"] ?? "";
  // The specification asks to pass over one that is not absolute.
  if (isAbsolute(shared)) return join(shared, "kmod");
  return isAbsolute(home) ? join(home, ".cache", "kmod") : undefined;
};
