/** Module.symvers, as modpost of each kernel since 5.0 writes it. */
import { expect, test } from "vitest";
import { readSymvers } from "../../../server/src/core/symbols/symvers.ts";

const lines = (...all: readonly (readonly string[])[]): string =>
  all.map((fields) => `${fields.join("\t")}\n`).join("");

const only = (text: string, name: string) => readSymvers(text).get(name)?.[0];

test("a line gives name, exporter, kind, namespace and checksum", () => {
  const text = lines([
    "0x4c9d28b0",
    "regmap_read",
    "drivers/base/regmap/regmap",
    "EXPORT_SYMBOL_GPL",
    "REGMAP",
  ]);
  expect(readSymvers(text)).toEqual(
    new Map([
      [
        "regmap_read",
        [
          {
            name: "regmap_read",
            module: "drivers/base/regmap/regmap",
            isGplOnly: true,
            namespace: "REGMAP",
            crc: "0x4c9d28b0",
            place: undefined,
          },
        ],
      ],
    ]),
  );
});

test("an empty namespace is none, and so is a missing one: kernels before 5.3 write four fields", () => {
  const text = lines(["0x1", "a", "vmlinux", "EXPORT_SYMBOL", ""], ["0x2", "b", "vmlinux", "EXPORT_SYMBOL"]);
  expect(only(text, "a")?.namespace).toBeUndefined();
  expect(only(text, "b")).toMatchObject({ module: "vmlinux", isGplOnly: false, namespace: undefined });
});

test("kernels 5.4 and 5.5 write the namespace before the module", () => {
  const text = lines(
    ["0x1", "usb_stor_probe1", "USB_STORAGE", "drivers/usb/storage/usb-storage", "EXPORT_SYMBOL_GPL"],
    ["0x2", "printk", "", "vmlinux", "EXPORT_SYMBOL"],
  );
  expect(only(text, "usb_stor_probe1")).toMatchObject({
    namespace: "USB_STORAGE",
    module: "drivers/usb/storage/usb-storage",
    isGplOnly: true,
  });
  expect(only(text, "printk")).toMatchObject({ namespace: undefined, module: "vmlinux", isGplOnly: false });
});

test("kernel 5.3 writes it behind the name with a dot", () => {
  const text = lines([
    "0x1",
    "usb_stor_probe1.USB_STORAGE",
    "drivers/usb/storage/usb-storage",
    "EXPORT_SYMBOL",
  ]);
  expect(only(text, "usb_stor_probe1")).toMatchObject({ namespace: "USB_STORAGE" });
});

test("exports for later use and those not used are exports", () => {
  const text = lines(
    ["0x1", "a", "vmlinux", "EXPORT_SYMBOL_GPL_FUTURE"],
    ["0x2", "b", "vmlinux", "EXPORT_UNUSED_SYMBOL_GPL"],
    ["0x3", "c", "vmlinux", "EXPORT_UNUSED_SYMBOL"],
  );
  // GPL_FUTURE is a warning to a module of another licence, not an error (kernel/module.c before 5.9).
  expect(only(text, "a")?.isGplOnly).toBe(false);
  expect(only(text, "b")?.isGplOnly).toBe(true);
  expect(only(text, "c")?.isGplOnly).toBe(false);
});

test("a module may list a symbol that the kernel lists too: both are told", () => {
  const text = lines(
    ["0x1", "twice", "vmlinux", "EXPORT_SYMBOL", ""],
    ["0x2", "twice", "/p/a", "EXPORT_SYMBOL", ""],
  );
  expect(
    readSymvers(text)
      .get("twice")
      ?.map(({ module }) => module),
  ).toEqual(["vmlinux", "/p/a"]);
});

test("Windows line ends, an unfinished last line and a missing checksum are read", () => {
  const text =
    "0x1\ta\tvmlinux\tEXPORT_SYMBOL\t\r\n0x2\tb\tvmlinux\tEXPORT_SYMBOL_GPL\tNS\r\n\tc\tvmlinux\tEXPORT_SYMBOL";
  expect([...readSymvers(text).keys()]).toEqual(["a", "b", "c"]);
  expect(only(text, "b")?.namespace).toBe("NS");
  expect(only(text, "c")?.crc).toBeUndefined();
});

test.each(["", "\n\n", "no tabs here\n", "\0\u0001\t\t\t\t", "0x1\tname\n", "a\tb\tc\td\te\n"])(
  "what is no table gives none: %j",
  (text) => {
    expect(readSymvers(text).size).toBe(0);
  },
);
