/** When a change is asked for first, and that it is one question with all that there is to say. */
import { describe, expect, it } from "vitest";
import { type Change, changeQuestion } from "../../../client/src/operations/confirmation.ts";

const changeOf = (more: Partial<Change>): Change => ({
  verb: "Load",
  target: "vm-6.1",
  isProduction: false,
  modules: ["hello"],
  unloaded: [],
  loaded: ["hello"],
  warnings: [],
  strangers: [],
  alternative: undefined,
  ...more,
});

const versionWarning = {
  cause: "version-magic",
  message: "hello was built for another kernel.",
  details: ["module: 6.12.1 SMP", "kernel: 6.1.0 SMP"],
  isCertain: true,
} as const;

describe("loading", () => {
  it("of the workspace's own module on a machine for trying is not asked for", () => {
    expect(changeQuestion(changeOf({}))).toBeUndefined();
    expect(changeQuestion(changeOf({ loaded: ["dep", "hello"] }))).toBeUndefined();
  });

  it("on a production machine always is, naming both", () => {
    expect(changeQuestion(changeOf({ isProduction: true, target: "board" }))).toEqual({
      message: "Load hello on the production machine board?",
      answers: ["Load"],
    });
  });

  it("of what the kernel will refuse is, with what differs", () => {
    expect(changeQuestion(changeOf({ warnings: [versionWarning] }))).toEqual({
      message: "Load hello on vm-6.1?",
      detail:
        "The kernel will refuse it: hello was built for another kernel.\n  module: 6.12.1 SMP\n  kernel: 6.1.0 SMP",
      answers: ["Load Anyway"],
    });
  });

  it("of what it may refuse does not claim more", () => {
    const question = changeQuestion(changeOf({ warnings: [{ ...versionWarning, isCertain: false }] }));
    expect(question?.detail).toMatch(/^hello was built/u);
  });

  it("names another way first, where there is one", () => {
    const alternative = "Load with Dependencies";
    const question = changeQuestion(changeOf({ warnings: [versionWarning], alternative }));
    expect(question?.answers).toEqual(["Load with Dependencies", "Load Anyway"]);
  });

  it("of a stranger says where it is from and who signed it", () => {
    const signature = { signer: "Debian Secure Boot", key: "AB", hash: "sha256" };
    const question = changeQuestion(
      changeOf({
        modules: ["user"],
        loaded: ["crc", "user"],
        strangers: [
          { module: "crc", from: "/lib/modules/6.1/crc.ko", isOnTarget: true, signature },
          { module: "user", from: "/tmp/user.ko", isOnTarget: false, signature: undefined },
        ],
      }),
    );
    expect(question?.answers).toEqual(["Load"]);
    expect(question?.detail?.split("\n")).toEqual([
      "crc is not built from this workspace.",
      "  From: /lib/modules/6.1/crc.ko on vm-6.1",
      "  Signed by Debian Secure Boot (sha256)",
      "",
      "user is not built from this workspace.",
      "  From: /tmp/user.ko",
      "  Not signed",
      "",
      "Loaded in this order:",
      "  1. crc",
      "  2. user",
    ]);
  });

  it("is one question whatever comes together", () => {
    const question = changeQuestion(
      changeOf({
        isProduction: true,
        warnings: [versionWarning],
        strangers: [{ module: "hello", from: "/tmp/hello.ko", isOnTarget: false, signature: undefined }],
      }),
    );
    expect(question?.message).toMatch(/production/u);
    expect(question?.detail).toMatch(/refuse[^]*not built from this workspace/u);
    expect(question?.answers).toEqual(["Load Anyway"]);
  });
});

describe("unloading", () => {
  const unload = { verb: "Unload", loaded: [] } as const;

  it("of what was asked for is not asked for again", () => {
    expect(changeQuestion(changeOf({ ...unload, unloaded: ["hello"] }))).toBeUndefined();
  });

  it("of more shows the order", () => {
    expect(changeQuestion(changeOf({ ...unload, unloaded: ["user", "hello"] }))).toEqual({
      message: "Unload hello on vm-6.1?",
      detail: "Unloaded in this order, what uses it first:\n  1. user\n  2. hello",
      answers: ["Unload"],
    });
  });

  it("for a reload says both orders", () => {
    const question = changeQuestion(
      changeOf({ verb: "Reload", unloaded: ["user", "hello"], loaded: ["hello", "user"] }),
    );
    expect(question?.answers).toEqual(["Reload"]);
    expect(question?.detail).toMatch(/Unloaded[^]*1\. user[^]*Loaded[^]*1\. hello/u);
  });
});
