/** The module parameters that a file declares, by whichever macro of include/linux/moduleparam.h. */
import type { FileModel, MacroArgument, MacroCall } from "./file.ts";
import { isNoMacro, type Unit } from "./unit.ts";

export interface ModuleParameter {
  readonly call: MacroCall;
  /** What is written on the command line: the name in /sys/module/x/parameters. */
  readonly name: MacroArgument;
  /** The variable, or an expression for it (`options.debug`). undefined for a callback: any pointer will do. */
  readonly value: MacroArgument | undefined;
  /** `array`: the value is an array of the type. `string`: the value is an array of char. */
  readonly shape: "scalar" | "array" | "string" | "callback";
  readonly type: MacroArgument | undefined;
  /** Of an array: where the number of given elements goes. */
  readonly count: MacroArgument | undefined;
  readonly permissions: MacroArgument | undefined;
  /** Of a callback: its operations and its argument. */
  readonly operands: readonly MacroArgument[];
}

interface ParameterMacro {
  readonly shape: ModuleParameter["shape"];
  /** Indices of the arguments. */
  readonly name: number;
  readonly value?: number;
  readonly type?: number;
  readonly count?: number;
  readonly permissions: number;
}

/** Every parameter in text order; calls with too few arguments, and macros that the unit redefines, are left out. */
export function parametersOf(file: FileModel, unit: Unit): readonly ModuleParameter[] {
  return file.macroCalls.flatMap((call): readonly ModuleParameter[] => {
    const macro = macros.get(call.name) ?? callbackMacro(call.name);
    const name = macro && call.arguments[macro.name];
    if (!macro || !name || !call.arguments[macro.permissions] || !isNoMacro(call.name, unit)) return [];
    const argument = (index: number | undefined) => (index === undefined ? undefined : call.arguments[index]);
    return [
      {
        call,
        name,
        value: argument(macro.value),
        shape: macro.shape,
        type: argument(macro.type),
        count: argument(macro.count),
        permissions: argument(macro.permissions),
        operands: macro.shape === "callback" ? call.arguments.slice(1, macro.permissions) : [],
      },
    ];
  });
}

/** Is it a macro by which a module declares a parameter? */
export const declaresParameter = (macro: string): boolean =>
  macros.has(macro) || callbackMacro(macro) !== undefined;

/** The variable that an lvalue starts with: `options` of `options.debug`, `ports` of `ports[0]`. */
export const variableIn = (value: string): string | undefined =>
  /^([A-Za-z_]\w*)\s*(?:(?:\.|->)\s*\w+\s*|\[[^\]]*\]\s*)*$/.exec(value.trim())?.[1];

const plain: ParameterMacro = { shape: "scalar", name: 0, value: 0, type: 1, permissions: 2 };
const named: ParameterMacro = { shape: "scalar", name: 0, value: 1, type: 2, permissions: 3 };

const macros: ReadonlyMap<string, ParameterMacro> = new Map([
  ["module_param", plain],
  ["module_param_unsafe", plain],
  ["module_param_named", named],
  ["module_param_named_unsafe", named],
  ["module_param_hw", { ...plain, permissions: 3 }],
  ["module_param_hw_named", { ...named, permissions: 4 }],
  ["module_param_array", { ...plain, shape: "array", count: 2, permissions: 3 }],
  ["module_param_array_named", { ...named, shape: "array", count: 3, permissions: 4 }],
  ["module_param_hw_array", { ...plain, shape: "array", count: 3, permissions: 4 }],
  ["module_param_string", { shape: "string", name: 0, value: 1, permissions: 3 }],
  ["module_param_call", { shape: "callback", name: 0, permissions: 4 }],
]);

const callback: ParameterMacro = { shape: "callback", name: 0, permissions: 3 };

/** module_param_cb and the same at each initcall level. */
const callbackMacro = (name: string): ParameterMacro | undefined =>
  /^(?:module_param|core_param|postcore_param|arch_param|subsys_param|fs_param|device_param|late_param)_cb(?:_unsafe)?$/.test(
    name,
  )
    ? callback
    : undefined;
