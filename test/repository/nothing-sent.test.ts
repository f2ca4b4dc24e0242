/**
 * Kmod sends nothing anywhere: no telemetry, and no connection but those that a user asks for, which programs of the
 * system make (ssh, apt-get, qemu). Read from the sources; test/package/nothing-sent.test.ts looks at what is shipped.
 */
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");
const sources = globSync(["client/{src,webview}/**/*.ts", "server/src/**/*.ts"], { cwd: root }).map(
  (file) => ({
    file,
    text: readFileSync(path.join(root, file), "utf8"),
  }),
);

const filesWith = (pattern: RegExp): readonly string[] =>
  sources
    .filter(({ text }) => pattern.test(text))
    .map(({ file }) => file)
    .toSorted();

describe("nothing is sent", () => {
  it("by VS Code's telemetry, and nothing is read by which a person could be known", () => {
    expect(sources.length).toBeGreaterThan(300);
    expect(
      filesWith(/createTelemetryLogger|TelemetryLogger|\bmachineId\b|env\.sessionId|telemetry\/event/u),
    ).toEqual([]);
  });

  it("by Node: its network is used for sockets of this machine only", () => {
    expect(
      filesWith(/["'](?:node:)?(?:https?|http2|net|tls|dgram|dns|dns\/promises|undici|ws|axios)["']/u),
    ).toEqual([
      // Between ssh or sudo, which ask for a password, and the editor: a socket in a folder of the user's own.
      "client/src/kernel/targets/askpass-program.ts",
      "client/src/kernel/targets/askpass.ts",
      // Finds a free port of 127.0.0.1 for a virtual machine.
      "client/src/kernel/targets/vm/boot.ts",
    ]);
    const listening = sources.filter(({ text }) =>
      /\.listen\(\s*\{?[^)]*\bport\b|\.listen\(\s*\d/u.test(text),
    );
    expect(listening.filter(({ text }) => !text.includes('"127.0.0.1"')).map(({ file }) => file)).toEqual([]);
  });

  it("by a page or by what browsers and Node bring along", () => {
    expect(
      filesWith(
        /\b(?:globalThis|window|self)\.fetch\b|\bXMLHttpRequest\b|\bWebSocket\b|\bEventSource\b|sendBeacon/u,
      ),
    ).toEqual([]);
    // Where `fetch` is called it is a function of the file's own.
    const calling = sources.filter(({ text }) => /(?<![.\w#])fetch\(/u.test(text));
    expect(
      calling.filter(({ text }) => !/\b(?:const|function) fetch\b/u.test(text)).map(({ file }) => file),
    ).toEqual([]);
  });

  it("by a program that fetches: only apt-get, for the kernel of a virtual machine that somebody wants", () => {
    expect(filesWith(/argv: \[\s*["'](?:curl|wget|ftp|scp|sftp|rsync|nc)["']/u)).toEqual([]);
    expect(filesWith(/argv: \[\s*["']git["'], (?!"-C", \w+, "var")/u)).toEqual([]);
    expect(filesWith(/\["apt-get",/u)).toEqual([
      // The table of what is missing on a machine, and who fetches.
      "client/src/kernel/targets/programs.ts",
      "client/src/kernel/targets/vm/kernel-package.ts",
    ]);
  });
});
