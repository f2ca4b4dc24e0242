import { describe, expect, test } from "vitest";
import { applyFix, checkProject, checkSource } from "../../support/check.ts";

const rule = "missing-device-table";
const ids =
  '#include <linux/module.h>\nstatic const struct of_device_id ids[] = {\n\t{ .compatible = "a,b" },\n\t{ }\n};\n';
const driver = (match: string) =>
  `static struct platform_driver drv = {\n\t.driver = {\n\t\t.name = "t",\n\t\t.of_match_table = ${match},\n\t},\n};\n`;
const entry = "module_platform_driver(drv);\n";

describe("missing-device-table", () => {
  test.each(["ids", "of_match_ptr(ids)"])(
    "a table that only the driver knows is information: %s",
    (match) => {
      const source = `${ids}${driver(match)}${entry}`;
      const [finding] = checkSource(rule, source);
      expect(finding).toMatchObject({ severity: "info", words: "ids" });
      const fix = finding?.fixes[0];
      const fixed = fix ? applyFix(source, fix) : "";
      expect(fixed).toContain("};\nMODULE_DEVICE_TABLE(of, ids);\n");
      expect(checkSource(rule, fixed)).toEqual([]);
    },
  );

  test.each([
    ["the table is given to modpost", `${ids}MODULE_DEVICE_TABLE(of, ids);\n${driver("ids")}${entry}`],
    ["no driver matches by it", `${ids}${driver("NULL")}static const void *p = ids;\n${entry}`],
    [
      "a condition decides about it",
      `#ifdef CONFIG_OF\n${ids}#endif\n${driver("of_match_ptr(ids)")}${entry}`,
    ],
    ["the aliases are written by hand", `${ids}${driver("ids")}${entry}MODULE_ALIAS("of:N*T*Ca,b");\n`],
    ["the driver is only ever built in", `${ids}${driver("ids")}builtin_platform_driver(drv);\n`],
    ["a macro may give it to modpost", `${ids}${driver("ids")}MY_TABLE(ids);\n${entry}`],
  ])("it is silent where %s", (_where, source) => {
    expect(checkSource(rule, source)).toEqual([]);
  });

  test("it is silent in code that Kbuild only builds into the kernel", () => {
    const files = { "t.c": `${ids}${driver("ids")}${entry}`, Makefile: "obj-y := t.o\n" };
    expect(checkProject(files).filter((finding) => finding.rule === rule)).toEqual([]);
  });
});
