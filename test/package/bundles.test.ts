/** What each bundle is made of: our own sources, and whose packages. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Metafile } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundle, entries } from "../../scripts/build.ts";

/** Bytes by package, largest first; our own sources are `kmod`. */
type Shares = ReadonlyMap<string, number>;

const folder = mkdtempSync(path.join(tmpdir(), "kmod-bundles-"));
const bundles = new Map<string, Shares>();

describe("the bundles", () => {
  beforeAll(async () => {
    for (const entry of entries) bundles.set(entry.bundle, shares(await bundle(entry, folder)));
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("are made of Kmod and of packages", () => {
    for (const [name, parts] of bundles) {
      const total = [...parts.values()].reduce((sum, bytes) => sum + bytes, 0);
      const named = [...parts].slice(0, 6).map(([part, bytes]) => `${part} ${bytes}`);
      console.log(`${name}: ${total} bytes: ${named.join(", ")}${parts.size > 6 ? ", ..." : ""}`);
      expect(parts.get("kmod"), name).toBeGreaterThan(0);
    }
  });

  it("an ordinary C project loads no package", () => {
    expect(packagesOf("main.cjs")).toEqual([]);
  });

  it("the extension has no parser, and the client of the language server only once that is started", () => {
    const packages = packagesOf("extension.cjs");
    expect(packages.filter((name) => /tree-sitter|^vscode-language(?:client|server)$/u.test(name))).toEqual(
      [],
    );
    expect(packagesOf("language-client.cjs")).toContain("vscode-languageclient");
  });

  it("neither the server nor kmod-lint has what starts processes", () => {
    for (const name of [
      "server.cjs",
      "kmod-lint.cjs",
      "worker.cjs",
      "export-worker.cjs",
      "symbol-worker.cjs",
    ])
      expect(packagesOf(name), name).not.toContain("execa");
  });
});

function packagesOf(name: string): readonly string[] {
  return [...(bundles.get(name)?.keys() ?? [])].filter((part) => part !== "kmod");
}

function shares({ inputs, outputs }: Metafile): Shares {
  expect(Object.keys(inputs).length).toBeGreaterThan(0);
  const bytes = new Map<string, number>();
  for (const output of Object.values(outputs)) {
    for (const [file, { bytesInOutput }] of Object.entries(output.inputs)) {
      const [, name = "kmod"] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//u.exec(file) ?? [];
      bytes.set(name, (bytes.get(name) ?? 0) + bytesInOutput);
    }
  }
  return new Map([...bytes].filter(([, size]) => size > 0).toSorted(([, one], [, other]) => other - one));
}
