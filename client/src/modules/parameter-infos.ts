/** What is known of a loaded module's parameters beyond their values: types and descriptions. */
import type { LogOutputChannel } from "vscode";
import type { LoadedModule } from "../kernel/kmod/loaded.ts";
import { moduleInfo } from "../kernel/kmod/modinfo.ts";
import type { ModuleInfo, ParameterInfo } from "../kernel/kmod/module-info.ts";
import type { Target } from "../kernel/targets/target.ts";
import type { OwnModules } from "./own-modules.ts";

export interface ParameterInfos {
  /**
   * By the name of the parameter: from the .ko file that is loaded where the workspace has it, else from the machine's
   * modinfo, else from a .ko file that is not quite the same. Empty where nobody knows; never rejects.
   */
  of(target: Target, module: LoadedModule): Promise<ReadonlyMap<string, ParameterInfo>>;
}

export function createParameterInfos(
  own: Pick<OwnModules, "match">,
  log: Pick<LogOutputChannel, "debug">,
): ParameterInfos {
  /** By machine, its kernel, the module and its sources: that never says anything else. */
  const asked = new Map<string, Promise<ModuleInfo | undefined>>();
  const ask = async (target: Target, name: string): Promise<ModuleInfo | undefined> => {
    try {
      return await target.run(moduleInfo(name));
    } catch (error) {
      // A module that was loaded with insmod is in no folder that modinfo looks at.
      log.debug(`${target.spec.name}: modinfo says nothing of ${name}.`, error);
      return undefined;
    }
  };
  const installed = (target: Target, { name, srcversion }: LoadedModule): Promise<ModuleInfo | undefined> => {
    const release = target.state.kind === "connected" ? target.state.machine.release : "";
    const key = JSON.stringify([target.id, release, name, srcversion]);
    const known = asked.get(key) ?? ask(target, name);
    asked.set(key, known);
    return known;
  };
  return {
    async of(target, module) {
      const built = own.match(target, module);
      if (built.kind === "same") return byName(built.ko);
      const info = await installed(target, module);
      const isLoaded = info !== undefined && info.srcversion === module.srcversion;
      if (isLoaded || built.kind === "none") return byName(info);
      return byName(built.ko);
    },
  };
}

const byName = (info: ModuleInfo | undefined): ReadonlyMap<string, ParameterInfo> =>
  new Map((info?.parameters ?? []).map((parameter) => [parameter.name, parameter]));
