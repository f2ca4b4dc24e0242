/** Which clangd of this machine the tests run. */
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";

/** As distributions call it: newer ones carry their version. The environment's KMOD_CLANGD goes before. */
export function clangdProgram(): string {
  const named = process.env["KMOD_CLANGD"];
  const folders = (process.env["PATH"] ?? "").split(path.delimiter).filter((folder) => existsSync(folder));
  const found = folders.flatMap((folder) =>
    readdirSync(folder).filter((name) => /^clangd(?:-\d+)?$/u.test(name)),
  );
  return named ?? found.toSorted().at(0) ?? "clangd";
}
