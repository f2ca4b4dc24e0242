/** Where things are in the repository, and which Node runs them. */
import path from "node:path";

export const repository = path.resolve(import.meta.dirname, "..");
/** Everything downloaded or generated for one machine; ignored by git. */
export const cacheFolder = path.join(repository, ".cache");
export const distFolder = path.join(repository, "dist");
/** The Node 24 that these scripts run on. */
export const nodeExecutable = process.execPath;

/** Whether a file is the one that Node was started with, and not imported by another. */
export const isMain = (meta: ImportMeta): boolean => process.argv[1] === meta.filename;
