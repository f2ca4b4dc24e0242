/** This machine as a target: what it is on Linux, and what it says elsewhere. */
import { expect, test } from "vitest";
import { createLocalTransport } from "../../../client/src/kernel/targets/local.ts";
import { fakeTarget } from "./fake-transport.ts";

test.runIf(process.platform === "linux")("a command is started as it is", async () => {
  const { target } = fakeTarget(createLocalTransport());
  await target.connect();
  const { stdout } = await target.run({ argv: ["printf", "%s|", "a 'b'", "$c"], parse: (output) => output });
  expect(stdout).toBe("a 'b'|$c|");
  await target.dispose();
});

test.each([
  ["win32", "Windows"],
  ["darwin", "macOS"],
] as const)("on %s there is no Linux kernel, and it says what to do", async (platform, name) => {
  const { target } = fakeTarget(createLocalTransport(platform));
  await expect(target.connect()).rejects.toMatchObject({
    problem: "unreachable",
    message: `This machine runs ${name}, not a Linux kernel: no module can be loaded here.`,
    remedy: "Add a target over SSH, or a virtual machine.",
  });
  expect(target.state.kind).toBe("failed");
});
