/** Where a build puts a module. Pure. */
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { BuildModule } from "../../../server/src/protocol/messages.ts";
import type { BuildRequest } from "../kernel/kbuild/build.ts";

/** Path of a module's .ko file: beside its Kbuild file, or at the same place in the output folder. */
export function builtFile({ ko }: Pick<BuildModule, "ko">, { folder, options }: BuildRequest): string {
  const beside = fileURLToPath(ko);
  const { outputFolder } = options;
  return outputFolder === "" ? beside : path.join(outputFolder, path.relative(folder, beside));
}
