import { describe, expect, test } from "vitest";
import { moduleFiles } from "../../../client/src/traces/module-files.ts";
import { traceProblems } from "../../../client/src/traces/trace-problems.ts";
import { headline, notice, ownPlaces } from "../../../client/src/traces/trace-words.ts";
import { calls, decodedTrace, isOwn, recordedTrace, traceOf } from "./samples.ts";

describe("what happened, in words", () => {
  test.each([
    ["BUG: kernel NULL pointer dereference", "oops: kernel NULL pointer dereference, address: 0x8"],
    ["general protection fault", "oops: general protection fault, maybe for address 0x0"],
    ["unable to handle page fault", "oops: unable to handle page fault for address: ffffc90000000000"],
    ["main.c:88", "WARNING"],
    ["6 bytes are too many", "WARNING: 6 bytes are too many"],
    ["main.c:92!", "BUG"],
    ["list_del corruption", /^BUG: list_del corruption, [\da-f]+->next is LIST_POISON1/u],
    [
      "scheduling while atomic",
      /^sleeping in atomic context: scheduling while atomic: sh\/\d+\/0x00000002$/u,
    ],
    ["blocked for more", /^hung task: task sh:\d+ blocked for more than 2 seconds$/u],
    ["soft lockup", /^lockup: soft lockup - CPU#1 stuck for 20s! \[sh:137\]$/u],
    ["self-detected stall", "RCU stall: rcu_preempt self-detected stall on CPU"],
  ])("%s", (title, expected) => {
    const words = headline(recordedTrace(title));
    if (typeof expected === "string") expect(words).toBe(expected);
    else expect(words).toMatch(expected);
  });

  test.each([
    ["BUG: KASAN: slab-out-of-bounds in f+0x1/0x2 [demo]", "KASAN: slab-out-of-bounds"],
    ["WARNING: possible recursive locking detected", "lockdep: possible recursive locking detected"],
    ["[ BUG: Invalid wait context ]", "lockdep: Invalid wait context"],
    ["WARNING: [size > 1] /src/a.c:3 at f+0x1/0x2 [demo], CPU#1: sh/3", "WARNING: size > 1"],
    ["Kernel panic - not syncing: Fatal exception", "panic: Kernel panic - not syncing: Fatal exception"],
  ])("%s", (title, expected) => {
    expect(headline(traceOf(`${title}\n`))).toBe(expected);
  });
});

const oops = () =>
  decodedTrace(recordedTrace("BUG: kernel NULL pointer dereference"), {
    deeper_sum: calls("item_value /w/deeper.h:11", "deeper_sum /w/deeper.c:19"),
    crashes_write: calls("crashes_write /w/main.c:82"),
  });

describe("a message", () => {
  test("names the module, the machine, what happened and the line", () => {
    expect(notice(oops(), ownPlaces(oops(), isOwn)[0], "vm-6.1")).toBe(
      "crashes crashed on vm-6.1: kernel NULL pointer dereference, address: 0x8 in item_value, deeper.h:11",
    );
  });

  test("of a report that has no line names the module all the same", () => {
    const decoded = decodedTrace(recordedTrace("main.c:88"), {});
    expect(notice(decoded, undefined, "board")).toBe("crashes complained on board: WARNING");
  });

  test("of a report without any module is about the kernel", () => {
    const decoded = decodedTrace(traceOf("Kernel panic - not syncing: Out of memory\n"), {});
    expect(notice(decoded, undefined, undefined)).toBe(
      "The kernel crashed: Kernel panic - not syncing: Out of memory",
    );
  });
});

describe("Problems", () => {
  test("the failing line is an error that tells the way there; callers in own files are marked too", () => {
    const problems = traceProblems(oops(), isOwn);
    expect(problems).toEqual([
      {
        file: "/w/deeper.h",
        line: 11,
        severity: "error",
        code: "oops",
        message:
          "oops: kernel NULL pointer dereference, address: 0x8 (in item_value, inlined into deeper_sum, called from crashes_write)",
        related: [
          { file: "/w/deeper.c", line: 19, message: "deeper_sum" },
          { file: "/w/main.c", line: 82, message: "crashes_write" },
        ],
      },
      {
        file: "/w/main.c",
        line: 82,
        severity: "info",
        code: "oops",
        message: "on the way to oops: kernel NULL pointer dereference, address: 0x8 (in item_value)",
        related: [{ file: "/w/deeper.h", line: 11, message: "in item_value" }],
      },
    ]);
  });

  test("functions of the kernel's headers are passed by: the problem stands in the author's file", () => {
    const decoded = decodedTrace(recordedTrace("list_del corruption"), {
      deeper_list: calls("list_del /usr/src/linux/include/linux/list.h:236", "deeper_list /w/deeper.c:29"),
    });
    const [problem] = traceProblems(decoded, isOwn);
    expect([problem?.file, problem?.line]).toEqual(["/w/deeper.c", 29]);
    expect(problem?.related[0]).toEqual({
      file: "/usr/src/linux/include/linux/list.h",
      line: 236,
      message: "list_del (inlined)",
    });
  });

  test("a WARN_ON is a warning", () => {
    const decoded = decodedTrace(recordedTrace("main.c:88"), {
      crashes_write: calls("crashes_write /w/main.c:88"),
    });
    expect(traceProblems(decoded, isOwn).map(({ severity, message }) => [severity, message])).toEqual([
      ["warning", "WARNING (in crashes_write, called from vfs_write)"],
    ]);
  });

  test("frames that only lay on the stack, and files outside of the workspace, are none", () => {
    const trace = traceOf(
      "BUG: kernel NULL pointer dereference, address: 8\n ? f+0x1/0x2 [demo]\n g+0x1/0x2 [demo]\n",
    );
    const decoded = decodedTrace(trace, { f: calls("f /w/a.c:1"), g: calls("g /elsewhere/a.c:2") });
    expect(traceProblems(decoded, isOwn)).toEqual([]);
  });

  test("a function that calls itself is marked once", () => {
    const frames = " f+0x8/0x9 [demo]\n".repeat(50);
    const decoded = decodedTrace(
      traceOf(`BUG: TASK stack guard page was hit at 1\nRIP: 0010:f+0x1/0x9 [demo]\n${frames}`),
      {
        f: calls("f /w/a.c:3"),
      },
    );
    expect(traceProblems(decoded, isOwn).length).toBe(1);
  });
});

describe("the files that a module may be", () => {
  const built = [
    { name: "demo", file: "/w/612/demo.ko", vermagic: "6.12.1 SMP" },
    { name: "demo", file: "/w/61/demo.ko", vermagic: "6.1.0-13-amd64 SMP" },
    { name: "other", file: "/w/other.ko", vermagic: "6.1.0-13-amd64 SMP" },
  ];

  test("the one it was loaded from comes first, then those of the kernel that made the report", () => {
    const question = { module: "demo", built, release: "6.1.0-13-amd64" };
    expect(moduleFiles({ ...question, loadedFrom: undefined })).toEqual(["/w/61/demo.ko", "/w/612/demo.ko"]);
    expect(moduleFiles({ ...question, loadedFrom: "/else/demo.ko" })[0]).toBe("/else/demo.ko");
  });

  test("a module that nobody built has none", () => {
    expect(moduleFiles({ module: "ext4", built, release: undefined, loadedFrom: undefined })).toEqual([]);
  });
});
