/** Builds of modules by Kbuild: what is asked for and what came of it. Types only. */

/** One run of make for the modules of one folder. */
export interface BuildRequest {
  /** What Kbuild is given as M=: absolute path on the editor's machine. */
  readonly folder: string;
  readonly goal: BuildGoal;
  /** The kernel's build folder: `/lib/modules/RELEASE/build` or a kernel tree. */
  readonly kernel: BuildKernel;
  readonly options: BuildOptions;
}

export type BuildGoal =
  | { readonly kind: "modules" }
  | { readonly kind: "clean" }
  /** The object of one source: absolute path of the source. */
  | { readonly kind: "file"; readonly source: string }
  /** What writes Kbuild's .cmd files but nothing else is asked for: all modules, errors do not stop it. */
  | { readonly kind: "keep-going" };

export interface BuildKernel {
  readonly directory: string;
  readonly release: string | undefined;
}

/** As the settings below `kmod.build` have them. */
export interface BuildOptions {
  /** `make -C KERNEL M=FOLDER`, or the project's own Makefile with one of its targets. */
  readonly by: BuildMethod;
  /** LLVM=: `1`, `-19`, a folder that ends with a slash; empty: gcc. */
  readonly llvm: string;
  /** ARCH=; empty: this machine's. */
  readonly architecture: string;
  /** CROSS_COMPILE=; empty: none. */
  readonly crossCompile: string;
  /** W=: `1`, `12`, `1e`; empty: none. */
  readonly warnings: string;
  /** C=: sparse looks at no file, at those that are compiled, at all. */
  readonly sparse: "off" | "changed" | "all";
  /** Further words for make, each one argument. */
  readonly arguments: readonly string[];
  /** Added to make's environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where objects and modules go instead of beside the sources: absolute path; empty: beside them. */
  readonly outputFolder: string;
  /** -j */
  readonly jobs: number;
}

export type BuildMethod =
  | { readonly kind: "kbuild" }
  | {
      readonly kind: "makefile";
      /** Empty: the Makefile's default goal. */
      readonly target: string;
      /** The variable that the kernel's folder is given in, where it is known. */
      readonly kernelVariable: string | undefined;
    };

/** What came of it. Those parts that were built before an error stay. */
export interface BuildReport {
  readonly kind: "done" | "failed" | "cancelled";
  readonly request: BuildRequest;
  /** In the order in which they came, each once. */
  readonly messages: readonly BuildMessage[];
  /** Why nothing could be built, where it is not the sources' fault; undefined where the messages say it all. */
  readonly failure: BuildFailure | undefined;
  /** .ko files that were written by it: absolute paths on the editor's machine. */
  readonly built: readonly string[];
  /** Milliseconds. */
  readonly duration: number;
}

export type BuildTool =
  | "compiler"
  | "sparse"
  | "modpost"
  | "kbuild"
  | "objtool"
  | "resolve_btfids"
  | "linker"
  | "assembler"
  | "checkpatch"
  | "coccinelle";

export interface BuildMessage {
  readonly tool: BuildTool;
  readonly severity: "error" | "warning" | "info";
  /** Its words, without place, severity and tool. */
  readonly text: string;
  /** `-Wunused-variable`, where the tool names it. */
  readonly option: string | undefined;
  /** The line of the user's that it is about; undefined where the tool names none. */
  readonly place: BuildPlace | undefined;
  /** What the tool adds, each with its place: header lines, macro expansions, candidates. */
  readonly notes: readonly BuildNote[];
  /** All lines of the output that it consists of, as they were. */
  readonly raw: readonly string[];
}

/** Lines and columns from 1, as compilers say them; column undefined: the whole line. */
export interface BuildPlace {
  /** Absolute path on the editor's machine. */
  readonly file: string;
  readonly line: number;
  readonly column: number | undefined;
}

export interface BuildNote {
  readonly text: string;
  readonly place: BuildPlace | undefined;
}

/** What kept a build from being one: said once, with what mends it. */
export interface BuildFailure {
  readonly cause: BuildFailureCause;
  /** One sentence: what is wrong. */
  readonly title: string;
  /** One sentence: what to do. */
  readonly remedy: string;
  /** A line for a terminal that does it: `apt-get install linux-headers-6.1.0-13-amd64`; undefined: none is known. */
  readonly command: string | undefined;
  /** What was seen that says so, a line each. */
  readonly details: readonly string[];
}

export type BuildFailureCause =
  | "missing-tool"
  | "missing-headers"
  | "unprepared-kernel"
  | "compiler-mismatch"
  | "clock-skew"
  | "missing-library"
  | "no-makefile-target"
  | "no-permission"
  | "no-space"
  | "unsuitable-path"
  | "machine"
  | "unknown";
