/** The layers of ARCHITECTURE.md: who may import whom. Read from the imports themselves. */
import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");

const layers = [
  "server/src/core",
  "server/src/host",
  "server/src/lsp",
  "server/src/cli",
  "server/src/protocol",
  "client/src/kernel",
  "client/src",
] as const;
type Layer = (typeof layers)[number] | "server/src";

/** Each layer may import itself and these. */
const allowed: Readonly<Record<Layer, readonly Layer[]>> = {
  "server/src/core": [],
  "server/src/host": ["server/src/core"],
  "server/src/lsp": ["server/src/core", "server/src/host", "server/src/protocol"],
  "server/src/cli": ["server/src/core", "server/src/host"],
  "server/src/protocol": [],
  "client/src/kernel": [],
  "client/src": ["client/src/kernel", "server/src/protocol"],
  // Entry points stand above the layers.
  "server/src": ["server/src/lsp", "server/src/host", "server/src/core"],
};

const layerOf = (path: string): Layer | undefined =>
  layers.find((layer) => path.startsWith(`${layer}/`)) ??
  (path.startsWith("server/src/") ? "server/src" : undefined);

interface Import {
  readonly from: string;
  readonly to: string;
}

const sources = globSync(["server/src/**/*.ts", "client/src/**/*.ts"], { cwd: root });
const imports = sources.flatMap((from): readonly Import[] => {
  const text = readFileSync(join(root, from), "utf8");
  const found = text.matchAll(
    /^\s*(?:import|export)\b(?:[^;"']*?\bfrom\s*)?\s*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)/gm,
  );
  return [...found].map((match) => ({ from, to: match[1] ?? match[2] ?? "" }));
});

describe("layers", () => {
  test("there is something to look at", () => {
    expect(sources.length).toBeGreaterThan(20);
    expect(imports.length).toBeGreaterThan(50);
  });

  test("each layer imports only what ARCHITECTURE.md allows", () => {
    const wrong = imports.filter(({ from, to }) => {
      if (!to.startsWith(".")) return false;
      const target = relative(root, resolve(root, dirname(from), to));
      const [mine, theirs] = [layerOf(from), layerOf(target)];
      return mine !== undefined && theirs !== undefined && mine !== theirs && !allowed[mine].includes(theirs);
    });
    expect(wrong).toEqual([]);
  });

  test("core imports no package at all: no node, no vscode, no parser", () => {
    expect(
      imports.filter(({ from, to }) => layerOf(from) === "server/src/core" && !to.startsWith(".")),
    ).toEqual([]);
  });

  test("only the client knows vscode", () => {
    expect(imports.filter(({ from, to }) => to === "vscode" && layerOf(from) !== "client/src")).toEqual([]);
  });

  test("nothing but client/src/kernel/targets/spawn.ts starts processes in the client", () => {
    const spawning = /^(?:execa|node:child_process|child_process)$/;
    const wrong = imports.filter(
      ({ from, to }) =>
        spawning.test(to) && from.startsWith("client/") && from !== "client/src/kernel/targets/spawn.ts",
    );
    expect(wrong).toEqual([]);
  });

  test("the server starts no process: a checked project cannot make it run anything", () => {
    expect(
      imports.filter(({ from, to }) => from.startsWith("server/") && /child_process|^execa$/.test(to)),
    ).toEqual([]);
  });

  test("no folder is called utils, helpers or common, and no module has a default export", () => {
    expect(
      sources.filter((path) => /\/(?:utils?|helpers?|common|misc|shared)(?:\/|\.ts$)/.test(path)),
    ).toEqual([]);
    expect(sources.filter((path) => /^export default/m.test(readFileSync(join(root, path), "utf8")))).toEqual(
      [],
    );
  });
});
