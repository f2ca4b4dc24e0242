/** Reports variables that Kbuild no longer reads: SUBDIRS and EXTRA_*FLAGS. */

import type { KbuildFact, KbuildProject } from "../kbuild/modules.ts";
import { compareVersion, type KernelVersion } from "../kernel/facts.ts";
import type { Fix, Severity } from "../lint/finding.ts";
import { defineRule } from "../lint/rule.ts";

interface Removal {
  readonly major: number;
  readonly minor: number;
  readonly replacement: string;
}

const removals: Readonly<Record<string, Removal>> = {
  SUBDIRS: { major: 5, minor: 3, replacement: "M" },
  EXTRA_CFLAGS: { major: 6, minor: 15, replacement: "ccflags-y" },
  EXTRA_AFLAGS: { major: 6, minor: 15, replacement: "asflags-y" },
  EXTRA_CPPFLAGS: { major: 6, minor: 15, replacement: "cppflags-y" },
  EXTRA_LDFLAGS: { major: 6, minor: 15, replacement: "ldflags-y" },
};

export const kbuildRemovedVariable = defineRule({
  id: "kbuild-removed-variable",
  group: "kbuild",
  severity: "warning",
  scope: "kbuild",
  page: {
    what: "No Makefile relies on SUBDIRS, which Linux 5.3 removed, or on EXTRA_CFLAGS, EXTRA_AFLAGS, EXTRA_CPPFLAGS and EXTRA_LDFLAGS, which Linux 6.15 removed.",
    why: "A kernel without the variable ignores it: with SUBDIRS make does not find the module's folder, and with EXTRA_CFLAGS the sources are compiled without their flags. For such a kernel the finding is an error.",
    predicts: [{ tool: "kbuild", message: "(nothing: the variable is ignored)" }],
    bad: `obj-m := example.o
EXTRA_CFLAGS += -DDEBUG
`,
    good: `obj-m := example.o
ccflags-y += -DDEBUG
`,
  },
  *check({ project, kernel }) {
    for (const fact of project.facts) {
      const removal =
        fact.kind === "variable" && Object.hasOwn(removals, fact.name) ? removals[fact.name] : undefined;
      if (fact.kind !== "variable" || removal === undefined) continue;
      const severity = severityFor(removal, fact.name, kernel.version);
      if (severity === undefined) continue;
      const fix = fixFor(project, fact, removal);
      yield {
        path: fact.file,
        span: fact.span,
        severity,
        message: `${fact.name} was removed in Linux ${removal.major}.${removal.minor}: ${advice(fact, removal)}`,
        fixes: fix === undefined ? [] : [fix],
      };
    }
  },
});

type VariableFact = Extract<KbuildFact, { kind: "variable" }>;

/** A kernel that still reads SUBDIRS is older than any that Kmod knows; EXTRA_CFLAGS will be missed sooner or later. */
const severityFor = (
  removal: Removal,
  name: string,
  version: KernelVersion | undefined,
): Severity | undefined => {
  if (version === undefined) return "warning";
  if (compareVersion(version, removal.major, removal.minor) >= 0) return "error";
  return name === "SUBDIRS" ? undefined : "warning";
};

const advice = (fact: VariableFact, removal: Removal): string => {
  if (fact.name === "SUBDIRS") return "name the module's folder with M=";
  return fact.isCommandLine
    ? `set ${removal.replacement} in the Kbuild file, or pass KCFLAGS`
    : `use ${removal.replacement}`;
};

const fixFor = (project: KbuildProject, fact: VariableFact, removal: Removal): Fix | undefined => {
  if (fact.isCommandLine && fact.name !== "SUBDIRS") return undefined;
  const text = project.files.get(fact.file) ?? "";
  return {
    title: `Rename to ${removal.replacement}`,
    edits: [{ span: fact.span, text: removal.replacement }],
    // Beside a list of that name, `:=` would throw away what the list holds.
    isSafe: fact.name === "SUBDIRS" || !text.includes(removal.replacement),
  };
};
