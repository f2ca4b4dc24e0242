/** How sure a rule may sound. */

import type { Guards } from "../model/file.ts";
import { isUnconditional } from "../model/guards.ts";
import type { Severity } from "./finding.ts";

/** What fails only under a configuration that nobody knows is a warning; spread it into a report. */
export const softenedBy = (...all: readonly Guards[]): { readonly severity?: Severity } =>
  all.every(isUnconditional) ? {} : { severity: "warning" };
