/** Why nothing could be built, where it is not the sources' fault: said once, with the command that mends it. */
import * as l10n from "@vscode/l10n";
import type { CommandError, TargetError } from "../errors.ts";
import type { BuildFailure, BuildRequest } from "./build.ts";
import {
  type Distribution,
  installCommand,
  packagesOfHeaders,
  packagesOfLibrary,
  packagesOfProgram,
} from "./distribution.ts";
import type { Sign } from "./failure-signs.ts";

/** What a build that was not cancelled was like. */
export interface FailureContext {
  readonly request: BuildRequest;
  readonly distribution: Distribution;
  /** Name of the machine that it ran on; undefined: the editor's. */
  readonly machine: string | undefined;
}

/** Lines of the output that are shown as what was seen. */
const mostDetails = 5;

/** In words what a sign says. @param lines all lines that say the same */
export function failureOf(sign: Sign, lines: readonly string[], context: FailureContext): BuildFailure {
  const details = [...new Set(lines)].slice(0, mostDetails);
  return { cause: sign.cause, details, ...wordsOf(sign, context) };
}

/** A machine that could not do it. */
export const machineFailure = (error: TargetError | CommandError): BuildFailure => ({
  cause: "machine",
  title: error.message,
  remedy: "remedy" in error ? error.remedy : l10n.t("Try again; the log has more."),
  command: undefined,
  details: "detail" in error ? given(error.detail) : given(error.stderr),
});

/** A program that is needed on a machine besides make's own. */
export const missingProgramFailure = (program: string, machine: string): BuildFailure => ({
  cause: "missing-tool",
  title: l10n.t`${program} is not installed on ${machine}.`,
  remedy: l10n.t`Install it on ${machine} and build again.`,
  command: undefined,
  details: [],
});

/** make failed, and nothing that it said is known. @param last the last lines of the output */
export const unknownFailure = (exitCode: number, last: readonly string[]): BuildFailure => ({
  cause: "unknown",
  title: l10n.t`make ended with exit code ${exitCode}.`,
  remedy: l10n.t("Read the end of its output in the terminal of the build."),
  command: undefined,
  details: last,
});

type Words = Pick<BuildFailure, "title" | "remedy" | "command">;

function wordsOf(sign: Sign, context: FailureContext): Words {
  switch (sign.cause) {
    case "missing-tool":
      return missingTool(sign.subject, context);
    case "missing-headers":
      return missingHeaders(sign.subject, context);
    case "unprepared-kernel":
      return unpreparedKernel(context);
    case "compiler-mismatch":
      return compilerMismatch(sign.line, context);
    case "missing-library":
      return missingLibrary(sign.subject, context);
    case "no-makefile-target":
      return noTarget(sign.subject, context);
    case "no-permission":
      return noPermission(sign.subject, context);
    case "clock-skew":
      return {
        title:
          context.machine === undefined
            ? l10n.t("Files are newer than the clock: make cannot tell what has to be built.")
            : l10n.t`Files are newer than the clock on ${context.machine}: make cannot tell what has to be built.`,
        remedy: l10n.t("Set the clock, then give all files of the project the time of now and build again."),
        command: `find ${context.request.folder} -type f -exec touch {} +`,
      };
    case "no-space":
      return {
        title:
          context.machine === undefined
            ? l10n.t("The disk is full.")
            : l10n.t`The disk is full on ${context.machine}.`,
        remedy: l10n.t("Remove what is not needed and build again."),
        command: `df -h ${context.request.options.outputFolder || context.request.folder} /tmp`,
      };
    case "unsuitable-path":
    case "machine":
    case "unknown":
      return { title: sign.line, remedy: l10n.t("Read the output of the build."), command: undefined };
  }
}

function missingTool(subject: string, context: FailureContext): Words {
  const name = subject.slice(subject.lastIndexOf("/") + 1);
  const command = installCommand(
    context.distribution,
    packagesOfProgram(name, context.distribution.architecture),
  );
  const { crossCompile, llvm } = context.request.options;
  const setting =
    crossCompile !== "" && name.startsWith(crossCompile.slice(crossCompile.lastIndexOf("/") + 1))
      ? [l10n.t("The setting kmod.build.crossCompile asks for it.")]
      : llvm !== "" && /clang|llvm|lld/.test(name)
        ? [l10n.t("The setting kmod.build.llvm asks for it.")]
        : [];
  const { machine } = context;
  const title =
    machine === undefined
      ? l10n.t`${name} is not installed, and the build needs it.`
      : l10n.t`${name} is not installed on ${machine}, and the build needs it.`;
  return {
    title: [title, ...setting].join(" "),
    remedy:
      machine === undefined
        ? l10n.t("Install it and build again.")
        : l10n.t`Install it on ${machine} and build again.`,
    command,
  };
}

function missingHeaders(subject: string, context: FailureContext): Words {
  const { kernel } = context.request;
  const directory = subject === "" ? kernel.directory : subject;
  const release =
    /\/lib\/modules\/([^/]+)\//.exec(directory)?.[1] ?? kernel.release ?? context.distribution.release;
  return {
    title:
      context.machine === undefined
        ? l10n.t`The headers of kernel ${release} are not installed: there is no ${directory}.`
        : l10n.t`The headers of kernel ${release} are not installed on ${context.machine}: there is no ${directory}.`,
    remedy: l10n.t("Install them and build again, or choose another kernel."),
    command: installCommand(context.distribution, packagesOfHeaders(release)),
  };
}

function unpreparedKernel({ request }: FailureContext): Words {
  const { directory } = request.kernel;
  return {
    title: l10n.t`The kernel in ${directory} is not prepared for building modules.`,
    remedy: l10n.t("Configure it and build what modules need, then build again."),
    command: `make -C ${directory} olddefconfig modules_prepare`,
  };
}

function compilerMismatch(line: string, { request, distribution }: FailureContext): Words {
  const { compiler, architecture } = distribution;
  const { llvm, crossCompile } = request.options;
  const [, option] = /(?:option|argument):? ['‘](-[^'’]+)['’]/.exec(line) ?? [];
  const [program = ""] = compiler?.split(" ") ?? [];
  const builtBy = compiler === undefined ? [] : [l10n.t`The kernel was built by ${compiler}.`];
  const title =
    option === undefined
      ? l10n.t("The compiler cannot build for this kernel.")
      : l10n.t`The compiler cannot build for this kernel: it does not know the option ${option}.`;
  return {
    title: [title, ...builtBy].join(" "),
    remedy: l10n.t`Build with the compiler that the kernel was built with: ${settingOf(compiler ?? "", llvm, crossCompile)}.`,
    command: installCommand(distribution, packagesOfProgram(program, architecture)),
  };
}

/** The setting that is to be changed, and how. */
function settingOf(compiler: string, llvm: string, crossCompile: string): string {
  if (compiler.includes("clang")) return l10n.t("set kmod.build.llvm to 1 or to its version");
  if (llvm !== "") return l10n.t("empty the setting kmod.build.llvm");
  return crossCompile === ""
    ? l10n.t("name it as CC= in the setting kmod.build.arguments")
    : l10n.t("check the settings kmod.build.crossCompile and kmod.build.architecture");
}

function missingLibrary(subject: string, context: FailureContext): Words {
  const library = subject || "libelf";
  return {
    title:
      context.machine === undefined
        ? l10n.t`A library that the kernel's build tools need is missing: ${library}.`
        : l10n.t`A library that the kernel's build tools need is missing on ${context.machine}: ${library}.`,
    remedy: l10n.t("Install it and build again."),
    command: installCommand(context.distribution, packagesOfLibrary(library)),
  };
}

function noTarget(subject: string, { request }: FailureContext): Words {
  const { by } = request.options;
  if (by.kind === "makefile") {
    return {
      title: l10n.t`The Makefile in ${request.folder} has no target "${subject}".`,
      remedy: l10n.t(
        "Name another one in the setting kmod.build.target, or build with Kbuild (kmod.build.with).",
      ),
      command: undefined,
    };
  }
  return {
    title: l10n.t`${request.kernel.directory} is no folder that modules can be built with: make finds no rule for "${subject}" there.`,
    remedy: l10n.t("Choose another kernel: /lib/modules/RELEASE/build, or a kernel tree."),
    command: undefined,
  };
}

function noPermission(subject: string, context: FailureContext): Words {
  const { folder, options } = context.request;
  const root = options.outputFolder || folder;
  return {
    title:
      context.machine === undefined
        ? l10n.t`The build may not write ${subject || root}.`
        : l10n.t`The build may not write ${subject || root} on ${context.machine}.`,
    remedy: l10n.t(
      "Files there belong to another user, often because of an earlier build by root: make them yours and build again.",
    ),
    command: `sudo chown -R "$(id -un)" ${root}`,
  };
}

const given = (text: string): readonly string[] => (text === "" ? [] : [text]);
