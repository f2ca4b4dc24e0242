/**
 * Why a load failed. What the tools and the kernel say here was recorded on Debian 6.1.0-56-amd64 with kmod 30 and busybox
 * 1.35, but where a test names another source.
 */
import { describe, expect, test } from "vitest";
import type { Diagnosis } from "../../../client/src/kernel/kmod/diagnosis.ts";
import { load } from "../../../client/src/kernel/kmod/load.ts";
import type { KoFile } from "../../../client/src/kernel/kmod/module-info.ts";
import type { ModuleSource, ParameterValue } from "../../../client/src/kernel/kmod/operation.ts";
import { type Answers, changed, evidence, fakeTarget, koFile } from "./fake-target.ts";

interface Try {
  readonly said?: string;
  readonly kernel?: readonly string[];
  readonly exit?: number;
  readonly facts?: readonly string[];
  readonly parameters?: readonly ParameterValue[];
  readonly built?: readonly KoFile[];
  readonly answers?: Answers;
}

async function diagnose(module: KoFile | string, tried: Try): Promise<Diagnosis> {
  const { said = "", kernel = [], exit = 1, facts = [], parameters = [], built = [] } = tried;
  const name = typeof module === "string" ? module : module.name;
  const source: ModuleSource =
    typeof module === "string" ? { kind: "installed", name } : { kind: "built", ko: module };
  const answer = changed(exit, said, kernel);
  const target = fakeTarget({
    evidence: evidence(...facts),
    changes: { [`insmod ${name}`]: answer, [`modprobe ${name}`]: answer },
    ...tried.answers,
  });
  const report = await load(target, { steps: [{ name, module: source, parameters }], warnings: [], built });
  if (report.kind !== "failed") throw new Error("it was loaded");
  return report.diagnosis;
}

const refused = (file: string, why: string): string =>
  `insmod: ERROR: could not insert module /tmp/kmod.AbC123/${file}: ${why}`;

describe("a file that is not for this kernel", () => {
  test("names both releases where the layout of struct module decides, as it does with CONFIG_MODVERSIONS", async () => {
    const ko = koFile("hello", { vermagic: "6.12.111+deb12-amd64 SMP preempt mod_unload modversions" });
    const diagnosis = await diagnose(ko, {
      said: refused("hello.ko", "Invalid module format"),
      kernel: ["[  523.916823] hello: disagrees about version of symbol module_layout"],
    });
    expect(diagnosis).toMatchObject({
      cause: "version-magic",
      errno: "ENOEXEC",
      title: "hello.ko was built for 6.12.111+deb12-amd64, this kernel is 6.1.0-56-amd64.",
      remedy: "Build it against the headers of 6.1.0-56-amd64 (Kmod: Select Kernel), then load it again.",
    });
    expect(diagnosis.details).toContain(
      "Version magic of the kernel: 6.1.0-56-amd64 SMP preempt mod_unload modversions",
    );
  });

  test("knows it on 6.12 by the size of struct module, which comes before every other check", async () => {
    const diagnosis = await diagnose(
      koFile("e_params", { vermagic: "6.1.0-13-amd64 SMP preempt mod_unload modversions" }),
      {
        said: refused("e_params.ko", "Invalid module format"),
        // Recorded on 6.12.111+deb12-amd64.
        kernel: [
          "[   15.960272] module e_params: .gnu.linkonce.this_module section size must match the kernel's built struct module size at run time",
        ],
      },
    );
    expect(diagnosis).toMatchObject({
      cause: "version-magic",
      title: "e_params.ko was built for 6.1.0-13-amd64, this kernel is 6.1.0-56-amd64.",
    });
  });

  test("says in words what differs where the release is the same", async () => {
    const diagnosis = await diagnose(koFile("e_params"), {
      said: refused("e_params.ko", "Invalid module format"),
      kernel: [
        "[  524.803857] e_params: version magic '6.1.0-56-amd64 SMP mod_unload modversions ' should be '6.1.0-56-amd64 SMP preempt mod_unload modversions '",
      ],
    });
    expect(diagnosis.cause).toBe("version-magic");
    expect(diagnosis.title).toContain("configured in another way");
    expect(diagnosis.details).toContain(
      "The kernel was built with preemption (preempt, CONFIG_PREEMPT or PREEMPT_DYNAMIC), the module was not.",
    );
  });

  test.each([
    "[  524.098412] Invalid architecture in ELF header: 183",
    // elf_validity_check of 6.12 (module_elf_check_arch)
    "[    1.000000] Invalid module architecture in ELF header: 183",
  ])("names both architectures: %s", async (line) => {
    const diagnosis = await diagnose(koFile("e_arm", { architecture: "aarch64" }), {
      said: refused("e_arm.ko", "Invalid module format"),
      kernel: [line],
    });
    expect(diagnosis).toMatchObject({
      cause: "wrong-architecture",
      title: "e_arm.ko was built for aarch64, this machine is x86_64.",
    });
  });

  test.each([
    "Invalid ELF section header overflow",
    "Invalid ELF header len 13",
    "Invalid ELF header magic: != \u007fELF",
    // kernel/module/main.c of 6.12
    "module e: .gnu.linkonce.this_module section must have a size set",
    "e: module has no symbols (stripped?)",
  ])("knows what is no module by the kernel's words: %s", async (line) => {
    const diagnosis = await diagnose(koFile("e"), {
      said: refused("e.ko", "Invalid module format"),
      kernel: [`[  524.263373] ${line}`],
    });
    expect(diagnosis).toMatchObject({ cause: "not-a-module", details: [line] });
  });
});

describe("symbols", () => {
  const kernel = [
    "[  525.325804] e_use: Unknown symbol e_shared (err -2)",
    "[  525.326213] e_use: Unknown symbol e_data (err -2)",
  ];
  const said = refused("e_use.ko", "Unknown symbol in module");

  test("offer to load the module of the workspace that exports them", async () => {
    const diagnosis = await diagnose(koFile("e_use"), {
      said,
      kernel,
      built: [koFile("e_prov", { exportedSymbols: ["e_shared", "e_data"] })],
    });
    expect(diagnosis).toMatchObject({
      cause: "unknown-symbol",
      errno: "ENOENT",
      title: "e_use.ko needs e_shared and e_data, which nothing that is loaded exports.",
      remedy: "Load e_prov first, then load it again.",
    });
    expect(diagnosis.offers[0]).toEqual({ kind: "load-first", modules: ["e_prov"] });
  });

  test("offer to load the installed module that modules.symbols names", async () => {
    const diagnosis = await diagnose(koFile("e_use"), {
      said,
      kernel,
      facts: ["provider e_shared e-prov", "provider e_data e-prov"],
    });
    expect(diagnosis.offers[0]).toEqual({ kind: "load-first", modules: ["e_prov"] });
    expect(diagnosis.details[0]).toBe(
      "e_shared: the installed module e_prov exports it (/lib/modules/6.1.0-56-amd64).",
    );
  });

  test("that the kernel has but does not export are told from those that nobody has", async () => {
    const diagnosis = await diagnose(koFile("e_use"), { said, kernel, facts: ["named e_shared"] });
    expect(diagnosis.details).toEqual([
      "e_shared: the kernel has it, but does not export it to modules.",
      "e_data: nothing loaded, installed or built here exports it.",
    ]);
    expect(diagnosis.offers).toEqual([{ kind: "show-symbol", symbol: "e_shared" }]);
  });

  test("of another version (-22) name the loaded module and offer to exchange it where it is the workspace's", async () => {
    const diagnosis = await diagnose(koFile("e_ver"), {
      said: refused("e_ver.ko", "Invalid parameters"),
      kernel: [
        "[  526.285501] e_ver: disagrees about version of symbol e_shared",
        "[  526.285926] e_ver: Unknown symbol e_shared (err -22)",
      ],
      facts: ["export e_shared ffffffffc0277078 [e_prov]"],
      built: [koFile("e_prov")],
    });
    expect(diagnosis).toMatchObject({
      cause: "symbol-version",
      errno: "EINVAL",
      title: "e_ver.ko was built against another version of e_shared than the loaded e_prov has.",
    });
    expect(diagnosis.offers[0]).toEqual({ kind: "unload-first", modules: ["e_prov"] });
  });

  test("for GPL modules only are known by this: something exports them, and yet they are unknown to a proprietary one", async () => {
    const diagnosis = await diagnose(koFile("e_prop", { license: "Proprietary" }), {
      said: refused("e_prop.ko", "Unknown symbol in module"),
      kernel: [
        "[  463.265595] e_prop: module license 'Proprietary' taints kernel.",
        "[  463.266085] Disabling lock debugging due to kernel taint",
        "[  463.267743] e_prop: Unknown symbol e_gpl (err -2)",
      ],
      facts: [
        "/proc/modules:e_prov 12288 0 - Live 0xffffffffc0276000 (OE)",
        "export e_gpl ffffffffc0277078 [e_prov]",
      ],
    });
    expect(diagnosis).toMatchObject({
      cause: "gpl-only-symbol",
      title: 'e_prop.ko has the licence "Proprietary", and e_gpl is only for GPL-compatible modules.',
    });
  });

  test("for GPL modules only, of an installed module, are known by the licence that the kernel logged", async () => {
    const diagnosis = await diagnose("e_prop", {
      said: "modprobe: ERROR: could not insert 'e_prop': Unknown symbol in module, or unknown parameter (see dmesg)",
      kernel: [
        "[  238.477160] e_prop: module license 'Proprietary' taints kernel.",
        "[  238.479000] e_prop: Unknown symbol queue_work_on (err -2)",
      ],
      facts: ["export queue_work_on ffffffffb8670cdd"],
    });
    expect(diagnosis).toMatchObject({
      cause: "gpl-only-symbol",
      errno: "ENOENT",
      details: ["queue_work_on: the kernel exports it with EXPORT_SYMBOL_GPL."],
    });
  });

  test("that a module lacks which modprobe loads before it name that module", async () => {
    const diagnosis = await diagnose("top", {
      said: "modprobe: ERROR: could not insert 'top': Unknown symbol in module, or unknown parameter (see dmesg)",
      kernel: ["[    2.0] base: Unknown symbol lost_one (err -2)"],
    });
    expect(diagnosis.title).toBe("base needs lost_one, which nothing that is loaded exports.");
  });

  test("of a proprietary module beside GPL-only ones (inherit_taint in kernel/module/main.c)", async () => {
    const diagnosis = await diagnose(koFile("mix"), {
      said: refused("mix.ko", "Unknown symbol in module"),
      kernel: [
        "[    1.0] mix: module using GPL-only symbols uses symbols vendor_call from proprietary module vendor.",
        "[    1.0] mix: Unknown symbol vendor_call (err -2)",
      ],
    });
    expect(diagnosis.cause).toBe("gpl-only-symbol");
    expect(diagnosis.title).toContain("the proprietary module vendor");
  });

  test.each(["(e_ns)", "e_ns"])(
    "of a namespace that is not imported give the line to write: %s",
    async (symbol) => {
      const diagnosis = await diagnose(koFile("e_nons"), {
        said: refused("e_nons.ko", "Invalid parameters"),
        kernel: [
          `[  462.168280] e_nons: module uses symbol ${symbol} from namespace E_DEMO, but does not import it.`,
          "[  462.168720] e_nons: Unknown symbol e_ns (err -22)",
        ],
      });
      expect(diagnosis).toMatchObject({
        cause: "missing-namespace",
        title: "e_nons.ko uses e_ns without importing the namespace E_DEMO.",
      });
      expect(diagnosis.remedy).toContain("MODULE_IMPORT_NS(E_DEMO);");
    },
  );

  test("that another module exports already name that module", async () => {
    const diagnosis = await diagnose(koFile("e_dup"), {
      said: refused("e_dup.ko", "Invalid module format"),
      kernel: ["[  526.034262] e_dup: exports duplicate symbol e_shared (owned by e_prov)"],
      facts: ["/proc/modules:e_prov 12288 0 - Live 0xffffffffc0276000 (OE)"],
    });
    expect(diagnosis).toMatchObject({ cause: "duplicate-symbol", errno: "ENOEXEC" });
    expect(diagnosis.offers[0]).toEqual({ kind: "unload-first", modules: ["e_prov"] });
  });
});

describe("what the machine does not let in", () => {
  const signature = { signer: "Tired author key", key: "6C:8F", hash: "sha256" };

  test("an unsigned module where signatures are enforced", async () => {
    const diagnosis = await diagnose(koFile("e_chr"), {
      said: refused("e_chr.ko", "Key was rejected by service"),
      kernel: ["[   36.019449] Loading of unsigned module is rejected"],
      answers: {
        evidence: evidence()
          .replace("sig_enforce:N", "sig_enforce:Y")
          .replace("panic=-1", "panic=-1 module.sig_enforce=1"),
      },
    });
    expect(diagnosis).toMatchObject({
      cause: "signature",
      errno: "EKEYREJECTED",
      title: "The kernel takes only modules with a signature that it trusts, and e_chr.ko is not signed.",
      details: [
        "Loading of unsigned module is rejected",
        "e_chr.ko: it is not signed.",
        "Signatures are required (module.sig_enforce).",
        "The kernel's command line says module.sig_enforce=1.",
        "Secure Boot: none, the machine was not started by EFI.",
      ],
    });
  });

  test("a module that is signed with a key that the kernel does not know", async () => {
    const diagnosis = await diagnose(koFile("e_signed", { signature }), {
      said: refused("e_signed.ko", "Key was rejected by service"),
      kernel: ["[   36.219565] Loading of module with unavailable key is rejected"],
    });
    expect(diagnosis.title).toContain("is signed with a key that it does not know");
    expect(diagnosis.details).toContain('e_signed.ko: it is signed by "Tired author key".');
  });

  test("a signature that cannot be read, of which the kernel logs nothing", async () => {
    const diagnosis = await diagnose(koFile("e_badsig", { signature: { signer: "", key: "", hash: "" } }), {
      said: refused("e_badsig.ko", "Bad message"),
    });
    expect(diagnosis).toMatchObject({ cause: "signature", errno: "EBADMSG" });
  });

  test("an unsigned module under lockdown, with the state of Secure Boot", async () => {
    const diagnosis = await diagnose(koFile("e_params"), {
      said: refused("e_params.ko", "Operation not permitted"),
      kernel: [
        "[   38.662121] Lockdown: insmod: unsigned module loading is restricted; see man kernel_lockdown.7",
      ],
      answers: {
        evidence: evidence("/sys/kernel/security/lockdown:none [integrity] confidentiality").replace(
          "no-efi",
          "1",
        ),
      },
    });
    expect(diagnosis).toMatchObject({ cause: "lockdown", errno: "EPERM" });
    expect(diagnosis.details).toContain("Lockdown: integrity.");
    expect(diagnosis.details).toContain("Secure Boot is on.");
    expect(diagnosis.remedy).toContain("without Secure Boot");
  });

  test("what the kernel's command line blacklists", async () => {
    const diagnosis = await diagnose(koFile("e_params"), {
      said: refused("e_params.ko", "Operation not permitted"),
      kernel: ["[  211.705732] Module e_params is blacklisted"],
      answers: { evidence: evidence().replace("panic=-1", "module_blacklist=e_params,foo") },
    });
    expect(diagnosis.cause).toBe("blacklisted");
    expect(diagnosis.details).toContain("The kernel's command line says module_blacklist=e_params,foo.");
  });

  test("what a line of modprobe.d replaces names the file and the line", async () => {
    const diagnosis = await diagnose("e_ref", {
      said: [
        "modprobe: ERROR: ../libkmod/libkmod-module.c:1047 command_do() Error running install command '/bin/false' for module e_ref: retcode 1",
        "modprobe: ERROR: could not insert 'e_ref': Invalid argument",
      ].join("\n"),
      facts: ["rule /etc/modprobe.d/x.conf:install e_ref /bin/false"],
    });
    expect(diagnosis).toMatchObject({
      cause: "blacklisted",
      details: ["/etc/modprobe.d/x.conf: install e_ref /bin/false"],
    });
  });

  test("everything, after kernel.modules_disabled was set", async () => {
    const diagnosis = await diagnose(koFile("e_params"), {
      said: refused("e_params.ko", "Operation not permitted"),
      answers: { evidence: evidence().replace("modules_disabled:0", "modules_disabled:1") },
    });
    expect(diagnosis).toMatchObject({ cause: "no-module-support", errno: "EPERM" });
    expect(diagnosis.remedy).toContain("Reboot board");
  });

  test("everything, on a kernel without modules", async () => {
    const diagnosis = await diagnose(koFile("e_params"), {
      said: refused("e_params.ko", "Function not implemented"),
      answers: { evidence: evidence().replace("has modules\n", "") },
    });
    expect(diagnosis).toMatchObject({ cause: "no-module-support", errno: "ENOSYS" });
    expect(diagnosis.details[0]).toContain("CONFIG_MODULES");
  });

  test("a name that is not installed either, on a kernel without modules", async () => {
    const diagnosis = await diagnose("crc32", {
      said: "modprobe: FATAL: Module crc32 not found in directory /lib/modules/6.1.0-56-amd64",
      answers: { evidence: evidence().replace("has modules\n", "") },
    });
    expect(diagnosis.cause).toBe("no-module-support");
  });

  test("a module without init that is refused with EPERM: nothing but rights can be missing", async () => {
    const diagnosis = await diagnose(koFile("e_prov", { hasInit: false }), {
      said: refused("e_prov.ko", "Operation not permitted"),
    });
    expect(diagnosis.cause).toBe("no-permission");
  });
});

describe("what is there already or not there", () => {
  const live = "/proc/modules:e_prov 12288 0 - Live 0xffffffffc0276000 (OE)";

  test("a loaded module, with both srcversions where they differ", async () => {
    const diagnosis = await diagnose(koFile("e_prov", { srcversion: "AAA" }), {
      said: refused("e_prov.ko", "File exists"),
      facts: [live, "srcversion e_prov BBB"],
    });
    expect(diagnosis).toMatchObject({
      cause: "already-loaded",
      errno: "EEXIST",
      details: [
        "The loaded one was built from other sources: its srcversion is BBB, that of e_prov.ko is AAA.",
      ],
      offers: [{ kind: "reload" }],
    });
  });

  test("a module that is stuck since its init crashed", async () => {
    const diagnosis = await diagnose(koFile("e_hang"), {
      said: refused("e_hang.ko", "Device or resource busy"),
      facts: ["/proc/modules:e_hang 28672 0 - Unloading 0xffffffffc04b9000 (OE-)"],
    });
    expect(diagnosis).toMatchObject({ cause: "already-loaded", details: ['Its state is "unloading".'] });
    expect(diagnosis.remedy).toContain("Reboot board");
  });

  test.each([
    ["kmod", "modprobe: FATAL: Module nomod not found in directory /lib/modules/6.1.0-56-amd64"],
    ["busybox", "modprobe: module nomod not found in modules.dep"],
  ])("a name that modprobe does not know (%s)", async (_tool, said) => {
    expect(await diagnose("nomod", { said })).toMatchObject({
      cause: "no-such-file",
      title: "There is no module nomod below /lib/modules/6.1.0-56-amd64.",
    });
  });

  test.each([
    [1, "insmod: ERROR: could not load module /tmp/kmod.AbC123/e.ko: No such file or directory"],
    [254, "insmod: can't insert '/tmp/kmod.AbC123/e.ko': No such file or directory"],
  ])("a file that is gone (exit code %i)", async (exit, said) => {
    expect((await diagnose(koFile("e"), { said, exit })).cause).toBe("no-such-file");
  });
});

describe("parameters", () => {
  const ko = koFile("e_ret", {
    parameters: [
      { name: "err", type: "int", description: undefined },
      { name: "arr", type: "array of int", description: undefined },
      { name: "name", type: "string", description: undefined },
    ],
  });

  test("name the value, the type and what it takes", async () => {
    const diagnosis = await diagnose(ko, {
      said: refused("e_ret.ko", "Invalid parameters"),
      kernel: ["[  330.342510] e_ret: `abc' invalid for parameter `err'"],
      parameters: [{ name: "err", value: "abc" }],
    });
    expect(diagnosis).toMatchObject({
      cause: "unknown-parameter",
      errno: "EINVAL",
      title: '"abc" is no value for the parameter err, which is of type int.',
    });
  });

  test("of an array say how many values it takes: the kernel itself names only the first", async () => {
    const diagnosis = await diagnose(ko, {
      said: refused("e_ret.ko", "Invalid parameters"),
      kernel: [
        "[  467.285774] arr: can only take 2 arguments",
        "[  467.286017] e_ret: `1' invalid for parameter `arr'",
      ],
      parameters: [{ name: "arr", value: "1,2,3" }],
    });
    expect(diagnosis.title).toBe('The parameter arr takes at most 2 values, not "1,2,3".');
  });

  test("of a text say how long it may be (ENOSPC)", async () => {
    const diagnosis = await diagnose(ko, {
      said: refused("e_ret.ko", "No space left on device"),
      kernel: [
        "[  466.917977] name: string doesn't fit in 7 chars.",
        "[  466.918313] e_ret: `123456789abc' too large for parameter `name'",
      ],
      parameters: [{ name: "name", value: "123456789abc" }],
    });
    expect(diagnosis).toMatchObject({
      errno: "ENOSPC",
      remedy: "Give name at most 7 characters, then load it again.",
    });
  });

  test("with a double quote are refused before anything is copied: no command line can carry it", async () => {
    const target = fakeTarget({});
    const module = { kind: "built" as const, ko };
    const step = { name: "e_ret", module, parameters: [{ name: "name", value: 'a"b' }] };
    const report = await load(target, { steps: [step], warnings: [], built: [] });
    expect(report).toMatchObject({ kind: "failed", diagnosis: { cause: "unknown-parameter" } });
    expect(target.asked).toEqual([]);
  });
});

describe("an init function that returns an error", () => {
  // None of these leaves a line in the kernel's log, whatever the tool calls them.
  test.each([
    ["Unknown symbol in module", "ENOENT"],
    ["File exists", "EEXIST"],
    ["Invalid module format", "ENOEXEC"],
    ["Invalid parameters", "EINVAL"],
    ["Cannot allocate memory", "ENOMEM"],
    ["Operation not permitted", "EPERM"],
    ["Module has wrong symbol version", "ESRCH"],
    ["Device or resource busy", "EBUSY"],
    ["No such device", "ENODEV"],
    ["Function not implemented", "ENOSYS"],
    ["Unknown error 517", "EPROBE_DEFER"],
    ["Key was rejected by service", "EKEYREJECTED"],
  ])("is not taken for the loader's own: insmod says %s", async (why, errno) => {
    const diagnosis = await diagnose(koFile("e_ret"), { said: refused("e_ret.ko", why) });
    expect(diagnosis).toMatchObject({
      cause: "init-error",
      errno,
      offers: [{ kind: "show-init", module: "e_ret", errno }, { kind: "show-kernel-log" }],
    });
    expect(diagnosis.title).toContain(`The init function of e_ret returned -${errno}`);
  });

  test("shows what the module itself logged, without the kernel's bookkeeping and stack dumps", async () => {
    const diagnosis = await diagnose(koFile("e_oops"), {
      said: refused("e_oops.ko", "Input/output error"),
      kernel: [
        "[    5.0] e_oops: loading out-of-tree module taints kernel.",
        "[  558.981254] ------------[ cut here ]------------",
        "[  558.981699] e_oops warns",
        "[  558.982234] WARNING: CPU: 0 PID: 1591 at /src/e_oops.c:8 i+0x39/0x1000 [e_oops]",
        "[  558.983307] Modules linked in: e_oops(OE+) virtio_net",
        "[  558.985223] RIP: 0010:i+0x39/0x1000 [e_oops]",
      ],
    });
    expect(diagnosis.cause).toBe("init-error");
    expect(diagnosis.details).toEqual([
      "e_oops warns",
      "WARNING: CPU: 0 PID: 1591 at /src/e_oops.c:8 i+0x39/0x1000 [e_oops]",
    ]);
  });
});

describe("a crash", () => {
  const oops = [
    "[  559.236349] BUG: kernel NULL pointer dereference, address: 0000000000000008",
    "[  559.236833] #PF: supervisor read access in kernel mode",
    "[  559.237844] Oops: 0000 [#1] PREEMPT SMP NOPTI",
    "[  559.238780] RIP: 0010:i+0x45/0x1000 [e_oops]",
  ];

  test("in init says where, that the module is stuck, and that only a boot helps", async () => {
    const diagnosis = await diagnose(koFile("e_oops"), {
      exit: 137,
      said: "Killed",
      kernel: oops,
      facts: ["/proc/modules:e_oops 28672 1 - Loading 0xffffffffc04b9000 (OE+)"],
    });
    expect(diagnosis).toMatchObject({
      cause: "init-crashed",
      title:
        "The kernel crashed in the init function of e_oops: BUG: kernel NULL pointer dereference, address: 0000000000000008.",
      details: [
        "It happened at i+0x45/0x1000 [e_oops].",
        'e_oops stays in the state "loading": it can be neither used nor unloaded.',
      ],
    });
    expect(diagnosis.kernelLines).toEqual(oops);
  });

  test("on a virtual machine offers to start it again", async () => {
    const diagnosis = await diagnose(koFile("e_oops"), {
      exit: 137,
      kernel: ["[   10.023151] kernel BUG at /src/e_oops.c:8!"],
      answers: {
        spec: {
          kind: "vm",
          name: "scratch",
          kernel: { kind: "installed", release: "6.1.0-56-amd64" },
          memoryMb: 512,
          cpus: 1,
          append: "",
        },
      },
    });
    expect(diagnosis.title).toBe(
      "The kernel crashed in the init function of e_oops: kernel BUG at /src/e_oops.c:8.",
    );
    expect(diagnosis.offers).toContainEqual({ kind: "restart" });
  });
});

test("too little memory is told by the kernel's line: a silent ENOMEM is init's", async () => {
  const diagnosis = await diagnose(koFile("e_big"), {
    said: refused("e_big.ko", "Cannot allocate memory"),
    kernel: [
      "[  213.80] insmod: vmalloc error: size 943730688, exceeds total pages, mode:0xcc0(GFP_KERNEL), nodemask=(null),cpuset=/,mems_allowed=0",
    ],
  });
  expect(diagnosis).toMatchObject({ cause: "no-memory", errno: "ENOMEM" });
});

test("what fits no cause says what the tool said and where to look", async () => {
  const diagnosis = await diagnose(koFile("e"), { said: "insmod: something new" });
  expect(diagnosis).toMatchObject({ cause: "unknown", errno: undefined, details: ["insmod: something new"] });
});
