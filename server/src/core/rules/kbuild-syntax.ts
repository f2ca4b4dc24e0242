/** Reports lines of Kbuild files at which make stops reading. */
import type { SyntaxFact } from "../kbuild/modules.ts";
import { defineRule } from "../lint/rule.ts";

export const kbuildSyntax = defineRule({
  id: "kbuild-syntax",
  group: "kbuild",
  severity: "error",
  scope: "kbuild",
  page: {
    what: "make can read the Kbuild file to its end: conditionals are closed, includes are there, and every line is an assignment, a rule or a directive.",
    why: "make stops at the first line that it cannot read, before it builds anything. A recipe that is indented with blanks instead of a tab is the usual cause.",
    predicts: [
      { tool: "kbuild", message: "Makefile:3: *** missing 'endif'.  Stop." },
      { tool: "kbuild", message: "Makefile:2: *** missing separator.  Stop." },
      { tool: "kbuild", message: "No rule to make target 'nosuch.mk'.  Stop." },
    ],
    bad: `obj-m := example.o
ifdef DEBUG
ccflags-y += -DDEBUG
`,
    good: `obj-m := example.o
ifdef DEBUG
ccflags-y += -DDEBUG
endif
`,
  },
  *check({ project }) {
    for (const fact of project.facts) {
      if (fact.kind !== "syntax") continue;
      const text = project.files.get(fact.file) ?? "";
      yield { path: fact.file, span: fact.span, ...describe(fact, text) };
    }
  },
});

function describe({ problem, span }: SyntaxFact, text: string) {
  const words = text.slice(span.start, span.end);
  switch (problem) {
    case "missing-endif":
      return { message: `This '${words}' has no 'endif': make stops with "missing 'endif'"` };
    case "extra-endif":
      return { message: "This 'endif' closes nothing: make stops with \"extraneous 'endif'\"" };
    case "missing-include":
      return { message: `There is no '${words}', and make stops: add the file, or write '-include'` };
    case "missing-separator":
      return separator(text, span.start);
  }
}

/** Under a rule the line was to be a recipe. */
function separator(text: string, start: number) {
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const message = `make cannot read this line and stops with "missing separator"`;
  if (lineStart === start) return { message: `${message}: it is neither an assignment nor a rule` };
  return {
    message: `${message}: a line of a recipe starts with a tab, not with blanks`,
    fixes: [
      {
        title: "Indent with a tab",
        edits: [{ span: { start: lineStart, end: start }, text: "\t" }],
        isSafe: false,
      },
    ],
  };
}
