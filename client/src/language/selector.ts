/** Which documents the language server is told of, and which of them are reason enough to start it. */
/** C, its headers (VS Code opens `.h` as C++), and the files that Kbuild reads. */
export const documentSelector: { scheme: string; language?: string; pattern?: string }[] = [
  { scheme: "file", language: "c" },
  { scheme: "file", language: "cpp", pattern: "**/*.h" },
  { scheme: "file", pattern: "**/{Kbuild,Makefile,*.mk}" },
];

export interface OpenedDocument {
  readonly scheme: string;
  readonly languageId: string;
  readonly path: string;
  /** Called only when the rest leaves it open. */
  text(): string;
}

/** A C file always; a header or a makefile only when its text is a kernel's: most of either have nothing to do with it. */
export function isReasonToStart(document: OpenedDocument): boolean {
  if (document.scheme !== "file") return false;
  if (document.languageId === "c") return true;
  if (/\/(?:Kbuild|Makefile|[^/]*\.mk)$/u.test(document.path)) return kbuildWords.test(document.text());
  return document.path.endsWith(".h") && document.languageId === "cpp" && kernelInclude.test(document.text());
}

const kbuildWords = /^\s*(?:obj-|ccflags-|KBUILD_|.*\$\(?\{?KERNELRELEASE)|\/lib\/modules\//mu;
const kernelInclude = /^\s*#\s*include\s*<(?:linux|asm|uapi)\//mu;
