/** A build with nothing special asked for. */
import type { BuildOptions } from "../../client/src/kernel/kbuild/build.ts";

export const plainOptions: BuildOptions = {
  by: { kind: "kbuild" },
  llvm: "",
  architecture: "",
  crossCompile: "",
  warnings: "",
  sparse: "off",
  arguments: [],
  environment: {},
  outputFolder: "",
  jobs: 2,
};
