/**
 * Answers for the headers of every kernel that is asked about. What a server's thread and kmod-lint's workers have in
 * common: synchronous, one at a time.
 */
import type { UnitScope } from "../../core/preprocess/scope.ts";
import {
  type HeaderKernel,
  type KernelHeaders,
  openKernelHeaders,
  type UnitRequest,
} from "./kernel-headers.ts";

export interface ScopeDesk {
  /** undefined where the kernel has no headers to build with. */
  scopeOf(
    kernel: HeaderKernel,
    unit: UnitRequest,
    openTexts?: ReadonlyMap<string, string>,
  ): UnitScope | undefined;
  /** One step of the reading that no unit waits for; false when none is left. */
  readSome(): boolean;
  /** Files of kernels may have changed. */
  unsettle(): void;
  /** Puts what was read into the cache. */
  flush(): void;
}

export interface ScopeDeskOptions {
  /** undefined: nothing is kept on disk. */
  readonly cacheFolder: string | undefined;
  readonly log: (message: string) => void;
  /** Items of headers in memory for each kernel. */
  readonly mostItems: number;
  /**
   * `later`: names that no unit declares are looked for once `readSome` has read all headers. `now`: they are read when
   * such a name is met.
   */
  readonly names: "later" | "now";
}

export const createScopeDesk = (options: ScopeDeskOptions): ScopeDesk => {
  const opened = new Map<string, KernelHeaders | undefined>();
  const headersOf = (kernel: HeaderKernel): KernelHeaders | undefined => {
    const key = kernel.directory ?? "";
    if (!opened.has(key)) opened.set(key, openKernelHeaders(kernel, options));
    return opened.get(key);
  };
  const all = (): readonly KernelHeaders[] => [...opened.values()].flatMap((headers) => headers ?? []);
  return {
    scopeOf(kernel, unit, openTexts) {
      const headers = headersOf(kernel);
      const scope = headers?.scopeOf(unit, openTexts);
      if (scope === undefined || scope.elsewhere !== undefined || options.names === "later") return scope;
      headers?.readAllNames();
      return headers?.scopeOf(unit, openTexts);
    },
    readSome: () => all().some((headers) => headers.readSomeNames()),
    unsettle() {
      opened.clear();
    },
    flush() {
      for (const headers of all()) headers.flush();
    },
  };
};
