/** A few small rules, so that the protocol tests speak of the server and not of the rules' own judgement. */
import type { Rule, RulePage } from "../../server/src/core/lint/rule.ts";
import { defineRule } from "../../server/src/core/lint/rule.ts";
import { unusedSuppression } from "../../server/src/core/rules/unused-suppression.ts";

const page: RulePage = { what: "A test rule.", why: "For tests.", predicts: [], bad: "", good: "" };

/** Rules of the other groups are asked only about files with words of theirs (lint/relevance). */
const anyFile = "kbuild";

/** A complete module without a licence; safe fix: append one. */
const missingLicense = defineRule({
  id: "missing-license",
  group: "metadata",
  severity: "error",
  scope: "module",
  page,
  *check({ module }) {
    const first = module.files[0];
    const calls = module.files.flatMap((file) => file.macroCalls);
    if (!first || !module.isComplete || calls.some(({ name }) => name === "MODULE_LICENSE")) return;
    const end = first.text.length;
    const edits = [{ span: { start: end, end }, text: 'MODULE_LICENSE("GPL");\n' }];
    const fixes = [{ title: "Add MODULE_LICENSE", edits, isSafe: true }];
    yield { path: first.path, span: { start: 0, end: 0 }, message: `${module.name} has no licence`, fixes };
  },
});

/** A licence without an author; safe fix: append one. Only where there is a licence: so it follows the fix above. */
const missingAuthor = defineRule({
  id: "missing-author",
  group: "metadata",
  severity: "info",
  scope: "file",
  page,
  *check({ file }) {
    const licence = file.macroCalls.find(({ name }) => name === "MODULE_LICENSE");
    if (!licence || file.macroCalls.some(({ name }) => name === "MODULE_AUTHOR")) return;
    const end = file.text.length;
    const edits = [{ span: { start: end, end }, text: 'MODULE_AUTHOR("me");\n' }];
    yield {
      span: licence.nameSpan,
      message: "no author",
      fixes: [{ title: "Add MODULE_AUTHOR", edits, isSafe: true }],
    };
  },
});

/** A function named `bad...`; two fixes, the second safe. Points at the module's other bad functions. */
const badName = defineRule({
  id: "bad-name",
  group: anyFile,
  severity: "warning",
  scope: "file",
  page,
  *check({ file, module }) {
    for (const { name, nameSpan } of file.functions) {
      if (!name.startsWith("bad")) continue;
      const related = module.files
        .filter((other) => other !== file)
        .flatMap((other) => other.functions.map((one) => ({ one, path: other.path })))
        .filter(({ one }) => one.name.startsWith("bad"))
        .map(({ one, path }) => ({ path, span: one.nameSpan, message: `also bad: ${one.name}` }));
      const renamed = (by: string, isSafe: boolean) => ({
        title: `Rename to ${by}`,
        edits: [{ span: nameSpan, text: by }],
        isSafe,
      });
      const fixes = [renamed("worse", false), renamed(name.replace("bad", "good"), true)];
      yield { span: nameSpan, message: `${name} is bad`, fixes, related };
    }
  },
});

/** A header's function that any file of the module also has. */
const clash = defineRule({
  id: "header-clash",
  group: "exports",
  severity: "warning",
  scope: "module",
  page,
  *check({ module }) {
    const names = new Set(module.files.flatMap((file) => file.functions.map(({ name }) => name)));
    for (const header of module.included.values())
      for (const { name, nameSpan } of header.functions)
        if (names.has(name)) yield { path: header.path, span: nameSpan, message: `${name} is defined twice` };
  },
});

/** Every source that Kbuild cannot find. */
const missingSource = defineRule({
  id: "kbuild-missing-source",
  group: "kbuild",
  severity: "error",
  scope: "kbuild",
  page,
  *check({ project }) {
    for (const fact of project.facts)
      if (fact.kind === "missing-source")
        yield { path: fact.file, span: fact.span, message: `no source for ${fact.object}` };
  },
});

export const testRules: readonly Rule[] = [
  missingLicense,
  missingAuthor,
  badName,
  clash,
  missingSource,
  unusedSuppression,
];

/** A rule with a bug. */
export const crashing = defineRule({
  id: "crashing",
  group: anyFile,
  severity: "warning",
  scope: "file",
  page,
  check() {
    throw new Error("the rule is broken");
  },
});
