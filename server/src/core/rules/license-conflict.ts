/** Reports licences that contradict each other: SPDX tag and MODULE_LICENSE, or two of them in one module. */
import type { Fix } from "../lint/finding.ts";
import { defineRule, type Report } from "../lint/rule.ts";
import { isUnconditional } from "../model/guards.ts";
import { familyOf } from "../model/licence.ts";
import { type InfoEntry, infoOf } from "../model/metadata.ts";
import { conflictOf, licenceForSpdx } from "../model/spdx.ts";
import { unitOf } from "../model/unit.ts";

export const licenseConflict = defineRule({
  id: "license-conflict",
  group: "metadata",
  severity: "warning",
  scope: "module",
  page: {
    what: "MODULE_LICENSE() says what the file's SPDX tag says, and the same in all files of a module.",
    why: "The tag binds you, the macro tells the kernel. A module that claims a choice of licences which its source does not give, or the GPL for code that is not under it, misleads whoever passes it on; and one proprietary string among several makes the whole module proprietary.",
    predicts: [{ tool: "convention", message: "the SPDX tag and MODULE_LICENSE() name the same licence" }],
    bad: `// SPDX-License-Identifier: GPL-2.0-only
#include <linux/module.h>

MODULE_LICENSE("Dual BSD/GPL");
MODULE_DESCRIPTION("example");
`,
    good: `// SPDX-License-Identifier: GPL-2.0-only OR BSD-3-Clause
#include <linux/module.h>

MODULE_LICENSE("Dual BSD/GPL");
MODULE_DESCRIPTION("example");
`,
  },
  *check({ module }) {
    const entries = module.files.flatMap((file) =>
      (file.isRead || file.text.includes("MODULE_")) &&
      file.macroCalls.some(({ name }) => name === "MODULE_LICENSE" || name === "MODULE_INFO")
        ? infoOf("license", file, unitOf(file, module))
        : [],
    );
    for (const entry of entries) yield* againstTag(entry);
    const certain = entries.filter(
      (entry) => entry.value !== undefined && isUnconditional(entry.call.guards),
    );
    for (const entry of certain.slice(1)) yield* againstFirst(certain[0], entry);
  },
});

type FoundIn = Report & { readonly path: string };

function againstTag({ file, call, argument, value }: InfoEntry): readonly FoundIn[] {
  const { spdx } = file;
  if (!spdx || value === undefined) return [];
  const reason = conflictOf(value, spdx.expression);
  if (reason === undefined) return [];
  const meant = licenceForSpdx(spdx.expression);
  const fixes: readonly Fix[] =
    meant !== undefined && argument && /^"[^"]*"$/.test(argument.text)
      ? [
          {
            title: `Change to "${meant}"`,
            edits: [{ span: argument.span, text: `"${meant}"` }],
            isSafe: false,
          },
        ]
      : [];
  return [
    {
      path: file.path,
      span: argument?.span ?? call.span,
      message: `The module says '${value}', but the SPDX tag of this file says ${spdx.expression}, which ${reason}: make the two agree`,
      fixes,
      related: [{ path: file.path, span: spdx.span, message: "the SPDX tag" }],
    },
  ];
}

function againstFirst(
  first: InfoEntry | undefined,
  { file, call, argument, value = "" }: InfoEntry,
): readonly FoundIn[] {
  if (first?.value === undefined || familyOf(first.value) === familyOf(value)) return [];
  return [
    {
      path: file.path,
      span: argument?.span ?? call.span,
      message: `The module says '${value}' here and '${first.value}' elsewhere: a module has one licence`,
      related: [
        {
          path: first.file.path,
          span: first.argument?.span ?? first.call.span,
          message: `'${first.value}' here`,
        },
      ],
    },
  ];
}
