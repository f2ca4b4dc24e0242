/** Which of the modules that are to be loaded the workspace has not built, and where they are from. */
import { moduleInfos } from "../kernel/kmod/modinfo.ts";
import type { LoadStep } from "../kernel/kmod/operation.ts";
import type { Target } from "../kernel/targets/target.ts";
import type { Stranger } from "./confirmation.ts";
import type { Operations } from "./operations.ts";

/** One question to the machine where its own modules are among them. Rejects with TargetError. */
export async function strangersIn(
  { built }: Operations,
  target: Target,
  steps: readonly LoadStep[],
): Promise<readonly Stranger[]> {
  const own = new Set((await built.all()).map(({ file }) => file));
  const installed = steps.flatMap(({ module }) => (module.kind === "installed" ? [module.name] : []));
  const infos = installed.length === 0 ? new Map<string, never>() : await target.run(moduleInfos(installed));
  return steps.flatMap(({ name, module }): readonly Stranger[] => {
    if (module.kind === "installed") {
      const info = infos.get(name);
      return [
        { module: name, from: info?.file ?? "/lib/modules", isOnTarget: true, signature: info?.signature },
      ];
    }
    const { file, signature } = module.ko;
    return own.has(file) ? [] : [{ module: name, from: file, isOnTarget: false, signature }];
  });
}
