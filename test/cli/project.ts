/** A project on the real disk, and kmod-lint run on it in this process with a few plain rules. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { ExitStatus } from "../../server/src/cli/report.ts";
import { run } from "../../server/src/cli/run.ts";
import type { Modeller, Toolkit } from "../../server/src/cli/toolkit.ts";
import { defineRule, type Rule, type RulePage } from "../../server/src/core/lint/rule.ts";
import type { FileModel } from "../../server/src/core/model/file.ts";

export interface Project {
  readonly folder: string;
  write(path: string, content: string | Uint8Array): string;
  remove(): void;
  /** Runs kmod-lint in the project's folder, or in one below it. */
  lint(
    words: readonly string[],
    more?: { readonly below?: string; readonly toolkit?: Partial<Toolkit> },
  ): Promise<Outcome>;
}

export interface Outcome {
  readonly status: ExitStatus;
  readonly stdout: string;
  readonly stderr: string;
}

export const createProject = (files: Readonly<Record<string, string | Uint8Array>> = {}): Project => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "kmod-lint-")));
  const write = (path: string, content: string | Uint8Array): string => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  };
  for (const [path, content] of Object.entries(files)) write(path, content);
  return {
    folder,
    write,
    remove: () => rmSync(folder, { recursive: true, force: true }),
    lint: (words, { below = ".", toolkit = {} } = {}) =>
      lintIn(join(folder, below), words, { ...plainToolkit, ...toolkit }),
  };
};

const lintIn = async (
  workingDirectory: string,
  words: readonly string[],
  toolkit: Toolkit,
): Promise<Outcome> => {
  const written = { stdout: "", stderr: "" };
  const output = (name: keyof typeof written) => ({
    isTerminal: false,
    write: (text: string): Promise<void> => {
      written[name] += text;
      return Promise.resolve();
    },
  });
  const status = await run(words, {
    io: { stdout: output("stdout"), stderr: output("stderr"), workingDirectory, environment: {} },
    toolkit,
    version: "1.2.3",
    workerFile: "/no/worker",
    symbolWorkerFile: new URL("../../server/src/cli/symbol-worker.ts", import.meta.url),
    progress: () => ({ add: () => undefined, end: () => undefined }),
  });
  return { status, ...written };
};

const page: RulePage = { what: "What it checks.", why: "Why.", predicts: [], bad: "bad", good: "good" };

/** Each `bad` should be `good`. */
const badWord = defineRule({
  id: "bad-word",
  group: "kbuild",
  severity: "error",
  scope: "file",
  page,
  *check({ file }) {
    for (const { index } of file.text.matchAll(/bad/g)) {
      const span = { start: index, end: index + 3 };
      const fixes = [{ title: "Make it good", edits: [{ span, text: "good" }], isSafe: true }];
      yield { span, message: "a bad word", fixes };
    }
  },
});

/** A complete module has LICENSE in one of its files. */
const needsLicence = defineRule({
  id: "needs-licence",
  group: "kbuild",
  severity: "warning",
  scope: "module",
  page,
  *check({ module }) {
    const [first] = module.files;
    if (first === undefined || !module.isComplete) return;
    const all = [...module.files, ...module.included.values()];
    if (all.some((file) => file.text.includes("LICENSE"))) return;
    yield { path: first.path, span: { start: 0, end: 0 }, message: `module ${module.name} has no licence` };
  },
});

const throws = defineRule({
  id: "throws",
  group: "kbuild",
  severity: "hint",
  scope: "file",
  page,
  check({ file }) {
    if (file.text.includes("THROW")) throw new Error("a bug of this rule");
    return [];
  },
});

const missingSource = defineRule({
  id: "missing-source",
  group: "kbuild",
  severity: "error",
  scope: "kbuild",
  page,
  *check({ project }) {
    for (const fact of project.facts) {
      if (fact.kind === "missing-source")
        yield { path: fact.file, span: fact.span, message: `no source for ${fact.object}` };
    }
  },
});

const plainRules: readonly Rule[] = [badWord, needsLicence, throws, missingSource];

const plainToolkit: Toolkit = {
  rules: plainRules,
  findKernel: (directory) => ({
    facts: {
      directory,
      release: undefined,
      version: undefined,
      entryMacros: new Map(),
      config: undefined,
      symbols: undefined,
    },
    problem:
      directory === undefined || directory.endsWith("kernel")
        ? undefined
        : `${directory}: no kernel; choose another folder`,
  }),
  loadModeller: () => Promise.resolve(plainModel),
};

/** A model of nothing but text and includes. */
const plainModel: Modeller = (path, readText) => plainFile(path, readText());

const plainFile = (path: string, text: string): FileModel => ({
  path,
  text,
  functions: [],
  prototypes: [],
  variables: [],
  macroCalls: [],
  macroDefinitions: [],
  includes: Array.from(text.matchAll(/#include "([^"]*)"/g), ({ 1: included }) => ({
    path: included ?? "",
    pathSpan: { start: 0, end: 0 },
    isSystem: false,
    span: { start: 0, end: 0 },
    guards: [],
  })),
  spdx: undefined,
  isRead: true,
  suppressions: [],
  signature: text,
});
