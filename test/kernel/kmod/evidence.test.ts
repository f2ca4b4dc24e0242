import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { askEvidence } from "../../../client/src/kernel/kmod/evidence.ts";
import { evidence } from "./fake-target.ts";

const parse = (text: string) =>
  askEvidence({ modules: [], symbols: [], isRoot: false }).parse({
    argv: ["sh"],
    exitCode: 0,
    stdout: text,
    stderr: "",
  });

describe("evidence", () => {
  test("is what the machine says, and nothing where it says nothing", () => {
    const told = parse("/proc/sys/kernel/osrelease:5.4.0\narchitecture mips\n");
    expect(told).toMatchObject({
      release: "5.4.0",
      architecture: "mips",
      hasModules: false,
      isLoadingDisabled: false,
      vermagic: undefined,
      layoutCrc: undefined,
      isSignatureEnforced: undefined,
      lockdown: undefined,
      secureBoot: undefined,
    });
    expect(told.symbols.isComplete).toBe(false);
  });

  test("tells GPL-only exports of the kernel by their place, of modules not", () => {
    const { exports } = parse(
      evidence(
        "export gpl ffffffffb8670cdc",
        "export free ffffffffb8663b84",
        "export after ffffffffb8680fe4",
        "export theirs ffffffffc0467090 [virtio_ring]",
      ),
    ).symbols;
    expect([...exports].map(([name, { module, isGplOnly }]) => [name, module, isGplOnly])).toEqual([
      ["gpl", undefined, true],
      ["free", undefined, false],
      ["after", undefined, false],
      ["theirs", "virtio_ring", undefined],
    ]);
  });

  test("tells nothing by places that are hidden (kptr_restrict)", () => {
    const text = evidence("export gpl 0000000000000000").replaceAll(
      /(gpl-(?:from|to)) \w+/g,
      "$1 0000000000000000",
    );
    expect(parse(text).symbols.exports.get("gpl")?.isGplOnly).toBeUndefined();
  });

  test("reads lines of modprobe.d, each once, with underscores in names", () => {
    const rule = "rule /etc/modprobe.d/a.conf:install e-ref /bin/false";
    expect(parse(evidence(rule, rule, "rule /lib/modprobe.d/b.conf:blacklist pcspkr")).rules).toEqual([
      {
        file: "/etc/modprobe.d/a.conf",
        text: "install e-ref /bin/false",
        kind: "install",
        module: "e_ref",
        command: "/bin/false",
      },
      {
        file: "/lib/modprobe.d/b.conf",
        text: "blacklist pcspkr",
        kind: "blacklist",
        module: "pcspkr",
        command: "",
      },
    ]);
  });
});

const shells = [["dash"], ["bash"], ["busybox", "sh"]].filter(
  ([program = ""]) => spawnSync(program, program === "busybox" ? ["true"] : ["-c", "true"]).status === 0,
);

describe.each(shells)("asked by %s", (program: string, ...words: readonly string[]) => {
  test("this machine says its release, and names are nothing but data", () => {
    const name = "x$(touch /tmp/never)`id`;'\"";
    const { argv, input } = askEvidence({ modules: [name], symbols: [name], isRoot: false });
    const [, ...args] = argv;
    const { stdout, stderr, status } = spawnSync(program, [...words, ...args], {
      encoding: "utf8",
      input: input?.kind === "text" ? input.text : "",
    });
    expect({ status, errors: stderr.replaceAll(/.*No such file or directory.*\n/g, "") }).toEqual({
      status: 0,
      errors: "",
    });
    const told = parse(stdout);
    expect(told.release).toBe(readFileSync("/proc/sys/kernel/osrelease", "utf8").trim());
    expect(told.symbols.exports.size).toBe(0);
  });
});
