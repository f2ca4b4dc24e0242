import { expect, it } from "vitest";
import { describeStatus } from "../../client/src/language/status-line.ts";
import type { KernelStatus } from "../../server/src/protocol/messages.ts";

const kernelOf = (release: string, more: Partial<KernelStatus> = {}): KernelStatus => ({
  directory: `/lib/modules/${release}/build`,
  release,
  isConfigured: true,
  hasSymbols: true,
  ...more,
});

const kernel = kernelOf("6.1.0-13-amd64");
const hello = { name: "hello", kbuildFile: "/m/Makefile", objects: 1 };

it("the kernel and the module of the file are shown", () => {
  expect(describeStatus("running", { kernel, others: [] }, [hello])).toEqual({
    text: "Kernel 6.1.0-13-amd64",
    detail: "module hello (1 object)",
    severity: "information",
    isBusy: false,
  });
});

it("a file of two modules names both", () => {
  const modules = [hello, { ...hello, name: "other", objects: 2 }];
  const line = describeStatus("running", { kernel, others: [] }, modules);
  expect(line.detail).toBe("modules hello (1 object), other (2 objects)");
});

const detail = (more: Partial<KernelStatus>): string =>
  describeStatus("running", { kernel: kernelOf("6.1", more), others: [] }, undefined).detail;

it("what the kernel does not tell, and so is not checked, is said", () => {
  expect(detail({ hasSymbols: false })).toBe("no Module.symvers: symbols are not checked");
  expect(detail({ isConfigured: false, hasSymbols: false })).toBe(
    "not configured: what CONFIG_ options decide is not checked",
  );
});

it("further kernels are named, and which of them does not tell", () => {
  const others = [kernelOf("6.6"), kernelOf("6.12", { hasSymbols: false })];
  expect(describeStatus("running", { kernel, others }, undefined)).toMatchObject({
    text: "Kernel 6.1.0-13-amd64",
    detail: "also checked: 6.6, 6.12 · 6.12: no Module.symvers: symbols are not checked",
    severity: "information",
  });
});

it("a problem comes first and makes it a warning", () => {
  const status = { kernel: undefined, others: [], problem: "/x is no kernel folder" };
  expect(describeStatus("running", status, [])).toMatchObject({
    text: "No kernel",
    detail: "/x is no kernel folder · in no module",
    severity: "warning",
  });
});

it("a server that was given up is an error", () => {
  expect(describeStatus("stopped", { kernel, others: [] }, [hello]).severity).toBe("error");
});
