/** Which documents the language server is told of once it runs; what starts it is said in kernel-code.ts. */
/** C, its headers (VS Code opens `.h` as C++), and the files that Kbuild reads. */
export const documentSelector: { scheme: string; language?: string; pattern?: string }[] = [
  { scheme: "file", language: "c" },
  { scheme: "file", language: "cpp", pattern: "**/*.h" },
  { scheme: "file", pattern: "**/{Kbuild,Makefile,*.mk}" },
];
