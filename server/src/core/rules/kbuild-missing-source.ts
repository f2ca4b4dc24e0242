/** Reports what a Kbuild file lists and nothing beside it could be made into. */
import type { KbuildFact } from "../kbuild/modules.ts";
import type { Fix } from "../lint/finding.ts";
import { defineRule, type Report } from "../lint/rule.ts";

export const kbuildMissingSource = defineRule({
  id: "kbuild-missing-source",
  group: "kbuild",
  severity: "error",
  scope: "kbuild",
  page: {
    what: "Every object that a Kbuild file lists for a module has a source (.c, .S or .rs), or a rule that makes one; every listed folder has a Kbuild file.",
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
      const report = reportOf(fact);
      if (report) yield { path: fact.file, span: fact.span, ...report };
    }
  },
});

/** Where an option decides, the build fails only once it is set. */
const severityOf = ({ isAlwaysBuilt }: { readonly isAlwaysBuilt: boolean }) =>
  isAlwaysBuilt ? {} : ({ severity: "warning" } as const);

function reportOf(fact: KbuildFact): Omit<Report, "span"> | undefined {
  switch (fact.kind) {
    case "missing-source": {
      const source = fact.object.replace(/\.o$/, ".c");
      const owner = fact.object === `${fact.module}.o` ? "" : ` of module ${fact.module}`;
      return {
        message: `${fact.object}${owner} has no source: there is no ${source}, and no rule here makes one`,
        ...severityOf(fact),
      };
    }
    case "no-object":
      return {
        message: `'${fact.word}' is no object, so make finds no rule for it: obj-m lists objects, as in '${objectFor(fact.word)}'`,
        fixes: [suffixFix(fact)],
        ...severityOf(fact),
      };
    case "missing-folder":
      return {
        message: `There is no Kbuild file or Makefile in '${fact.folder}', and make stops with "No rule to make target"`,
      };
    case "module-name":
    case "self-object":
    case "syntax":
    case "variable":
      return undefined;
  }
}

const objectFor = (word: string): string => `${word.replace(/\.(?:c|S|ko)$/, "")}.o`;

const suffixFix = ({ word, span }: Extract<KbuildFact, { kind: "no-object" }>): Fix => ({
  title: `Change to ${objectFor(word)}`,
  edits: [{ span, text: objectFor(word) }],
  isSafe: false,
});
