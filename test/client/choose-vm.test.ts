import { describe, expect, it } from "vitest";
import type { TargetSpec, VmKernel } from "../../client/src/kernel/targets/target.ts";
import { chooseVm } from "../../client/src/targets/choose-vm.ts";
import type { KernelOffer } from "../../client/src/targets/kernel-offers.ts";

interface Machine {
  readonly spec: TargetSpec;
}

const local: Machine = { spec: { kind: "local", name: "this machine", isProduction: false } };
const vm = (name: string, kernel: VmKernel): Machine => ({
  spec: { kind: "vm", name, kernel, memoryMb: 512, cpus: 2, append: "" },
});
const older = vm("vm-6.1", { kind: "installed", release: "6.1.0-13-amd64" });
const newer = vm("vm-6.12", { kind: "package", name: "linux-image-6.12.9-amd64" });
const tree = vm("mine", { kind: "tree", folder: "/src/linux" });
const offer = (release: string): KernelOffer => ({
  kernel: { kind: "installed", release },
  label: release,
  explanation: "",
});

interface Room {
  readonly targets?: readonly Machine[];
  readonly current?: Machine;
  readonly named?: readonly Machine[];
  readonly release?: string;
  readonly offers?: readonly KernelOffer[];
}

const choose = ({ targets = [], current = local, named = [], release, offers = [] }: Room) =>
  chooseVm({
    targets: [local, ...targets],
    current,
    isNamed: (target) => named.includes(target),
    release,
    offers: async () => offers,
  });

describe("the virtual machine that is started", () => {
  it("is the current one, where the user named it, whatever it runs", async () =>
    expect(
      await choose({ targets: [older, tree], current: tree, named: [tree], release: "6.1.0-13-amd64" }),
    ).toEqual({ kind: "target", target: tree }));

  it("is the one that runs what modules are built for, before one that Kmod only offers", async () =>
    expect(await choose({ targets: [newer, older], current: newer, release: "6.1.0-13-amd64" })).toEqual({
      kind: "target",
      target: older,
    }));

  it("knows the release of a package by its name", async () =>
    expect(await choose({ targets: [newer], release: "6.12.9-amd64" })).toEqual({
      kind: "target",
      target: newer,
    }));

  it("is a new one where only its kernel is there", async () =>
    expect(
      await choose({
        targets: [newer],
        current: newer,
        release: "6.1.0-13-amd64",
        offers: [offer("6.12.9-amd64"), offer("6.1.0-13-amd64")],
      }),
    ).toEqual({ kind: "offer", offer: offer("6.1.0-13-amd64") }));

  it("is any that is there where it is not known what modules are built for", async () =>
    expect(await choose({ targets: [newer], offers: [offer("6.1.0-13-amd64")] })).toEqual({
      kind: "target",
      target: newer,
    }));

  it("is made of the kernel to propose where there is none and nothing is known", async () =>
    expect(await choose({ offers: [offer("6.12.9-amd64"), offer("6.1.0-13-amd64")] })).toEqual({
      kind: "offer",
      offer: offer("6.12.9-amd64"),
    }));

  it("is one of the settings where the kernel cannot be had", async () =>
    expect(await choose({ targets: [newer, tree], named: [tree], release: "5.10.0", offers: [] })).toEqual({
      kind: "target",
      target: tree,
    }));

  it("is asked for where nothing fits", async () => {
    expect(await choose({ targets: [newer], release: "5.10.0", offers: [offer("6.12.9-amd64")] })).toEqual({
      kind: "ask",
    });
    expect(await choose({})).toEqual({ kind: "ask" });
  });
});
