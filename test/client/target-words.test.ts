/** What is said of targets, and of what happens to their connections. */
import { describe, expect, it } from "vitest";
import { TargetError } from "../../client/src/kernel/errors.ts";
import type { SshSpec, TargetSpec, TargetState, VmSpec } from "../../client/src/kernel/targets/target.ts";
import {
  describeLoss,
  describeStatus,
  failureWords,
  iconOf,
  kindWords,
  noModulesWords,
  stateWords,
} from "../../client/src/targets/target-words.ts";

const local: TargetSpec = { kind: "local", name: "this machine", isProduction: false };
const ssh: SshSpec = { kind: "ssh", name: "board", host: "root@board", port: 2222, isProduction: true };
const vm: VmSpec = {
  kind: "vm",
  name: "vm-6.1",
  kernel: { kind: "installed", release: "6.1.0-13-amd64" },
  memoryMb: 512,
  cpus: 1,
  append: "",
};

const connected = (hasModules: boolean): TargetState => ({
  kind: "connected",
  machine: { release: "6.1.0-13-amd64", architecture: "x86_64", hasModules, isRoot: true },
});
const failed = (error: TargetError): TargetState => ({ kind: "failed", error });
const unreachable = new TargetError("unreachable", "board does not answer", "Is it switched on?", "ssh: ...");

describe("a target", () => {
  it("is told by what it is", () => {
    expect(kindWords(ssh)).toBe("SSH: root@board, port 2222, production");
    expect(kindWords(vm)).toBe("virtual machine: kernel 6.1.0-13-amd64, 512 MB, 1 CPU");
  });

  it.each([
    [ssh, { kind: "disconnected" }, "not connected", "debug-disconnect"],
    [vm, { kind: "disconnected" }, "powered off", "vm-outline"],
    [vm, { kind: "connecting", step: "Starting QEMU" }, "Starting QEMU", "loading~spin"],
    [ssh, connected(true), "Linux 6.1.0-13-amd64", "remote"],
    [local, connected(false), "Linux 6.1.0-13-amd64, built without loadable modules", "warning"],
    [ssh, failed(unreachable), "board does not answer", "error"],
  ] satisfies readonly (readonly [TargetSpec, TargetState, string, string])[])(
    "%o in state %o: %s",
    (spec, state, words, icon) => {
      expect(stateWords({ spec, state })).toBe(words);
      expect(iconOf({ spec, state })).toBe(icon);
    },
  );
});

describe("the status bar", () => {
  it("shows the step while it connects", () => {
    expect(describeStatus({ spec: vm, state: { kind: "connecting", step: "Starting QEMU" } })).toMatchObject({
      text: "$(loading~spin) vm-6.1",
      tooltip: [
        "Kernel modules are loaded on vm-6.1",
        "virtual machine: kernel 6.1.0-13-amd64, 512 MB, 1 CPU",
        "Starting QEMU",
        "Click to select another target",
      ],
      isWarning: false,
    });
  });

  it("warns, and says what to do, when it failed", () => {
    const status = describeStatus({ spec: ssh, state: failed(unreachable) });
    expect(status.isWarning).toBe(true);
    expect(status.tooltip).toContain("Is it switched on?");
  });

  it("warns of a kernel that loads no modules", () => {
    expect(describeStatus({ spec: local, state: connected(false) })).toMatchObject({
      text: "$(warning) This machine",
      isWarning: true,
    });
  });
});

describe("what the user is told", () => {
  it("names the target once, and ends with what to do", () => {
    expect(failureWords({ spec: ssh }, unreachable)).toBe("board does not answer. Is it switched on?");
    expect(failureWords({ spec: ssh }, new TargetError("unreachable", "no route to host", "Try again"))).toBe(
      "Cannot connect to board: no route to host. Try again.",
    );
  });

  it("says plainly that a kernel has no modules", () => {
    expect(noModulesWords({ spec: local, state: connected(false) })).toMatch(
      /^The kernel of this machine \(Linux 6\.1\.0-13-amd64\) was built without loadable modules/u,
    );
  });
});

describe("a connection that is gone", () => {
  it("is said, with a way back", () => {
    const error = new TargetError("lost", "ssh ended: Broken pipe", "Reconnect when it is back.");
    expect(loss(ssh, connected(true), failed(error))).toEqual({
      message: "The connection to board was lost: ssh ended: Broken pipe. Reconnect when it is back.",
      offers: ["Reconnect", "Show Log"],
    });
  });

  it("is named once, also where ssh's explanation names it", () => {
    const error = new TargetError("lost", "The connection to board was lost: no answer.", "Connect again.");
    expect(loss(ssh, connected(true), failed(error))?.message).toBe(
      "The connection to board was lost: no answer. Connect again.",
    );
  });

  it("is not said when the user ended it, or when it was not there", () => {
    expect(loss(ssh, connected(true), { kind: "disconnected" })).toBeUndefined();
    expect(loss(ssh, { kind: "connecting", step: "" }, failed(unreachable))).toBeUndefined();
  });

  const panic = failed(
    new TargetError(
      "panic",
      "The kernel of vm-6.1 panicked. Kernel panic - not syncing: Fatal exception in interrupt",
      "",
      "",
    ),
  );

  it("by a panic of a virtual machine is followed by its restart", () => {
    expect(loss(vm, connected(true), panic, true)).toEqual({
      message:
        "The kernel of vm-6.1 panicked: Fatal exception in interrupt. It is being restarted; the console is kept.",
      offers: ["Show Console"],
    });
  });

  it("by one panic too many is not", () => {
    expect(loss(vm, connected(true), panic, false)).toMatchObject({
      message: expect.stringMatching(/too often/u),
      offers: ["Show Console", "Reconnect"],
    });
  });
});

const noConsole = { file: "/c", lines: () => [], onLine: () => ({ dispose: () => undefined }) };

const loss = (spec: TargetSpec, before: TargetState, after: TargetState, isRestarting = false) =>
  describeLoss({ spec, console: spec.kind === "vm" ? noConsole : undefined }, before, after, isRestarting);
