/** Reports uses of symbols whose namespace the module does not import. */
import type { KernelFacts } from "../kernel/facts.ts";
import type { Fix, Severity } from "../lint/finding.ts";
import { defineRule } from "../lint/rule.ts";
import { type ExternalUse, externalUsesOf } from "../model/external-uses.ts";
import type { FileModel } from "../model/file.ts";
import { scopeOf } from "../model/live-scope.ts";
import { insertionOf } from "../model/metadata.ts";
import type { ModuleModel } from "../model/module.ts";
import { importsOf, isOpenTo, takesString } from "../model/namespaces.ts";
import { exportersOf, isDefinedByModule, throughWords } from "../model/symbol-lookup.ts";

export const missingNamespaceImport = defineRule({
  id: "missing-namespace-import",
  group: "symbols",
  severity: "error",
  scope: "file",
  page: {
    what: "A module that uses a symbol of a namespace says MODULE_IMPORT_NS() for it, in any of its files.",
    why: "Exporters put symbols into namespaces that only those should use who know what they do. modpost fails for a use without import, and only warns where the kernel is configured with CONFIG_MODULE_ALLOW_MISSING_NAMESPACE_IMPORTS.",
    predicts: [
      {
        tool: "modpost",
        message:
          "ERROR: modpost: module t uses symbol dma_buf_put from namespace DMA_BUF, but does not import it.",
      },
    ],
    bad: `#include <linux/module.h>
#include <linux/dma-buf.h>

static struct dma_buf *sample;

static void __exit sample_exit(void)
{
	dma_buf_put(sample);
}
module_exit(sample_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`,
    good: `#include <linux/module.h>
#include <linux/dma-buf.h>

static struct dma_buf *sample;

static void __exit sample_exit(void)
{
	dma_buf_put(sample);
}
module_exit(sample_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
MODULE_IMPORT_NS(DMA_BUF);
`,
  },
  *check({ file, module, kernel }) {
    if (!kernel.symbols || !module.isComplete) return;
    const wanting = wantsOf(file, module, kernel);
    if (wanting.size === 0) return;
    const imports = importsOf(module, kernel);
    if (!imports.isWhole) return;
    const imported = new Set(imports.all.map(({ namespace }) => namespace));
    const isAllowed = kernel.config?.get("MODULE_ALLOW_MISSING_NAMESPACE_IMPORTS") === "y";
    for (const [namespace, use] of wanting) {
      if (imported.has(namespace)) continue;
      const severity: Severity = isAllowed || use.certainty === "perhaps" ? "warning" : "error";
      const doubt = use.certainty === "perhaps" ? ", if the compiler keeps this code" : "";
      const isClosed = namespace.startsWith("module:");
      yield {
        span: use.span,
        message: isClosed
          ? `'${use.name}'${throughWords(use.through)} is exported for certain modules only (${namespace.slice("module:".length)}), and ${module.name} is none of them${doubt}`
          : `'${use.name}'${throughWords(use.through)} is in symbol namespace ${namespace}, which the module does not import: modpost will refuse it${doubt}`,
        severity,
        fixes: isClosed ? [] : [importFix(namespace, file, module, kernel)],
      };
    }
  },
});

/** For each namespace that the file needs the first of the surest uses. */
function wantsOf(
  file: FileModel,
  module: ModuleModel,
  kernel: KernelFacts,
): ReadonlyMap<string, ExternalUse> {
  const wanted = new Map<string, ExternalUse>();
  for (const use of externalUsesOf(file, module, kernel) ?? []) {
    const exporters = exportersOf(use.name, module, kernel);
    const namespace = exporters[0]?.namespace;
    if (namespace === undefined || exporters.some((one) => one.namespace !== namespace)) continue;
    if (isOpenTo(namespace, module.name) || isDefinedByModule(use.name, module)) continue;
    const known = wanted.get(namespace);
    if (known === undefined || (known.certainty === "perhaps" && use.certainty === "certain"))
      wanted.set(namespace, use);
  }
  return wanted;
}

/** Safe where the module has one file only: of several any may hold the line, and one is enough. */
export function importFix(namespace: string, file: FileModel, module: ModuleModel, kernel: KernelFacts): Fix {
  const written = takesString(kernel, scopeOf(file, module)) ? `"${namespace}"` : namespace;
  const line = `MODULE_IMPORT_NS(${written});`;
  return {
    title: `Add ${line}`,
    edits: [insertionOf(line, file)],
    isSafe: module.files.length === 1,
  };
}
