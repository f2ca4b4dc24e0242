/** Absolute paths with `/`, as text. Core asks no operating system; a host on Windows gives and takes `C:/...`. */

/** The folder of a path; `/` for `/` itself and `.` for a bare name. */
export const directoryOf = (path: string): string => {
  const at = path.lastIndexOf("/");
  if (at < 0) return ".";
  return at === 0 ? "/" : path.slice(0, at);
};

/** The last component. */
export const baseOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** The file name without its last extension: `foo` of `a/foo.c`, `foo.asn1` of `foo.asn1.c`. */
export const stemOf = (path: string): string => {
  const base = baseOf(path);
  const dot = base.lastIndexOf(".");
  return dot <= 0 ? base : base.slice(0, dot);
};

export const isAbsolute = (path: string): boolean => path.startsWith("/") || /^[A-Za-z]:\//.test(path);

/** Joins and resolves `.`, `..` and doubled slashes without asking a disk. An absolute `path` stands alone. */
export const joinPath = (directory: string, path: string): string => {
  const joined = isAbsolute(path) ? path : `${directory}/${path}`;
  if (!/\/\.{0,2}(?:\/|$)/.test(joined)) return joined;
  return normalise(joined);
};

const normalise = (path: string): string => {
  const root = /^(?:[A-Za-z]:)?\//.exec(path)?.[0] ?? "";
  const out: string[] = [];
  for (const part of path.slice(root.length).split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && out.length > 0 && out.at(-1) !== "..") out.pop();
    else if (part !== ".." || root === "") out.push(part);
  }
  return root + out.join("/") || ".";
};

/** Is `path` the folder itself or below it? */
export const isWithin = (directory: string, path: string): boolean =>
  path === directory || path.startsWith(directory === "/" ? "/" : `${directory}/`);
