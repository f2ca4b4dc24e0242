/** What the features of the editor need to know of machines: how one is made of its spec, and what can be chosen from. */
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import * as vscode from "vscode";
import type { KmodContext } from "../context.ts";
import { createTarget } from "../kernel/targets/connection.ts";
import { createLocalTransport } from "../kernel/targets/local.ts";
import { createSshTransport } from "../kernel/targets/ssh.ts";
import { readSshHosts, type SshHost } from "../kernel/targets/ssh-hosts.ts";
import type { Questions, Target, TargetSpec } from "../kernel/targets/target.ts";
import { vmKernels } from "../kernel/targets/vm/kernels.ts";
import { createVmTarget } from "../kernel/targets/vm/vm.ts";
import { type KernelOffer, kernelOffers } from "./kernel-offers.ts";
import { idOf } from "./target-list.ts";

export interface Machines {
  /** Can the kernel of the editor's machine load modules? */
  readonly hasLocalModules: boolean;
  make(spec: TargetSpec, questions: Questions): Target;
  /** Names of ~/.ssh/config. */
  sshHosts(): Promise<readonly SshHost[]>;
  /** Kernels that a virtual machine could be started with, the one to propose first. Asks apt where it is there. */
  vmKernels(): Promise<readonly KernelOffer[]>;
}

/** Machines as they are: nothing is started before a target is connected. */
export function createMachines({ extension }: KmodContext): Machines {
  const cacheFolder = (): string =>
    vmCacheFolder(homedir()) ?? path.join(extension.globalStorageUri.fsPath, "vm");
  return {
    // The kernel has this file only with CONFIG_MODULES.
    hasLocalModules: existsSync("/proc/modules"),
    make(spec, questions) {
      const id = idOf(spec);
      switch (spec.kind) {
        case "local":
          return createTarget({ id, spec, transport: createLocalTransport(), questions });
        case "ssh":
          return createTarget({ id, spec, transport: createSshTransport(spec, { questions }), questions });
        case "vm":
          return createVmTarget(spec, { id, questions, cacheFolder: cacheFolder() });
      }
    },
    sshHosts: () => readSshHosts(),
    vmKernels: async () => kernelOffers(await vmKernels({ cacheFolder: cacheFolder() })),
  };
}

/** `kmod.vmCacheFolder`; undefined where it names none, or none that is the same wherever the editor was started. */
function vmCacheFolder(home: string): string | undefined {
  const written = vscode.workspace.getConfiguration("kmod").get<unknown>("vmCacheFolder");
  const folder = typeof written === "string" ? written.trim().replace(/^~(?=\/|$)/u, () => home) : "";
  return path.isAbsolute(folder) ? folder : undefined;
}
