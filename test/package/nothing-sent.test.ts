/** What is shipped can send nothing anywhere: neither Kmod's own code nor that of the packages in its bundles. */
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { distFolder } from "../../scripts/paths.ts";

const bundles = globSync("*.cjs", { cwd: distFolder })
  .toSorted()
  .map((file) => ({ file, text: readFileSync(path.join(distFolder, file), "utf8") }));

it("no bundle has telemetry", () => {
  expect(bundles.length).toBeGreaterThan(5);
  expect(
    bundles.filter(({ text }) => /createTelemetryLogger|\.machineId\b|applicationinsights/u.test(text)),
  ).toEqual([]);
});

it("of Node's network the bundles have only sockets, for this machine and between client and server", () => {
  const network = /\brequire\(["'](?:node:)?(https?|http2|net|tls|dgram|dns|dns\/promises)["']\)/gu;
  const used = bundles.flatMap(({ file, text }) =>
    [...new Set([...text.matchAll(network)].map(([, name]) => name))].map((name) => `${file}: ${name}`),
  );
  expect(used).toEqual([
    "askpass.cjs: net",
    "extension.cjs: net",
    // vscode-jsonrpc's other ways to reach a server; Kmod's is Node's own channel, or stdio.
    "language-client.cjs: net",
    "server.cjs: net",
  ]);
});
