/** Which files a build of modules reads, by their names alone. Pure. */
import path from "node:path";

/** Kbuild files and Makefiles: they say what is built. */
export const isKbuildFile = (file: string): boolean =>
  /^(?:Kbuild|[Mm]akefile|GNUmakefile)(?:\.\w+)?$/u.test(path.basename(file));

/** These, sources and headers. */
export const isBuildInput = (file: string): boolean =>
  isKbuildFile(file) || /\.(?:[chSs]|lds|mk|rs)$/u.test(file);
