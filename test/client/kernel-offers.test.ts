import { expect, it } from "vitest";
import type { VmKernelChoice } from "../../client/src/kernel/targets/vm/kernels.ts";
import { kernelOffers } from "../../client/src/targets/kernel-offers.ts";

const choice = (release: string, more: Partial<VmKernelChoice>): VmKernelChoice => ({
  kernel: { kind: "package", name: `linux-image-${release}` },
  release,
  state: "available",
  hasHeaders: false,
  downloadBytes: undefined,
  ...more,
});

it("the kernel that modules are built for here comes first, and each says what it costs", () => {
  const offers = kernelOffers([
    choice("6.12.9-amd64", { state: "installed", kernel: { kind: "installed", release: "6.12.9-amd64" } }),
    choice("6.6.3-amd64", { state: "fetched" }),
    choice("6.1.0-13-amd64", { hasHeaders: true, downloadBytes: 71_234_567 }),
  ]);
  expect(offers.map(({ label, explanation }) => [label, explanation])).toEqual([
    [
      "6.1.0-13-amd64",
      "From package linux-image-6.1.0-13-amd64, which is fetched first (71 MB) · its headers are here: modules that are built here run on it",
    ],
    ["6.12.9-amd64", "Installed on this machine · no headers here"],
    ["6.6.3-amd64", "From package linux-image-6.6.3-amd64, which is here · no headers here"],
  ]);
});

it("nothing to choose from is an empty list", () => {
  expect(kernelOffers([])).toEqual([]);
});
