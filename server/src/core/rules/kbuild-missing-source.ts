/** Reports objects of a module that no file beside the Makefile could be compiled into. */
import { defineRule, type Report } from "../lint/rule.ts";

export const kbuildMissingSource = defineRule({
  id: "kbuild-missing-source",
  group: "kbuild",
  severity: "error",
  scope: "kbuild",
  page: {
    what: "Every object that a Kbuild file lists for a module has a source (.c, .S or .rs), or a rule that makes one.",
    why: "make stops before it compiles anything, and names the object rather than the file that is missing.",
    predicts: [{ tool: "kbuild", message: "No rule to make target 'main.o', needed by 'sample.o'.  Stop." }],
    bad: `# There is no main.c.
obj-m := sample.o
sample-y := example.o main.o
`,
    good: `# Built from example.c.
obj-m := sample.o
sample-y := example.o
`,
  },
  *check({ project }) {
    for (const fact of project.facts) {
      if (fact.kind !== "missing-source") continue;
      const source = fact.object.replace(/\.o$/, ".c");
      const owner = fact.object === `${fact.module}.o` ? "" : ` of module ${fact.module}`;
      const report: Report & { readonly path: string } = {
        path: fact.file,
        span: fact.span,
        message: `${fact.object}${owner} has no source: there is no ${source}, and no rule here makes one`,
      };
      // Where an option decides, the build fails only once it is set.
      yield fact.isAlwaysBuilt ? report : { ...report, severity: "warning" };
    }
  },
});
