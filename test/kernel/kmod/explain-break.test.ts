/** What is said when the machine broke off a load or unload. */
import { describe, expect, test } from "vitest";
import { TargetError } from "../../../client/src/kernel/errors.ts";
import { load } from "../../../client/src/kernel/kmod/load.ts";
import type { LoadPlan } from "../../../client/src/kernel/kmod/operation.ts";
import { unload } from "../../../client/src/kernel/kmod/unload.ts";
import { type Answers, fakeTarget, koFile } from "./fake-target.ts";

const hung = new TargetError("hung", "The command did not end within 7 seconds on board.", "Look.");
const lost = new TargetError("lost", "The connection to board was lost.", "Connect again.");

const plan: LoadPlan = {
  steps: [{ name: "e_hang", module: { kind: "built", ko: koFile("e_hang") }, parameters: [] }],
  warnings: [],
  built: [],
};

async function diagnosis(action: "load" | "unload", answers: Answers) {
  const target = fakeTarget(answers);
  const report = await (action === "load" ? load(target, plan) : unload(target, { modules: ["e_hang"] }));
  if (report.kind !== "failed") throw new Error("nothing failed");
  return { ...report.diagnosis, asked: target.asked };
}

describe("a hang", () => {
  test("in exit says the state and where it waits, asked from beside it", async () => {
    const told = await diagnosis("unload", {
      changes: { "rmmod e_hang": hung },
      look: [
        "module e_hang 16384 0 - Unloading 0xffffffffc04b9000 (OE-)",
        "stack /proc/1720/stack:[<0>] x+0x14/0x1000 [e_hang]",
        "kernel [  100.0] e_hang says bye",
        "",
      ].join("\n"),
    });
    expect(told).toMatchObject({
      cause: "hung",
      title: "The exit function of e_hang does not return: rmmod hangs.",
      details: ['e_hang is in the state "unloading".', "It waits at x+0x14/0x1000 [e_hang]."],
      kernelLines: ["[  100.0] e_hang says bye"],
    });
  });

  test("in init, without a task in its code, may be a crash of an earlier try that this one waits for", async () => {
    const told = await diagnosis("load", {
      changes: { "insmod e_hang": hung },
      look: "module e_hang 16384 1 - Loading 0xffffffffc04b9000 (OE+)\n",
    });
    expect(told.title).toBe("The init function of e_hang does not return: insmod hangs.");
    expect(told.details[1]).toContain("crashed in an earlier try");
  });

  test("of the whole machine is told from it: it does not answer the look either", async () => {
    const told = await diagnosis("load", { changes: { "insmod e_hang": hung }, look: hung, remove: hung });
    expect(told).toMatchObject({
      cause: "hung",
      title: "board does not answer any more since it was told to load e_hang.",
    });
    expect(told.offers).toContainEqual({ kind: "reconnect" });
  });
});

test("a lost connection says what is not known", async () => {
  const told = await diagnosis("load", { changes: { "insmod e_hang": lost }, remove: lost });
  expect(told).toMatchObject({
    cause: "lost",
    title: "The connection to board was lost while e_hang was loaded.",
  });
  expect(told.remedy).toContain("Whether e_hang was loaded is seen after connecting again.");
});

test.each([new TargetError("panic", "The kernel panicked.", ""), lost])(
  "a panic is told by the console, though the connection says only $problem",
  async (error) => {
    const told = await diagnosis("load", {
      changes: { "insmod e_hang": error },
      remove: lost,
      // What stands before the mark is not of this load.
      console: (mark) => [
        "[    7.0] something else",
        `[    8.1] ${mark}`,
        "[    8.2] e_hang: loading out-of-tree module taints kernel.",
        "[    8.3] Kernel panic - not syncing: e_oops says panic",
      ],
    });
    expect(told).toMatchObject({
      cause: "panic",
      title: "The kernel of board panicked while e_hang was loaded: e_oops says panic.",
    });
    expect(told.kernelLines).toEqual([
      "[    8.2] e_hang: loading out-of-tree module taints kernel.",
      "[    8.3] Kernel panic - not syncing: e_oops says panic",
    ]);
  },
);

test("without root it says what becoming root said", async () => {
  const told = await diagnosis("load", {
    changes: {
      "insmod e_hang": new TargetError(
        "no-root",
        "board gives no root: sudo refused.",
        "Add a rule to sudoers.",
      ),
    },
  });
  expect(told).toMatchObject({
    cause: "no-permission",
    title: "board gives no root: sudo refused.",
    remedy: "Add a rule to sudoers.",
  });
});

test.each(["cancelled", "unreachable", "missing-program", "settings"] as const)(
  "%s is not explained but thrown: nothing was tried",
  async (problem) => {
    const error = new TargetError(problem, "no", "");
    await expect(diagnosis("load", { changes: { "insmod e_hang": error } })).rejects.toBe(error);
  },
);
