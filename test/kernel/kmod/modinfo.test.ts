import { describe, expect, test } from "vitest";
import { CommandError, TargetError } from "../../../client/src/kernel/errors.ts";
import { moduleInfo, moduleInfos } from "../../../client/src/kernel/kmod/modinfo.ts";

const ended = (stdout: string, exitCode = 0, stderr = "") => ({
  argv: ["sh"] as const,
  exitCode,
  stdout,
  stderr,
});
const fields = (...all: readonly string[]): string => all.map((field) => `${field}\0`).join("");

describe("what modinfo -0 prints", () => {
  test("by kmod 30: values with line breaks, types of parameters, the signature", () => {
    const stdout = fields(
      "filename:       /lib/modules/6.1/kernel/a-b.ko",
      "description=one\n\tname: two",
      "license=GPL",
      "name=a_b",
      "vermagic=6.1 SMP ",
      "sig_id=PKCS#7",
      "signer=Some: Key",
      "sig_key=66:F5",
      "sig_hashalgo=sha256",
      "signature=A1:E2:\n\t\tBC:CC",
      "parm:           count:how often (int)",
      "parm:           who:whom (to greet)",
      "parm:           bare:array of uint",
      "parm:           many:all: of them (array of axis)",
    );
    expect(moduleInfo("a-b").parse(ended(stdout))).toMatchObject({
      name: "a_b",
      file: "/lib/modules/6.1/kernel/a-b.ko",
      description: "one\n\tname: two",
      vermagic: "6.1 SMP",
      signature: { signer: "Some: Key", key: "66:F5", hash: "sha256" },
      parameters: [
        { name: "count", type: "int", description: "how often" },
        { name: "who", type: undefined, description: "whom (to greet)" },
        { name: "bare", type: "array of uint", description: undefined },
        { name: "many", type: "array of axis", description: "all: of them" },
      ],
    });
  });

  test("by busybox 1.35, which gives no name and no types", () => {
    const stdout = fields(
      "filename:       /lib/modules/6.1/kernel/drivers/net/virtio-net.ko",
      "description:    Virtio network driver",
      "depends:        virtio_ring,net_failover",
      "intree:         Y",
      "parm:           who:whom to greet",
    );
    expect(moduleInfo("virtio_net").parse(ended(stdout))).toMatchObject({
      name: "virtio_net",
      description: "Virtio network driver",
      depends: ["virtio_ring", "net_failover"],
      isInTree: true,
      signature: undefined,
      parameters: [{ name: "who", type: undefined, description: "whom to greet" }],
    });
  });

  test("of several modules, built-in ones among them, whose name comes first", () => {
    const stdout = fields(
      "filename:       /lib/modules/6.1/a.ko",
      "license=GPL",
      "name=a",
      "name:           ext4",
      "filename:       (builtin)",
      "license:        GPL v2",
      "filename:       /lib/modules/6.1/b.ko",
      "name=b",
    );
    const infos = moduleInfos(["a", "ext4", "b", "gone"]).parse(
      ended(stdout, 1, "modinfo: ERROR: Module gone not found."),
    );
    expect([...infos].map(([name, { file, license }]) => [name, file, license])).toEqual([
      ["a", "/lib/modules/6.1/a.ko", "GPL"],
      ["ext4", "(builtin)", "GPL v2"],
      ["b", "/lib/modules/6.1/b.ko", undefined],
    ]);
  });
});

test("a module that modinfo does not know is named, with what modinfo said", () => {
  const said = ended("", 1, "modinfo: ERROR: Module nope not found.\n");
  expect(() => moduleInfo("nope").parse(said)).toThrow(CommandError);
  expect(() => moduleInfo("nope").parse(said)).toThrow(
    "no module nope: modinfo: ERROR: Module nope not found.",
  );
});

test("a machine without modinfo is told what to install", () => {
  expect(() => moduleInfo("x").parse(ended("", 127, "sh: modinfo: not found"))).toThrow(TargetError);
});

test("names are arguments, never options or shell text", () => {
  const { argv } = moduleInfo("-F x; reboot");
  expect(argv.slice(0, 2)).toEqual(["sh", "-c"]);
  expect(argv[2]).not.toContain("reboot");
  expect(argv.at(-1)).toBe("-F x; reboot");
});
