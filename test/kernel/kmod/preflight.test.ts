/** What is said before a load is tried. */
import { describe, expect, test } from "vitest";
import type { Warning } from "../../../client/src/kernel/kmod/diagnosis.ts";
import type { KoFile } from "../../../client/src/kernel/kmod/module-info.ts";
import type { ParameterValue } from "../../../client/src/kernel/kmod/operation.ts";
import { planLoad } from "../../../client/src/kernel/kmod/plan.ts";
import { evidence, fakeTarget, koFile } from "./fake-target.ts";

interface Given {
  readonly facts?: string;
  readonly built?: readonly KoFile[];
  readonly withDependencies?: boolean;
  readonly parameters?: readonly ParameterValue[];
}

async function plan(ko: KoFile | string, given: Given = {}) {
  const { facts = evidence(), built = [], withDependencies = false, parameters = [] } = given;
  const target = fakeTarget({ evidence: facts });
  const module =
    typeof ko === "string" ? { kind: "installed" as const, name: ko } : { kind: "built" as const, ko };
  const made = await planLoad(target, { module, parameters, withDependencies, built });
  return {
    ...made,
    asked: target.asked,
    inputs: target.inputs,
    names: made.steps.map((step) => `${step.module.kind} ${step.name}`),
  };
}

const warned = async (ko: KoFile | string, given: Given = {}): Promise<readonly Warning[]> =>
  (await plan(ko, given)).warnings;

test("nothing is said of a module that fits; one round trip, the names as data", async () => {
  const { warnings, asked, inputs } = await plan(koFile("hello", { undefinedSymbols: ["_printk"] }), {
    facts: evidence("export _printk ffffffffb8663b84"),
  });
  expect(warnings).toEqual([]);
  expect(asked).toEqual(["evidence"]);
  expect(inputs).toEqual(["m hello\ns _printk\n"]);
});

describe("version magic", () => {
  const other = "6.12.111+deb12-amd64 SMP preempt mod_unload modversions";

  test("of another release is certain where the CRC of module_layout is another too", async () => {
    const ko = koFile("hello", { vermagic: other, symbolVersions: new Map([["module_layout", 0x1234]]) });
    expect(await warned(ko)).toMatchObject([
      {
        cause: "version-magic",
        isCertain: true,
        message: "hello.ko was built for 6.12.111+deb12-amd64, this kernel is 6.1.0-56-amd64.",
      },
    ]);
  });

  test("of another release is not certain with versions of symbols: the kernel compares these (same_magic)", async () => {
    const ko = koFile("hello", { vermagic: other, symbolVersions: new Map([["module_layout", 0x9060323f]]) });
    expect(await warned(ko)).toMatchObject([{ cause: "version-magic", isCertain: false }]);
  });

  test.each([
    "6.1.0-56-amd64 SMP mod_unload modversions",
    "6.1.0-56-amd64 SMP preempt_rt mod_unload modversions",
  ])("with other flags is certain: %s", async (vermagic) => {
    expect(await warned(koFile("hello", { vermagic }))).toMatchObject([
      { cause: "version-magic", isCertain: true },
    ]);
  });

  test("is compared by the release alone where the machine tells no more", async () => {
    const facts = evidence().replace(/vermagic .*\n/, "");
    expect(await warned(koFile("hello"), { facts })).toEqual([]);
    expect(await warned(koFile("hello", { vermagic: "5.4.0 SMP mod_unload" }), { facts })).toMatchObject([
      { cause: "version-magic", isCertain: true },
    ]);
  });
});

test("another architecture is the only thing said of a file", async () => {
  const ko = koFile("e_arm", {
    architecture: "aarch64",
    vermagic: "6.6.0 SMP aarch64",
    undefinedSymbols: ["x"],
  });
  expect(await warned(ko)).toMatchObject([{ cause: "wrong-architecture", isCertain: true }]);
});

describe("missing symbols", () => {
  const ko = koFile("e_use", { undefinedSymbols: ["e_shared", "_printk"] });
  const facts = evidence("export _printk ffffffffb8663b84");
  const prov = koFile("e_prov", { exportedSymbols: ["e_shared"] });

  test("are certain where the kernel lists all its exports, and say who has them", async () => {
    expect(await warned(ko, { facts, built: [prov] })).toEqual([
      {
        cause: "unknown-symbol",
        isCertain: true,
        message: "e_use needs e_shared, which nothing that is loaded exports.",
        details: ["e_shared: e_prov of the workspace exports it; load it first."],
      },
    ]);
  });

  test("are none where the plan loads their module first", async () => {
    const made = await plan(ko, { facts, built: [prov], withDependencies: true });
    expect(made.names).toEqual(["built e_prov", "built e_use"]);
    expect(made.warnings).toEqual([]);
  });

  test("are none where modprobe loads their module first, though depends does not name it", async () => {
    const made = await plan(ko, { facts: `${facts}provider e_shared e-prov\n`, withDependencies: true });
    expect(made.names).toEqual(["installed e_prov", "built e_use"]);
    expect(made.warnings).toEqual([]);
  });

  test("are not certain where the kernel lists only its functions (no CONFIG_KALLSYMS_ALL)", async () => {
    const few = facts
      .replace("exports all\n", "")
      .replace("export _printk ffffffffb8663b84", "named _printk");
    const [warning, ...rest] = await warned(ko, { facts: few });
    expect(rest).toEqual([]);
    expect(warning).toMatchObject({ cause: "unknown-symbol", isCertain: false });
    expect(warning?.message).toContain("e_use needs e_shared,");
  });

  test("are what a proprietary module sees of GPL-only exports", async () => {
    const prop = koFile("e_prop", { license: "Proprietary", undefinedSymbols: ["queue_work_on"] });
    expect(await warned(prop, { facts: evidence("export queue_work_on ffffffffb8670cdc") })).toMatchObject([
      { cause: "gpl-only-symbol", isCertain: true },
    ]);
    expect(await warned(prop, { facts: evidence("export queue_work_on ffffffffb8663b84") })).toEqual([]);
  });
});

describe("signatures", () => {
  const signature = { signer: "Me", key: "AB", hash: "sha256" };
  const enforced = evidence().replace("sig_enforce:N", "sig_enforce:Y");

  test("are missed for certain where they are enforced; whether a key is known is seen only by trying", async () => {
    expect(await warned(koFile("e"), { facts: enforced })).toMatchObject([
      { cause: "signature", isCertain: true },
    ]);
    expect(await warned(koFile("e", { signature }), { facts: enforced })).toMatchObject([
      { cause: "signature", isCertain: false },
    ]);
  });

  test("are needed under lockdown", async () => {
    const facts = evidence("/sys/kernel/security/lockdown:none integrity [confidentiality]");
    expect(await warned(koFile("e"), { facts })).toMatchObject([{ cause: "lockdown", isCertain: true }]);
    expect(
      await warned(koFile("e"), {
        facts: evidence("/sys/kernel/security/lockdown:[none] integrity confidentiality"),
      }),
    ).toEqual([]);
  });
});

describe("what is loaded", () => {
  const live = "/proc/modules:e_prov 12288 0 - Live 0xffffffffc0276000 (OE)";

  test("is left out of the steps; the module itself is not, and warned of", async () => {
    const prov = koFile("e_prov", { exportedSymbols: ["e_shared"] });
    const use = koFile("e_use", { undefinedSymbols: ["e_shared"] });
    const facts = evidence(live, "export e_shared ffffffffc0277078 [e_prov]");
    expect((await plan(use, { facts, built: [prov], withDependencies: true })).names).toEqual([
      "built e_use",
    ]);
    expect(await warned(prov, { facts, built: [prov], withDependencies: true })).toMatchObject([
      { cause: "already-loaded", isCertain: true },
    ]);
  });

  test("is no obstacle to modprobe", async () => {
    expect(await warned("e_prov", { facts: evidence(live) })).toMatchObject([
      { cause: "already-loaded", isCertain: false },
    ]);
  });

  test("but stuck will not let it in", async () => {
    const facts = evidence("/proc/modules:e_oops 12288 1 - Loading 0xffffffffc0276000 (OE+)");
    expect(await warned(koFile("e_oops"), { facts })).toMatchObject([
      {
        cause: "already-loaded",
        isCertain: true,
        message: 'e_oops is stuck in the state "loading" since an earlier try.',
      },
    ]);
  });
});

describe("blacklists", () => {
  test("of the kernel's command line are obeyed by the kernel itself", async () => {
    const facts = evidence().replace("panic=-1", "module_blacklist=a,e-params");
    expect(await warned(koFile("e_params"), { facts })).toMatchObject([
      { cause: "blacklisted", isCertain: true },
    ]);
  });

  test("of modprobe.d keep a module only from being loaded by itself", async () => {
    const facts = evidence("rule /etc/modprobe.d/b.conf:blacklist e_params", "installed e_params");
    expect(await warned("e_params", { facts })).toMatchObject([{ cause: "blacklisted", isCertain: false }]);
  });

  test("by install lines stop modprobe, not insmod", async () => {
    const facts = evidence("rule /etc/modprobe.d/b.conf:install e-ref /bin/false", "installed e_ref");
    expect(await warned("e_ref", { facts })).toMatchObject([{ cause: "blacklisted", isCertain: true }]);
    expect(await warned(koFile("e_ref"), { facts })).toEqual([]);
  });
});

test("a parameter that the module has not would be ignored", async () => {
  const ko = koFile("hello", { parameters: [{ name: "count", type: "int", description: undefined }] });
  const parameters = [
    { name: "bogus", value: "1" },
    { name: "count", value: "2" },
  ];
  expect(await warned(ko, { parameters })).toEqual([
    {
      cause: "unknown-parameter",
      isCertain: false,
      message: "hello has no parameter bogus: the kernel would ignore it.",
      details: ["It has count."],
    },
  ]);
});

test("a module without exit function would stay; one without init can go", async () => {
  expect(await warned(koFile("e", { hasExit: false }))).toMatchObject([
    { cause: "no-exit-function", isCertain: false },
  ]);
  expect(await warned(koFile("e", { hasExit: false, hasInit: false }))).toEqual([]);
});

test.each([
  [evidence().replace("has modules\n", ""), "cannot load modules"],
  [evidence().replace("modules_disabled:0", "modules_disabled:1"), "takes no modules any more"],
])("a machine that takes no modules says so first", async (facts, words) => {
  const [first] = await warned(koFile("e"), { facts });
  expect(first).toMatchObject({ cause: "no-module-support", isCertain: true });
  expect(first?.message).toContain(words);
});

test("a name with dashes is the one with underscores; modprobe is given it as it is", async () => {
  const { steps, inputs } = await plan("snd-hda-intel", { facts: evidence("installed snd_hda_intel") });
  expect(inputs).toEqual(["m snd_hda_intel\n"]);
  expect(steps).toMatchObject([{ name: "snd_hda_intel", module: { name: "snd-hda-intel" } }]);
});

test("a name that no installed module has may still be an alias", async () => {
  expect(await warned("nomod")).toMatchObject([{ cause: "no-such-file", isCertain: false }]);
  expect(await warned("crc32", { facts: evidence("installed crc32") })).toEqual([]);
});
