/** The licences that New Module offers: what SPDX calls them, and what the kernel's loader knows them as. Pure. */
import * as l10n from "@vscode/l10n";

export interface Licence {
  /** After `SPDX-License-Identifier:`; words of the kernel's Documentation/process/license-rules.rst. */
  readonly spdx: string;
  /** In MODULE_LICENSE(): one of those that include/linux/module.h lists. */
  readonly ident: string;
  /** What speaks for or against it, in one line. */
  readonly detail: string;
}

/** The likeliest first. @param gplOnly what the source uses that a proprietary module may not */
export const licences = (gplOnly: readonly string[] = []): readonly [Licence, ...Licence[]] => [
  {
    spdx: "GPL-2.0-only",
    ident: "GPL",
    detail: l10n.t("The kernel's own licence: what goes into its tree has it."),
  },
  {
    spdx: "GPL-2.0-or-later",
    ident: "GPL",
    detail: l10n.t("The kernel's licence, or a later version of it."),
  },
  { spdx: "(GPL-2.0-only OR MIT)", ident: "Dual MIT/GPL", detail: dual() },
  { spdx: "(GPL-2.0-only OR BSD-2-Clause)", ident: "Dual BSD/GPL", detail: dual() },
  { spdx: "(GPL-2.0-only OR BSD-3-Clause)", ident: "Dual BSD/GPL", detail: dual() },
  { spdx: "(GPL-2.0-only OR MPL-1.1)", ident: "Dual MPL/GPL", detail: dual() },
  {
    spdx: "LicenseRef-Proprietary",
    ident: "Proprietary",
    detail: proprietary(gplOnly),
  },
];

const dual = (): string => l10n.t("Whoever gets it chooses one of the two; the kernel treats it as GPL.");

const proprietary = (gplOnly: readonly string[]): string =>
  gplOnly.length === 0
    ? l10n.t(
        "Taints the kernel, and may use nothing that is exported with EXPORT_SYMBOL_GPL: a build that needs some of it fails.",
      )
    : l10n.t`Cannot be built as it is: this kind of module uses ${gplOnly.slice(0, 3).join(", ")}, which only modules under the GPL may use (EXPORT_SYMBOL_GPL).`;
