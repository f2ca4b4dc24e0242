/** kmod/kernels: what there is to choose from, and which of it is in use. */
import {
  type KernelChoice,
  type KernelsParams,
  type KernelsResult,
  kernelsRequest,
} from "../../protocol/messages.ts";
import type { Feature } from "../feature.ts";
import { guardRequest } from "../guard.ts";
import type { ListedKernel } from "../host.ts";
import type { KernelInUse } from "../kernels-in-use.ts";

export const kernels: Feature = {
  capability: () => ({}),
  register(connection, session) {
    connection.onRequest(
      kernelsRequest,
      guardRequest(
        session.log,
        "kernels",
        async ({ folders: asked = [] }: KernelsParams, token): Promise<KernelsResult> => {
          await session.started(token);
          const { environment, host, folders } = session;
          const used = environment.kernels();
          const { kernel, kernels: others } = environment.settings();
          const settings = [kernel, ...others].filter((written) => written !== "");
          const inUse = used.flatMap(({ facts }) => facts.directory ?? []);
          const found = await host.listKernels([...settings, ...inUse, ...asked], folders);
          return { kernels: found.map((choice) => toChoice(choice, used, settings)) };
        },
      ),
    );
  },
};

function toChoice(
  found: ListedKernel,
  used: readonly KernelInUse[],
  settings: readonly string[],
): KernelChoice {
  const { directory, release, architecture, origin, written, reason } = found;
  const at = used.findIndex(({ facts }) => facts.directory === directory);
  return {
    directory,
    ...(release !== undefined && { release }),
    ...(architecture !== undefined && { architecture }),
    origin,
    ...(written !== undefined && settings.includes(written) && { written }),
    use: at < 0 ? "none" : at === 0 ? "main" : "other",
    ...(reason !== undefined && { problem: reason }),
    isPrepared: found.isPrepared,
    isSourceTree: found.isSourceTree,
    isBuilt: found.isBuilt,
    hasSymvers: found.hasSymvers,
  };
}
