/** Why an unload failed; recorded like the messages of explain-load.test.ts. */
import { describe, expect, test } from "vitest";
import type { Diagnosis } from "../../../client/src/kernel/kmod/diagnosis.ts";
import { unload } from "../../../client/src/kernel/kmod/unload.ts";
import { type Answers, changed, evidence, fakeTarget } from "./fake-target.ts";

const row = (name: string, rest: string): string =>
  `/proc/modules:${name} 28672 ${rest} 0xffffffffc04b9000 (OE)`;

async function diagnose(
  name: string,
  said: string,
  facts: readonly string[],
  answers: Answers = {},
): Promise<Diagnosis> {
  const target = fakeTarget({
    evidence: evidence(...facts),
    changes: { [`rmmod ${name}`]: changed(1, said) },
    ...answers,
  });
  const report = await unload(target, { modules: [name] });
  if (report.kind !== "failed") throw new Error("it was unloaded");
  return report.diagnosis;
}

describe("in use", () => {
  test.each([
    ["kmod", "rmmod: ERROR: Module e_prov is in use by: e_use"],
    ["busybox", "rmmod: can't unload module 'e_prov': Resource temporarily unavailable"],
  ])("by modules: names them and offers to unload them first (%s)", async (_tool, said) => {
    const diagnosis = await diagnose("e_prov", said, [row("e_prov", "2 e_use,e_use2, Live")]);
    expect(diagnosis).toMatchObject({
      cause: "in-use",
      title: "e_prov is in use by the modules e_use and e_use2.",
      remedy: "Unload e_use and e_use2 first, then e_prov.",
      offers: [{ kind: "unload-first", modules: ["e_use", "e_use2"] }],
    });
  });

  test("by programs that have its device open: names program, process and device", async () => {
    const diagnosis = await diagnose(
      "e_misc",
      "rmmod: ERROR: Module e_misc is in use",
      [row("e_misc", "1 - Live")],
      {
        holders: "open 4055 /dev/e_misc sleep\n",
      },
    );
    expect(diagnosis.title).toBe("e_misc is in use by sleep (4055), which has /dev/e_misc open.");
    expect(diagnosis.remedy).toBe("End sleep, then unload e_misc.");
  });

  test("by a mounted file system", async () => {
    const diagnosis = await diagnose(
      "e_fs",
      "rmmod: ERROR: Module e_fs is in use",
      [row("e_fs", "1 - Live")],
      {
        holders: "mount /mnt/e\n",
      },
    );
    expect(diagnosis.remedy).toBe("Unmount /mnt/e, then unload e_fs.");
  });

  test("by something that cannot be known: says the count and what it may be", async () => {
    const diagnosis = await diagnose("e_ref", "rmmod: ERROR: Module e_ref is in use", [
      row("e_ref", "1 - Live"),
    ]);
    expect(diagnosis.title).toBe("e_ref is in use.");
    expect(diagnosis.details[0]).toBe("Use count: 1.");
    expect(diagnosis.details[1]).toContain("cannot be told");
  });
});

test.each([
  ["kmod", "rmmod: ERROR: Module nomod is not currently loaded"],
  ["busybox", "rmmod: can't unload module 'nomod': No such file or directory"],
])("a module that is not loaded (%s)", async (_tool, said) => {
  expect(await diagnose("nomod", said, [])).toMatchObject({
    cause: "not-loaded",
    title: "nomod is not loaded on board.",
  });
});

test.each([
  [
    "kmod",
    [
      "rmmod: ERROR: ../libkmod/libkmod-module.c:856 kmod_module_remove_module() could not remove 'e_noexit': Device or resource busy",
      "rmmod: ERROR: could not remove module e_noexit: Device or resource busy",
    ].join("\n"),
  ],
  ["busybox", "rmmod: can't unload module 'e_noexit': Device or resource busy"],
])("a module without exit function (%s)", async (_tool, said) => {
  expect(await diagnose("e_noexit", said, [row("e_noexit", "0 [permanent], Live")])).toMatchObject({
    cause: "no-exit-function",
    errno: "EBUSY",
  });
});

test("a module whose init crashed before stays loading", async () => {
  const diagnosis = await diagnose("e_oops", "rmmod: ERROR: Module e_oops is in use", [
    row("e_oops", "1 - Loading"),
  ]);
  expect(diagnosis.title).toBe("e_oops is still loading.");
});

test("a module that is built in (kmod's tools/rmmod.c)", async () => {
  const diagnosis = await diagnose("ext4", "rmmod: ERROR: Module ext4 is builtin.", []);
  expect(diagnosis).toMatchObject({ cause: "not-loaded" });
  expect(diagnosis.title).toContain("built into the kernel");
});

test("a crash in the exit function", async () => {
  const lines = [
    "[   15.579680] BUG: kernel NULL pointer dereference, address: 0000000000000008",
    "[   15.580000] RIP: 0010:x+0x23/0x1000 [e_xoops]",
  ];
  const diagnosis = await diagnose("e_xoops", "", [row("e_xoops", "0 - Unloading")], {
    changes: { "rmmod e_xoops": changed(137, "Killed", lines) },
  });
  expect(diagnosis).toMatchObject({ cause: "exit-crashed", kernelLines: lines });
  expect(diagnosis.details[0]).toBe("It happened at x+0x23/0x1000 [e_xoops].");
});

test("no rights, where the kernel says EPERM and nothing forbids modules", async () => {
  const diagnosis = await diagnose(
    "e_ret",
    "rmmod: ERROR: could not remove module e_ret: Operation not permitted",
    [row("e_ret", "0 - Live")],
  );
  expect(diagnosis).toMatchObject({ cause: "no-permission", errno: "EPERM" });
});
