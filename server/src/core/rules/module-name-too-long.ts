/** Reports modules whose name does not fit the kernel's struct module. */
import { defineRule } from "../lint/rule.ts";

/** MODULE_NAME_LEN of include/linux/module.h on 64-bit machines: 64 - sizeof(unsigned long), the ending NUL included. */
const nameLength64 = 56;
/** The same where unsigned long has four bytes. */
const nameLength32 = 60;

export const moduleNameTooLong = defineRule({
  id: "module-name-too-long",
  group: "kbuild",
  severity: "error",
  scope: "kbuild",
  page: {
    what: "The name of a module has at most 55 characters (59 on 32-bit kernels).",
    why: "The kernel keeps the name in a field of 56 bytes, the ending NUL included; modpost refuses a longer one.",
    predicts: [{ tool: "modpost", message: "module name is too long [a...a.ko]" }],
    bad: `obj-m := a_module_for_a_device_with_a_very_long_marketing_name_v2.o
a_module_for_a_device_with_a_very_long_marketing_name_v2-y := example.o
`,
    good: `obj-m := device_v2.o
device_v2-y := example.o
`,
  },
  *check({ project, kernel }) {
    const is32Bit = kernel.config !== undefined && kernel.config.get("64BIT") !== "y";
    const length = is32Bit ? nameLength32 : nameLength64;
    for (const fact of project.facts) {
      if (fact.kind !== "module-name" || fact.name.length < length) continue;
      yield {
        path: fact.file,
        span: fact.span,
        message: `The module's name has ${fact.name.length} characters: at most ${length - 1} fit`,
      };
    }
  },
});
