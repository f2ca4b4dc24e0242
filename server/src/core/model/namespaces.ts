/** The symbol namespaces that a module imports, by MODULE_IMPORT_NS() in any of its files. */
import { compareVersion, type KernelFacts } from "../kernel/facts.ts";
import type { UnitScope } from "../preprocess/scope.ts";
import { compilationOf } from "./compiled.ts";
import type { FileModel, MacroArgument, MacroCall } from "./file.ts";
import { scopeOf } from "./live-scope.ts";
import type { ModuleModel } from "./module.ts";
import { remembered } from "./remembered.ts";
import { stringValue } from "./string-literal.ts";
import { isIdentifier, unitOf } from "./unit.ts";

export interface NamespaceImport {
  readonly file: FileModel;
  readonly call: MacroCall;
  readonly argument: MacroArgument;
  readonly namespace: string;
}

export interface NamespaceImports {
  readonly all: readonly NamespaceImport[];
  /** False where a macro or an undecided condition may import more. */
  readonly isWhole: boolean;
}

/** What the module imports, headers of the project included. */
export function importsOf(module: ModuleModel, kernel: KernelFacts): NamespaceImports {
  const all: NamespaceImport[] = [];
  let isWhole = true;
  for (const file of module.files) {
    const unit = unitOf(file, module);
    const scope = scopeOf(file, module);
    for (const one of unit.files) {
      if (!one.isRead && !mentionsImport(one)) continue;
      if (one.macroDefinitions.some(({ body }) => body.includes("IMPORT_NS") || body.includes("import_ns")))
        isWhole = false;
      for (const call of one.macroCalls) {
        const imported = importIn(call, one, kernel, scope);
        if (imported === undefined) continue;
        const compilation = compilationOf(call.guards, unit, scope);
        if (imported === "unknown" || compilation === "unknown") isWhole = false;
        else if (compilation === "compiled") all.push(imported);
      }
    }
  }
  return { all, isWhole };
}

/** Spares the reading of a file that was not read yet. */
const mentionsImport = remembered(
  ({ text }: FileModel): boolean => text.includes("IMPORT_NS") || text.includes("import_ns"),
);

function importIn(
  call: MacroCall,
  file: FileModel,
  kernel: KernelFacts,
  scope: UnitScope | undefined,
): NamespaceImport | "unknown" | undefined {
  if (call.name === "MODULE_INFO" && call.arguments[0]?.text === "import_ns") {
    const argument = call.arguments[1];
    const namespace = argument && stringValue(argument.text);
    return argument && namespace !== undefined ? { file, call, argument, namespace } : "unknown";
  }
  if (call.name !== "MODULE_IMPORT_NS") return undefined;
  const [argument] = call.arguments;
  if (!argument) return "unknown";
  const macro = isIdentifier(argument.text) ? scope?.macros.get(argument.text) : undefined;
  const text = macro ? macro.body : argument.text;
  if (takesString(kernel, scope)) {
    const namespace = stringValue(text);
    return namespace === undefined ? "unknown" : { file, call, argument, namespace };
  }
  // The macro makes a string of whatever stands there, quotes and all: quotes import nothing that exists.
  return { file, call, argument, namespace: text };
}

/** The form of MODULE_IMPORT_NS() in the kernel: a string from 6.13 on, a bare identifier before. */
export function takesString(kernel: KernelFacts, scope: UnitScope | undefined): boolean {
  const macro = scope?.macros.get("MODULE_IMPORT_NS");
  if (macro) return !/stringify|#/.test(macro.body);
  return kernel.version !== undefined && compareVersion(kernel.version, 6, 13) >= 0;
}

/** May the module use a symbol of a namespace without an import? `module:a,b*` names the modules that may. */
export const isOpenTo = (namespace: string, moduleName: string): boolean =>
  namespace.startsWith("module:") &&
  namespace
    .slice("module:".length)
    .split(",")
    .some((pattern) =>
      pattern.endsWith("*")
        ? plainName(moduleName).startsWith(plainName(pattern.slice(0, -1)))
        : plainName(moduleName) === plainName(pattern),
    );

const plainName = (name: string): string => name.trim().replaceAll("-", "_");
