/** The packed extension: what is in it, how large it is, and that its programs run where there is no node_modules. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nativePlatforms } from "../../scripts/native-parsers.ts";
import { neededVersions, tooNew } from "../../scripts/needed-libraries.ts";
import { repository } from "../../scripts/paths.ts";
import { type Packed, pack } from "./packed.ts";
import { greetServer, lint } from "./run.ts";

/** Bytes that everybody downloads, whatever the platform. */
const sizeLimit = 4_000_000;
/** Bytes of the two bundles that VS Code loads: in every window with C in it, and once there is a kernel module. */
const bundleLimits = { "dist/main.cjs": 30_000, "dist/extension.cjs": 2_000_000 };
const sample = path.join(repository, "samples", "hello");

/** Each file that belongs into the package, by folder. Anything else is a mistake. */
const wanted = [
  // vsce writes these three names itself.
  /^(?:package\.json|readme\.md|changelog\.md|LICENSE\.txt)$/u,
  /^package\.nls(?:\.[\w-]+)?\.json$/u,
  /^dist\/[\w-]+\.cjs$/u,
  /^dist\/(?:web-tree-sitter|tree-sitter-c)\.wasm$/u,
  /^dist\/third-party-notices\.txt$/u,
  /^dist\/native\/(?:darwin|linux|win32)-(?:arm64|x64)\/tree-sitter(?:-c)?\.node$/u,
  /^docs\/[\w-]+\.md$/u,
  /^docs\/rules\/[\w-]+\.md$/u,
  /^l10n\/bundle\.l10n(?:\.[\w-]+)?\.json$/u,
  /^media\/(?:icon\.png|kernel-modules\.svg)$/u,
  /^media\/walkthrough\/[\w-]+\.(?:md|svg|png|txt)$/u,
  /^snippets\/[\w-]+\.json$/u,
  /^syntaxes\/[\w.-]+\.json$/u,
  /^templates\/[\w-]+\/[\w.-]+$/u,
];

/** What must not be missing; each names one file of its kind. */
const needed = [
  "package.json",
  "readme.md",
  "changelog.md",
  "LICENSE.txt",
  "dist/main.cjs",
  "dist/extension.cjs",
  "dist/language-client.cjs",
  "dist/server.cjs",
  "dist/askpass.cjs",
  "dist/kmod-lint.cjs",
  "dist/worker.cjs",
  "dist/export-worker.cjs",
  "dist/symbol-worker.cjs",
  "dist/dependency-view.cjs",
  "dist/kernel-log-view.cjs",
  "dist/web-tree-sitter.wasm",
  "dist/tree-sitter-c.wasm",
  "dist/third-party-notices.txt",
  "docs/building.md",
  "docs/rules/missing-license.md",
  "media/icon.png",
  "media/kernel-modules.svg",
];

describe("the package for all platforms", () => {
  let packed: Packed;
  beforeAll(async () => {
    packed = await pack("universal");
  }, 120_000);
  afterAll(() => packed.dispose());

  it("holds what it needs and nothing else, in at most 4 MB", () => {
    console.log(listing(packed));
    const names = [...packed.files.keys()];
    expect(needed.filter((name) => !names.includes(name))).toEqual([]);
    expect(names.filter((name) => !wanted.some((pattern) => pattern.test(name)))).toEqual([]);
    expect(packed.size).toBeLessThanOrEqual(sizeLimit);
  });

  it("holds every template, snippet, grammar and picture of the repository that it names", () => {
    const manifest = packed.files.get("package.json")?.read().toString() ?? "";
    // Paths in the manifest: `./snippets/c.json`, `media/walkthrough/build.svg`.
    const named = [
      ...manifest.matchAll(/"(?:\.\/)?((?:snippets|syntaxes|media|docs|dist)\/[\w./-]+\.\w+)"/gu),
    ];
    const files = named.map(([, file]) => file ?? "").filter((file) => !file.includes("*"));
    expect(files.length).toBeGreaterThan(3);
    expect(files.filter((file) => !packed.files.has(file))).toEqual([]);
  });

  it("keeps the bundles that VS Code loads small", () => {
    for (const [name, limit] of Object.entries(bundleLimits)) {
      const { size = 0 } = packed.files.get(name) ?? {};
      console.log(`${name}: ${size} bytes of at most ${limit}`);
      expect(size, name).toBeGreaterThan(0);
      expect(size, name).toBeLessThanOrEqual(limit);
    }
  });

  it("holds native parsers that load on Debian 12, Ubuntu 22.04 and RHEL 9, of this platform at least", () => {
    const platforms = nativePlatforms.filter((name) =>
      packed.files.has(`dist/native/${name}/tree-sitter.node`),
    );
    for (const platform of platforms) {
      const parsers = ["tree-sitter", "tree-sitter-c"].map((name) => `dist/native/${platform}/${name}.node`);
      for (const name of platform.startsWith("linux-") ? parsers : []) {
        const versions = neededVersions(packed.files.get(name)?.read() ?? Buffer.alloc(0));
        console.log(`${name} needs ${versions.toSorted().join(", ")}`);
        expect(versions.length, name).toBeGreaterThan(3);
        expect(tooNew(versions), name).toEqual([]);
      }
    }
    // linux-arm64 needs a cross compiler: `npm run package` has it installed.
    for (const line of packed.said) console.log(line);
    expect(platforms).toEqual(
      expect.arrayContaining(["darwin-arm64", "darwin-x64", "win32-x64", "linux-x64"]),
    );
  });

  it("reads of a parser what objdump reads", () => {
    const file = path.join(packed.folder, "dist", "native", "linux-x64", "tree-sitter.node");
    const references = /Version References:\n([\s\S]*?)\n\n/u.exec(
      execFileSync("objdump", ["-p", file], { encoding: "utf8" }),
    )?.[1];
    const names = [...(references ?? "").matchAll(/ ([A-Z]+_[\d.]+)$/gmu)].map(([, name = ""]) => name);
    expect(names.length).toBeGreaterThan(3);
    expect(neededVersions(readFileSync(file)).toSorted()).toEqual(names.toSorted());
  });

  it("checks a module with kmod-lint, and answers as a language server by the native parser", async () => {
    expect(existsSync(path.join(packed.folder, "node_modules"))).toBe(false);
    const { stdout, code } = await lint(path.join(packed.folder, "dist", "kmod-lint.cjs"), [
      "check",
      sample,
      "--format",
      "json",
    ]);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual(
      expect.arrayContaining([expect.objectContaining({ rule: "missing-license", severity: "error" })]),
    );
    const server = await greetServer(path.join(packed.folder, "dist", "server.cjs"), "auto");
    expect(server.answer).toHaveProperty("capabilities.textDocumentSync");
    expect(server.parser).toBe("native");
    expect(server.code).toBe(0);
  });

  it("names every package whose code it carries", () => {
    const notices = packed.files.get("dist/third-party-notices.txt")?.read().toString() ?? "";
    for (const name of ["tree-sitter", "tree-sitter-c", "vscode-languageclient", "execa", "valibot"])
      expect(notices).toMatch(new RegExp(`^${name} \\d+\\.`, "mu"));
    expect(notices).toContain("Permission is hereby granted");
  });
});

describe("the package for a platform without native parsers", () => {
  let packed: Packed;
  beforeAll(async () => {
    packed = await pack("alpine-x64");
  }, 120_000);
  afterAll(() => packed.dispose());

  it("parses by WebAssembly there", async () => {
    expect([...packed.files.keys()].filter((name) => name.endsWith(".node"))).toEqual([]);
    const { parser } = await greetServer(path.join(packed.folder, "dist", "server.cjs"), "auto");
    expect(parser).toBe("wasm");
    const { code } = await lint(path.join(packed.folder, "dist", "kmod-lint.cjs"), ["check", sample]);
    expect(code).toBe(1);
  });
});

/** Each file, largest first, and what all of them take. */
function listing({ files, size }: Packed): string {
  const rows = [...files.values()]
    .toSorted((a, b) => b.packedSize - a.packedSize)
    .filter(({ name }) => !name.startsWith("extension/docs/rules/"))
    .map(
      (file) => `${String(file.packedSize).padStart(8)} of ${String(file.size).padStart(8)}  ${file.name}`,
    );
  return `${[...rows, `${size} bytes, limit ${sizeLimit}, and ${files.size} files`].join("\n")}\n`;
}
