/** Reports composite modules that list an object of their own name. */
import { defineRule } from "../lint/rule.ts";

export const kbuildSelfObject = defineRule({
  id: "kbuild-self-object",
  group: "kbuild",
  severity: "error",
  scope: "kbuild",
  page: {
    what: "A module made of several objects does not list an object of the module's own name.",
    why: "foo.o would be both the compiled foo.c and what all objects are linked into. Rename either the module or the source.",
    predicts: [
      { tool: "kbuild", message: "Circular foo.o <- foo.o dependency dropped." },
      { tool: "kbuild", message: "ld: input file 'foo.o' is the same as output file" },
    ],
    bad: `obj-m := example.o
example-y := example.o
`,
    good: `obj-m := sample.o
sample-y := example.o
`,
  },
  *check({ project }) {
    for (const fact of project.facts) {
      if (fact.kind !== "self-object") continue;
      yield {
        path: fact.file,
        span: fact.span,
        message: `${fact.module}.o is linked from these objects and cannot be one of them: rename ${fact.module}.c or the module`,
      };
    }
  },
});
