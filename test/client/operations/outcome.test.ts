/** The words for what came of a change. */
import { describe, expect, it } from "vitest";
import type { Diagnosis } from "../../../client/src/kernel/kmod/diagnosis.ts";
import {
  doneInWords,
  type FailedReport,
  failureInWords,
  failurePage,
  kernelWarning,
  offerLabel,
  shownOffers,
} from "../../../client/src/operations/outcome.ts";
import { renderPage } from "../../../client/src/operations/page.ts";
import { mergedReport } from "../../../client/src/operations/reports.ts";

const diagnosis: Diagnosis = {
  cause: "unknown-symbol",
  title: "user needs symbols that nothing on vm-6.1 provides",
  details: ["hello_answer: exported by hello, which is not loaded"],
  remedy: "Load hello first.",
  offers: [
    { kind: "load-first", modules: ["hello"] },
    { kind: "show-symbol", symbol: "hello_answer" },
    { kind: "show-symbol", symbol: "hello_other" },
    { kind: "show-kernel-log" },
    { kind: "reconnect" },
  ],
  errno: "ENOENT",
  kernelLines: ["[ 1.0] user: Unknown symbol hello_answer (err -2)"],
};
const failed = (more: Partial<FailedReport> = {}): FailedReport => ({
  kind: "failed",
  done: [],
  failed: "user",
  diagnosis,
  ...more,
});

const doneWith = (...kernelLines: string[]) =>
  ({ kind: "done", done: ["dep", "hello"], kernelLines }) as const;

describe("what worked", () => {
  it("is said with what was done and how much the kernel said", () => {
    expect(doneInWords("load", doneWith(), "vm-6.1")).toBe("Loaded dep, hello on vm-6.1");
    expect(doneInWords("load", doneWith("a"), "vm-6.1")).toBe("Loaded dep, hello on vm-6.1 · 1 kernel line");
  });

  it.each([
    ["[ 5.1] WARNING: CPU: 0 PID: 1 at h.c:3", true],
    ["[ 5.1] BUG: kernel NULL pointer dereference, address: 0", true],
    ["[ 5.1] hello: unknown parameter 'cuont' ignored", true],
    ["[ 5.1] CPU: 0 PID: 1 Comm: insmod Tainted: G        W  O", false],
    ["[ 5.1] hello: loading out-of-tree module taints kernel.", false],
    [
      "[ 5.1] hello: module verification failed: signature and/or required key missing - tainting kernel",
      false,
    ],
    ["[ 5.1] hello world 1", false],
    ["[ 5.1] debug: BUGS are fine", false],
  ])("%j is a complaint: %j", (line, isComplaint) => {
    expect(kernelWarning(["[ 5.0] x", line])).toBe(isComplaint ? line : undefined);
  });
});

describe("what failed", () => {
  it("is one message: what went wrong and what to do", () => {
    expect(failureInWords("load", failed())).toBe(
      "user needs symbols that nothing on vm-6.1 provides. Load hello first.",
    );
  });

  it("names what stays done", () => {
    expect(failureInWords("load", failed({ done: ["dep"] }))).toContain("provides. dep stays loaded. Load");
    expect(failureInWords("unload", failed({ done: ["a", "b"] }))).toContain("a, b stay unloaded.");
  });

  it("has room for three offers, one of each label", () => {
    expect([...shownOffers(diagnosis).keys()]).toEqual([
      "Load hello First",
      "Show Symbol",
      "Show Kernel Log",
    ]);
  });

  it("offers to unload users by their name, or all together", () => {
    expect(offerLabel({ kind: "unload-first", modules: ["user"] })).toBe("Unload user First");
    expect(offerLabel({ kind: "unload-first", modules: ["a", "b"] })).toBe("Unload Users First");
  });

  it("has a page with all of it", () => {
    const page = failurePage("load", failed({ done: ["dep"] }), { name: "vm-6.1", release: "6.1.0-13" });
    const { text } = renderPage(page);
    expect(page.name).toBe("user on vm-6.1");
    for (const part of [
      "# user needs symbols",
      "Load hello first.",
      "vm-6.1, Linux 6.1.0-13",
      "ENOENT",
      "unknown-symbol",
      "dep stays loaded.",
      "- hello_answer: exported by hello",
      "[ 1.0] user: Unknown symbol hello_answer (err -2)",
    ])
      expect(text).toContain(part);
  });
});

describe("several changes", () => {
  it("are one report, with all that is done before a failure", () => {
    const first = { kind: "done", done: ["a"], kernelLines: ["1"] } as const;
    const second = { kind: "done", done: ["b"], kernelLines: ["2"] } as const;
    expect(mergedReport(first, second)).toEqual({ kind: "done", done: ["a", "b"], kernelLines: ["1", "2"] });
    expect(mergedReport(first, failed({ done: ["c"] }))).toMatchObject({ failed: "user", done: ["a", "c"] });
  });
});
