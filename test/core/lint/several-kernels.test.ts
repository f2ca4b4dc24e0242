/** Findings of several kernels are told once, and say which kernels they hold with. */
import { describe, expect, test } from "vitest";
import type { Finding } from "../../../server/src/core/lint/finding.ts";
import { mergeKernels } from "../../../server/src/core/lint/several-kernels.ts";

const fix = (title: string) => ({ title, edits: [], isSafe: true });

const finding = (message: string, more: Partial<Finding> = {}): Finding => ({
  rule: "some-rule",
  severity: "error",
  path: "/a.c",
  span: { start: 1, end: 2 },
  message,
  fixes: [],
  related: [],
  ...more,
});

const merge = (...asked: readonly (readonly [string, readonly Finding[]])[]): readonly Finding[] =>
  mergeKernels(
    asked.map(([kernel, findings]) => ({ kernel, findings })),
    ({ span }) => `${span.start}-${span.end}`,
  );

const of = (release: string) => finding(`f() is in no header of kernel ${release}: it will not compile`);

describe("findings of several kernels", () => {
  test("are left as they are where there is one kernel", () => {
    const findings = [finding("a"), finding("a")];
    expect(merge(["6.1", findings])).toBe(findings);
  });

  test("are told once where all kernels agree", () => {
    expect(merge(["6.1", [finding("a")]], ["6.12", [finding("a")]])).toEqual([finding("a")]);
  });

  test("name the kernels that they hold with where others do not agree", () => {
    const messages = merge(
      ["6.1", [finding("a"), finding("b"), finding("c")]],
      ["6.6", [finding("b")]],
      ["6.12", [finding("d")]],
    ).map(({ message }) => message);
    expect(messages).toEqual([
      "a (only with 6.1)",
      "b (only with 6.1 and 6.6)",
      "c (only with 6.1)",
      "d (only with 6.12)",
    ]);
  });

  test("are told once where they differ only in the kernel that they name", () => {
    const [all, ...more] = merge(["6.1", [of("6.1")]], ["6.12 in /k", [of("6.12")]]);
    expect(all?.message).toBe(
      "f() is in no header of kernel 6.1: it will not compile (the same with 6.12 in /k)",
    );
    expect(more).toEqual([]);
    const [some] = merge(["6.1", [of("6.1")]], ["6.6", []], ["6.12", [of("6.12")]]);
    expect(some?.message).toContain("kernel 6.1: it will not compile (only with 6.1 and 6.12)");
  });

  test("are not the same at another place or of another rule", () => {
    const elsewhere = finding("a", { span: { start: 5, end: 6 } });
    const other = finding("a", { rule: "other-rule" });
    expect(merge(["6.1", [finding("a")]], ["6.12", [elsewhere, other]])).toHaveLength(3);
  });

  test("have the worst severity", () => {
    const [merged] = merge(["6.1", [finding("a", { severity: "info" })]], ["6.12", [finding("a")]]);
    expect(merged?.severity).toBe("error");
  });

  test("have the fixes of the first kernel that has some", () => {
    const [merged] = merge(
      ["6.1", [finding("a")]],
      ["6.6", [finding("a", { fixes: [fix("mend")] })]],
      ["6.12", [finding("a", { fixes: [fix("other")] })]],
    );
    expect(merged?.fixes).toEqual([fix("mend")]);
  });

  test("have no safe fix where another kernel does not agree: it may need the code as it is", () => {
    const [merged] = merge(["6.1", [finding("a", { fixes: [fix("mend")] })]], ["6.12", []]);
    expect(merged?.fixes).toEqual([{ ...fix("mend"), isSafe: false }]);
  });

  test("report a silencing comment only where it silences nothing with every kernel", () => {
    const unused = finding("silences nothing", { rule: "unused-suppression" });
    expect(merge(["6.1", [unused]], ["6.12", []])).toEqual([]);
    expect(merge(["6.1", [unused]], ["6.12", [unused]])).toEqual([unused]);
  });
});
