/** A fresh run: nothing read, nothing set. */
import type { Disk } from "../text/disk.ts";
import type { Run } from "./interpret.ts";
import { expansionBudget, type Scope, type Unknown } from "./scope.ts";

export interface RunOptions {
  readonly disk: Disk;
  readonly files: Map<string, string>;
  readonly unknowns: Unknown[];
  readonly workingDirectory: string;
  readonly visible: readonly string[];
  readonly release: string | undefined;
  readonly inherited: Scope["inherited"];
  readonly fixed: ReadonlySet<string>;
  readonly includeFolders: readonly string[];
}

/** A log of more would not be read. */
const mostUnknowns = 2000;
/** The display driver of amdgpu includes about 60. */
const mostIncludes = 500;

export const newRun = (options: RunOptions): Run => ({
  scope: {
    variables: new Map(),
    symbolic: new Map(),
    inherited: options.inherited,
    fixed: new Set(options.fixed),
    disk: options.disk,
    workingDirectory: options.workingDirectory,
    visible: options.visible,
    release: options.release,
    active: new Set(),
    budget: { left: expansionBudget, isTold: false },
    note: (unknown) => {
      if (options.unknowns.length < mostUnknowns) options.unknowns.push(unknown);
    },
  },
  files: options.files,
  rules: [],
  assignments: [],
  gaps: [],
  faults: [],
  exported: new Set(),
  open: new Set(),
  includeFolders: options.includeFolders,
  filesLeft: mostIncludes,
  isCertain: true,
});
