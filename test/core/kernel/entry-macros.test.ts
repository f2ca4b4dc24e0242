/** Macros that stand for module_init and module_exit are found in headers, however deep. */
import { describe, expect, test } from "vitest";
import { builtinEntryMacros } from "../../../server/src/core/kernel/builtin-entry-macros.ts";
import { readEntryMacros } from "../../../server/src/core/kernel/entry-macros.ts";

const driver = `
#define module_driver(__driver, __register, __unregister, ...) \\
static int __init __driver##_init(void) \\
{ \\
	return __register(&(__driver) , ##__VA_ARGS__); \\
} \\
module_init(__driver##_init); \\
static void __exit __driver##_exit(void) \\
{ \\
	__unregister(&(__driver) , ##__VA_ARGS__); \\
} \\
module_exit(__driver##_exit);
#define builtin_driver(__driver, __register, ...) \\
static int __init __driver##_init(void) { return __register(&(__driver)); } \\
device_initcall(__driver##_init);
`;

const find = (text: string, name: string) => readEntryMacros([driver, text]).get(name);

describe("a macro", () => {
  test("that defines both functions itself has no argument for them", () => {
    expect(find("", "module_driver")).toEqual({
      name: "module_driver",
      definesInit: true,
      definesExit: true,
      initArgument: undefined,
      exitArgument: undefined,
      isBuiltinOnly: false,
    });
  });

  test("built on another one is one, whichever header comes first", () => {
    const texts = [
      "#define module_b_driver(x) module_a_driver(x)\n",
      "#  define module_a_driver(__a) \\\r\n\tmodule_driver(__a, reg, unreg)\r\n",
      driver,
    ];
    expect(readEntryMacros(texts).get("module_b_driver")).toMatchObject({
      definesInit: true,
      definesExit: true,
    });
  });

  test("that passes its argument on names the function at that place", () => {
    expect(
      find("#define module_pair(dev, up, down) module_init(up); module_exit(down)\n", "module_pair"),
    ).toMatchObject({
      initArgument: 1,
      exitArgument: 2,
    });
  });

  test("built on builtin_driver or an initcall has nothing to unload", () => {
    expect(find("#define builtin_x_driver(d) builtin_driver(d, x)\n", "builtin_x_driver")).toMatchObject({
      definesInit: true,
      definesExit: false,
      isBuiltinOnly: true,
    });
    expect(find("", "late_initcall_sync")).toMatchObject({ initArgument: 0, isBuiltinOnly: true });
  });

  test("of another name may be an alias", () => {
    expect(find("#define my_init module_init\n/* module_init( */\n", "my_init")).toMatchObject({
      initArgument: 0,
    });
  });

  test("that only mentions one in a comment is none", () => {
    expect(find("#define thing(x) do { } while (0) /* see module_init(x) */\n", "thing")).toBeUndefined();
    expect(find("#define other(x) x /* module_driver( */\n", "other")).toBeUndefined();
  });
});

describe("the built-in list", () => {
  test.each([
    ["module_usb_driver", true, true],
    ["module_misc_device", true, true],
    ["module_pci_driver", true, true],
    ["drm_module_pci_driver", true, true],
    ["DECLARE_USB_FUNCTION_INIT", true, true],
    ["module_isa_driver", true, true],
    ["IRQCHIP_PLATFORM_DRIVER_END", true, false],
    ["cpufreq_governor_init", true, false],
    ["builtin_platform_driver", true, false],
    ["subsys_initcall", true, false],
    ["module_exit", false, true],
  ])("knows %s", (name, definesInit, definesExit) => {
    expect(builtinEntryMacros.get(name)).toMatchObject({ definesInit, definesExit });
  });
});
