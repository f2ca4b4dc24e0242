import { describe, expect, test } from "vitest";
import { applyFix, checkSource } from "../../support/check.ts";

const source = (permissions: string) =>
  `#include <linux/module.h>\nstatic int v;\nmodule_param(v, int, ${permissions});\n`;
const check = (permissions: string) => checkSource("param-permissions", source(permissions));
const mended = (permissions: string) => {
  const fix = check(permissions)[0]?.fixes[0];
  return fix && /int, ([^)]*)\);/.exec(applyFix(source(permissions), fix))?.[1];
};

describe("param-permissions", () => {
  test.each([
    "0002",
    "0004",
    "0040",
    "0044",
    "0222",
    "0244",
    "0404",
    "0604",
    "0666",
    "0777",
    "01644",
    "0020",
    "0424",
    "-1",
    "0b110",
    "S_IWUGO",
    "S_IRWXUGO",
    "S_IRUGO | S_IWUGO",
    "S_IALLUGO",
  ])("%s does not build", (permissions) => {
    expect(check(permissions)).toMatchObject([{ severity: "error", words: permissions }]);
  });

  test.each([
    "0",
    "0000",
    "0001",
    "0111",
    "0200",
    "0220",
    "0400",
    "0440",
    "0444",
    "0600",
    "0620",
    "0640",
    "0644",
    "0660",
    "0664",
    "0755",
    "0775",
    "0x1a4",
    "(0644)",
    "0644u",
    "0644 | 0",
  ])("%s builds", (permissions) => {
    expect(check(permissions)).toEqual([]);
  });

  test.each([
    ["644", "0644"],
    ["600", "0600"],
    ["0666", "0644"],
    ["0777", "0755"],
    ["0222", "0200"],
    ["0044", "0444"],
    ["0604", "0644"],
    ["01644", "0644"],
    ["S_IRUGO | S_IWUGO", "0644"],
  ])("%s becomes %s", (written, meant) => {
    expect(mended(written)).toBe(meant);
    expect(check(meant)).toEqual([]);
  });

  test("decimal digits that do not build are mended by 'fix all', others are the author's choice", () => {
    expect(check("644")[0]?.fixes[0]?.isSafe).toBe(true);
    expect(check("0666")[0]?.fixes[0]?.isSafe).toBe(false);
  });

  test("a decimal mode that builds by chance is a warning with what it means", () => {
    const [finding] = check("444");
    expect(finding?.severity).toBe("warning");
    expect(finding?.message).toContain("mean 0674");
    expect(mended("444")).toBe("0444");
  });

  test.each([
    ["S_IRUGO", "0444"],
    ["S_IRUGO | S_IWUSR", "0644"],
    ["S_IRUSR|S_IWUSR", "0600"],
  ])("symbols are information with the octal they stand for: %s", (written, meant) => {
    expect(check(written)).toMatchObject([{ severity: "info" }]);
    expect(mended(written)).toBe(meant);
  });

  test.each(["MODE", "DEFAULT_MODE | S_IRUGO", "mode()", "0644 + 022", "x ? 0644 : 0"])(
    "what it cannot evaluate is left alone: %s",
    (permissions) => {
      expect(check(permissions)).toEqual([]);
    },
  );

  test.each([
    "static int a[2];\nmodule_param_array(a, int, NULL, 0666);\n",
    "static int a;\nmodule_param_named(b, a, int, 0666);\n",
    "static char a[2];\nmodule_param_string(b, a, 2, 0666);\n",
    "module_param_cb(b, &ops, NULL, 0666);\n",
    "static int a;\nmodule_param_hw(a, int, irq, 0666);\n",
    "module_param_call(b, set, get, NULL, 0666);\n",
  ])("every parameter macro is looked at: %s", (text) => {
    expect(checkSource("param-permissions", text)).toMatchObject([{ words: "0666" }]);
  });
});

const attribute = (mode: string) =>
  checkSource(
    "param-permissions",
    `#include <linux/device.h>\nstatic DEVICE_ATTR(level, ${mode}, show, store);\n`,
  );

const given = (before: string, permissions: string) =>
  checkSource(
    "param-permissions",
    `#include <linux/module.h>\n${before}\nstatic int v;\nmodule_param(v, int, ${permissions});\n`,
  );

describe("permissions that are no number", () => {
  test.each([
    ["", "0888"],
    ["#define BAD 0662", "BAD"],
    ["static int mode = 0444;", "mode"],
    ["", "S_IRWUGO"],
  ])("after '%s', %s does not build", (before, permissions) => {
    expect(given(before, permissions)).toMatchObject([{ severity: "error", words: permissions }]);
  });

  test.each([
    ["#define GOOD 0640", "GOOD"],
    ["#define BAD 0662\n#undef BAD\n#define BAD 0640", "BAD"],
    ["#ifdef CONFIG_X\n#define BAD 0662\n#endif", "BAD"],
    ["#define S_IRWUGO 0444", "S_IRWUGO"],
    ["", "SOME_HEADERS_MODE"],
    ["", "IS_ENABLED(CONFIG_X) ? 0666 : 0444"],
  ])("after '%s' nothing certain is known of %s", (before, permissions) => {
    expect(given(before, permissions)).toEqual([]);
  });

  test("DEVICE_ATTR has the same check", () => {
    expect(attribute("0666")).toMatchObject([{ severity: "error", words: "0666" }]);
    expect(attribute("0644")).toEqual([]);
    expect(attribute("S_IRUGO")).toEqual([]);
  });
});
