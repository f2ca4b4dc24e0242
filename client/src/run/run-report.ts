/** What came of a build and reload: how far it got, and what each step said. Types only. */
import type { BuildReport } from "../kernel/kbuild/build.ts";
import type { Report } from "../kernel/kmod/operation.ts";

export type RunReport =
  | { readonly kind: "done"; readonly build: BuildReport; readonly reload: Report }
  /** It stopped there; `step` names the first that did not work. What is loaded on the machine is still the old one. */
  | { readonly kind: "failed"; readonly step: "build"; readonly build: BuildReport }
  | {
      readonly kind: "failed";
      readonly step: "reload";
      readonly build: BuildReport;
      /** undefined: the user left a question, or was told why nothing was tried. */
      readonly reload: Report | undefined;
    };
