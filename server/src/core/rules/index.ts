/** Every rule, by the name of its file. */
import type { Rule } from "../lint/rule.ts";
import { duplicateEntryPoint } from "./duplicate-entry-point.ts";
import { duplicateExport } from "./duplicate-export.ts";
import { exitSignature } from "./exit-signature.ts";
import { exportPlacement } from "./export-placement.ts";
import { exportStatic } from "./export-static.ts";
import { exportUndefined } from "./export-undefined.ts";
import { initSignature } from "./init-signature.ts";
import { initWithoutReturn } from "./init-without-return.ts";
import { kbuildMissingSource } from "./kbuild-missing-source.ts";
import { kbuildRemovedVariable } from "./kbuild-removed-variable.ts";
import { kbuildSelfObject } from "./kbuild-self-object.ts";
import { licenseConflict } from "./license-conflict.ts";
import { misplacedStringArgument } from "./misplaced-string-argument.ts";
import { missingDescription } from "./missing-description.ts";
import { missingExit } from "./missing-exit.ts";
import { missingInitAnnotation } from "./missing-init-annotation.ts";
import { missingLicense } from "./missing-license.ts";
import { moduleNameTooLong } from "./module-name-too-long.ts";
import { positiveInitReturn } from "./positive-init-return.ts";
import { undefinedEntryPoint } from "./undefined-entry-point.ts";
import { unknownLicense } from "./unknown-license.ts";
import { unusedSuppression } from "./unused-suppression.ts";

export const rules: readonly Rule[] = [
  duplicateEntryPoint,
  duplicateExport,
  exitSignature,
  exportPlacement,
  exportStatic,
  exportUndefined,
  initSignature,
  initWithoutReturn,
  kbuildMissingSource,
  kbuildRemovedVariable,
  kbuildSelfObject,
  licenseConflict,
  misplacedStringArgument,
  missingDescription,
  missingExit,
  missingInitAnnotation,
  missingLicense,
  moduleNameTooLong,
  positiveInitReturn,
  undefinedEntryPoint,
  unknownLicense,
  unusedSuppression,
];
