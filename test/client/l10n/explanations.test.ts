/** In another language nothing that Kmod says stays English: what went wrong, and what to do. */
// oxlint-disable-next-line import/no-unassigned-import -- before the texts are made
import "./bracketed-texts.ts";
import { describe, expect, it } from "vitest";
import { signOf } from "../../../client/src/kernel/kbuild/failure-signs.ts";
import { failureOf } from "../../../client/src/kernel/kbuild/failures.ts";
import { usualMeaning } from "../../../client/src/kernel/kmod/errno.ts";
import { isKoProblem, readKoFile } from "../../../client/src/kernel/kmod/ko-file.ts";
import { load } from "../../../client/src/kernel/kmod/load.ts";
import { planLoad } from "../../../client/src/kernel/kmod/plan.ts";
import { moduleTaintFlags, taintFlags } from "../../../client/src/kernel/kmod/taint.ts";
import { explainUnreachable } from "../../../client/src/kernel/targets/ssh-errors.ts";
import { changed, evidence, fakeTarget, koFile } from "../../kernel/kmod/fake-target.ts";
import { plainOptions } from "../../support/plain-build.ts";
import { bareWords } from "./bare-words.ts";

/** Names and kernel words of the samples below. */
const data = ["hello", "dep", "board", "root@board", "Linux", "count", "int", "bool", "charp", "live"];
const bare = (shown: string, ...more: readonly string[]) => bareWords(shown, [...data, ...more]);
describe("what went wrong", () => {
  it.each([
    "/bin/sh: 1: gcc-12: not found",
    "make: *** /lib/modules/6.1.0/build: No such file or directory.  Stop.",
    "make: warning:  Clock skew detected.  Your build may be incomplete.",
    "No space left on device",
  ])("in a build is explained in it: %s", (line) => {
    const distribution = {
      family: "debian",
      release: "6.1",
      architecture: "x86_64",
      compiler: undefined,
    } as const;
    const sign = signOf(line);
    if (sign === undefined) throw new Error("it is a sign of nothing");
    const request = {
      folder: "/1",
      goal: { kind: "modules" },
      kernel: { directory: "/2", release: "6.1" },
      options: plainOptions,
    } as const;
    for (const machine of [undefined, "board"]) {
      const { title, remedy } = failureOf(sign, [line], {
        request,
        distribution,
        machine,
      });
      expect(bare(`${title} ${remedy}`)).toEqual([]);
    }
  });

  it("with files, kernels and errors is explained in it", () => {
    const read = readKoFile("/1.ko", new Uint8Array([1, 2, 3]));
    const flags = [...moduleTaintFlags("OEPFC"), ...taintFlags(0xfffff)];
    const shown = [
      ...(isKoProblem(read) ? [read.message, read.remedy] : ["English"]),
      ...flags.flatMap(({ short, words }) => [short, words]),
      ...["ENODEV", "EBUSY", "EINVAL"].map(usualMeaning),
    ];
    expect(bare(shown.join("\n"))).toEqual([]);
  });
});

/** What the tools and the kernel say of loads that fail, as it was recorded; empty: nothing. */
const failures: readonly (readonly [said: string, kernel: string])[] = [
  ["Invalid module format", "hello: disagrees about version of symbol module_layout"],
  ["Unknown symbol in module", "hello: Unknown symbol dep (err -2)"],
  ["File exists", "hello: exports duplicate symbol dep (owned by kernel)"],
  ["Invalid parameters", "hello: `x' invalid for parameter `count'"],
  ["Key was rejected by service", "Loading of unsigned module is rejected"],
  ["No such device", ""],
  ["Cannot allocate memory", "insmod: page allocation failure: order:9"],
  [
    "Operation not permitted",
    "Lockdown: insmod: unsigned module loading is restricted; see man kernel_lockdown.7",
  ],
];

describe("a load that fails", () => {
  it.each(failures)("is explained in it: %s, %s", async (said, kernel) => {
    const answer = changed(
      1,
      `insmod: ERROR: could not insert module hello.ko: ${said}`,
      kernel === "" ? [] : [`[    1.000000] ${kernel}`],
    );
    const target = fakeTarget({ evidence: evidence(), changes: { "insmod hello": answer } });
    const step = { name: "hello", module: { kind: "built" as const, ko: koFile("hello") }, parameters: [] };
    const report = await load(target, { steps: [step], warnings: [], built: [] });
    if (report.kind !== "failed") throw new Error("it was loaded");
    const { title, remedy } = report.diagnosis;
    expect(bare(`${title} ${remedy}`)).toEqual([]);
  });

  it("is foreseen in it", async () => {
    const ko = koFile("hello", { vermagic: "6.12.1 SMP", undefinedSymbols: ["dep"], hasExit: false });
    const parameters = [{ name: "count", value: "1" }];
    const asked = { module: { kind: "built" as const, ko }, parameters, withDependencies: false, built: [] };
    const { warnings } = await planLoad(fakeTarget({ evidence: evidence() }), asked);
    expect(warnings.length).toBeGreaterThan(1);
    expect(bare(warnings.map(({ message }) => message).join("\n"))).toEqual([]);
  });
});

describe("a connection that fails", () => {
  it.each([
    "ssh: Could not resolve hostname board: Name or service not known",
    "ssh: connect to host board port 22: Connection refused",
    "root@board: Permission denied (publickey).",
    "Host key verification failed.",
    "",
  ])("is explained in it: %s", (stderr) => {
    const { message, remedy } = explainUnreachable({
      machine: { name: "board", host: "root@board" },
      stderr,
      exitCode: 255,
    });
    // Names of programs and files, and what the server accepts.
    expect(bare(`${message} ${remedy}`, "publickey", "ssh")).toEqual([]);
  });
});
