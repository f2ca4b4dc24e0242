/** Every rule, by the name of its file. */
import type { Rule } from "../lint/rule.ts";
import { argumentCount } from "./argument-count.ts";
import { deviceTableTerminator } from "./device-table-terminator.ts";
import { deviceTableType } from "./device-table-type.ts";
import { driverType } from "./driver-type.ts";
import { duplicateEntryPoint } from "./duplicate-entry-point.ts";
import { duplicateExport } from "./duplicate-export.ts";
import { exitSignature } from "./exit-signature.ts";
import { exportPlacement } from "./export-placement.ts";
import { exportStatic } from "./export-static.ts";
import { exportUndefined } from "./export-undefined.ts";
import { exportedInitSymbol } from "./exported-init-symbol.ts";
import { gplOnlySymbol } from "./gpl-only-symbol.ts";
import { initSignature } from "./init-signature.ts";
import { initWithoutReturn } from "./init-without-return.ts";
import { kbuildMissingSource } from "./kbuild-missing-source.ts";
import { kbuildRemovedVariable } from "./kbuild-removed-variable.ts";
import { kbuildSelfObject } from "./kbuild-self-object.ts";
import { kbuildSyntax } from "./kbuild-syntax.ts";
import { licenseConflict } from "./license-conflict.ts";
import { macroArguments } from "./macro-arguments.ts";
import { misplacedStringArgument } from "./misplaced-string-argument.ts";
import { missingDescription } from "./missing-description.ts";
import { missingDeviceTable } from "./missing-device-table.ts";
import { missingExit } from "./missing-exit.ts";
import { missingInclude } from "./missing-include.ts";
import { missingInitAnnotation } from "./missing-init-annotation.ts";
import { missingLicense } from "./missing-license.ts";
import { missingNamespaceImport } from "./missing-namespace-import.ts";
import { missingSemicolon } from "./missing-semicolon.ts";
import { moduleNameTooLong } from "./module-name-too-long.ts";
import { paramDeclaration } from "./param-declaration.ts";
import { paramDescription } from "./param-description.ts";
import { paramPermissions } from "./param-permissions.ts";
import { paramType } from "./param-type.ts";
import { paramUndeclared } from "./param-undeclared.ts";
import { positiveInitReturn } from "./positive-init-return.ts";
import { removedAnnotation } from "./removed-annotation.ts";
import { sectionMismatch } from "./section-mismatch.ts";
import { undeclaredFunction } from "./undeclared-function.ts";
import { undefinedEntryPoint } from "./undefined-entry-point.ts";
import { undefinedSymbol } from "./undefined-symbol.ts";
import { unknownLicense } from "./unknown-license.ts";
import { unusedNamespaceImport } from "./unused-namespace-import.ts";
import { unusedSuppression } from "./unused-suppression.ts";

export const rules: readonly Rule[] = [
  argumentCount,
  deviceTableTerminator,
  deviceTableType,
  driverType,
  duplicateEntryPoint,
  duplicateExport,
  exitSignature,
  exportPlacement,
  exportStatic,
  exportUndefined,
  exportedInitSymbol,
  gplOnlySymbol,
  initSignature,
  initWithoutReturn,
  kbuildMissingSource,
  kbuildRemovedVariable,
  kbuildSelfObject,
  kbuildSyntax,
  licenseConflict,
  macroArguments,
  misplacedStringArgument,
  missingDescription,
  missingDeviceTable,
  missingExit,
  missingInclude,
  missingInitAnnotation,
  missingLicense,
  missingNamespaceImport,
  missingSemicolon,
  moduleNameTooLong,
  paramDeclaration,
  paramDescription,
  paramPermissions,
  paramType,
  paramUndeclared,
  positiveInitReturn,
  removedAnnotation,
  sectionMismatch,
  undeclaredFunction,
  undefinedEntryPoint,
  undefinedSymbol,
  unknownLicense,
  unusedNamespaceImport,
  unusedSuppression,
];
