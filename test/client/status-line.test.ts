import { expect, it } from "vitest";
import { describeStatus } from "../../client/src/language/status-line.ts";

const kernel = { directory: "/lib/modules/6.1.0-13-amd64/build", release: "6.1.0-13-amd64" };
const hello = { name: "hello", kbuildFile: "/m/Makefile", objects: 1 };

it("the kernel and the module of the file are shown", () => {
  expect(describeStatus("running", { kernel }, [hello])).toEqual({
    text: "Kernel 6.1.0-13-amd64",
    detail: "module hello (1 object)",
    severity: "information",
    isBusy: false,
  });
});

it("a file of two modules names both", () => {
  const line = describeStatus("running", { kernel }, [hello, { ...hello, name: "other", objects: 2 }]);
  expect(line.detail).toBe("modules hello (1 object), other (2 objects)");
});

it("a problem comes first and makes it a warning", () => {
  const line = describeStatus("running", { kernel: undefined, problem: "/x is no kernel folder" }, []);
  expect(line).toMatchObject({
    text: "No kernel",
    detail: "/x is no kernel folder · in no module",
    severity: "warning",
  });
});

it("a server that was given up is an error", () => {
  expect(describeStatus("stopped", { kernel }, [hello]).severity).toBe("error");
});
