import { execFile, spawn } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { listFiles, PackageManager } from "@vscode/vsce";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import { stagePackage } from "../../scripts/package.ts";
import { distFolder, repository } from "../../scripts/paths.ts";

const away = mkdtempSync(path.join(tmpdir(), "kmod-dist-"));
const dist = path.join(away, "dist");
const sample = path.join(repository, "samples", "hello");

describe("what is built", () => {
  beforeAll(() => {
    cpSync(distFolder, dist, { recursive: true });
    cpSync(path.join(repository, "package.json"), path.join(away, "package.json"));
  });
  afterAll(() => rmSync(away, { recursive: true, force: true }));

  it("kmod-lint checks a module where there is no node_modules", async () => {
    const { stdout, code } = await lint(["check", sample, "--format", "json"]);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual(
      expect.arrayContaining([expect.objectContaining({ rule: "missing-license", severity: "error" })]),
    );
  });

  it("the language server answers over stdio there, with the native parser", async () => {
    const server = spawn(process.execPath, [path.join(dist, "server.cjs"), "--stdio"], {
      cwd: away,
      stdio: ["pipe", "pipe", "inherit"],
    });
    const connection = createMessageConnection(
      new StreamMessageReader(server.stdout),
      new StreamMessageWriter(server.stdin),
    );
    connection.listen();
    const answer = await connection.sendRequest("initialize", {
      processId: process.pid,
      rootUri: null,
      capabilities: {},
      initializationOptions: { parser: "native" },
    });
    expect(answer).toHaveProperty("capabilities.textDocumentSync");
    await connection.sendRequest("shutdown");
    const exited = new Promise((resolve) => server.once("exit", resolve));
    await connection.sendNotification("exit");
    expect(await exited).toBe(0);
    connection.dispose();
  });
});

describe("the packed extension", () => {
  it("holds the bundles, the parsers and the rules' pages, and no sources", async () => {
    const files = await listFiles({ cwd: stagePackage(), packageManager: PackageManager.None });
    expect(files).toEqual(
      expect.arrayContaining([
        "package.json",
        "README.md",
        "LICENSE",
        "dist/extension.cjs",
        "dist/server.cjs",
        "dist/kmod-lint.cjs",
        "dist/symbol-worker.cjs",
        "dist/dependency-view.cjs",
        "dist/kernel-log-view.cjs",
        "dist/web-tree-sitter.wasm",
        "dist/tree-sitter-c.wasm",
        "docs/building.md",
        "docs/kernel-log.md",
        "docs/rules/missing-license.md",
        "media/kernel-modules.svg",
      ]),
    );
    expect(files.filter((file) => /^dist\/native\/.*\.node$/u.test(file)).length).toBeGreaterThanOrEqual(2);
    const allowed =
      /^(?:package\.json|README\.md|LICENSE|CHANGELOG\.md|dist\/[\w-]+\.(?:cjs|wasm)|dist\/native\/.*\.node|docs\/(?:building|failures|kernel-log|machines|rules\/.*)\.md|media\/[\w-]+\.svg)$/u;
    expect(files.filter((file) => !allowed.test(file))).toEqual([]);
  });
});

async function lint(args: readonly string[]): Promise<{ stdout: string; code: number }> {
  try {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [path.join(dist, "kmod-lint.cjs"), ...args],
      { cwd: away },
    );
    return { stdout, code: 0 };
  } catch (error) {
    // A command that ends with findings is an error to execFile.
    if (error instanceof Error && "stdout" in error && "code" in error)
      return { stdout: String(error.stdout), code: Number(error.code) };
    throw error;
  }
}
