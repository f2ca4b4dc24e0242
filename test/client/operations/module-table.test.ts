/** The table of what is loaded: for reading, for a spreadsheet, for a program. */
import { expect, it } from "vitest";
import { formatTable, moduleRows } from "../../../client/src/operations/module-table.ts";
import { loadedOf } from "./modules.ts";

const rows = moduleRows(
  [
    loadedOf("user", { size: 16_384 }),
    loadedOf("hello", { size: 1_234_567, useCount: 2, usedBy: ["user", "other"], isPermanent: true }),
    loadedOf("ext4", { taint: "", useCount: undefined }),
  ],
  new Set(["hello", "user"]),
);

it("aligns columns, numbers on the right, without blanks at the ends of lines", () => {
  expect(formatTable(rows, "text")).toBe(
    [
      "Module     Size  Uses  State            Taint  Workspace  Used by",
      "user      16384     0  live             OE     yes        -",
      "hello   1234567     2  live, permanent  OE     yes        user,other",
      "ext4      16384     -  live             -      -          -",
      "",
    ].join("\n"),
  );
});

it("gives a spreadsheet tabs", () => {
  expect(formatTable(rows, "TSV").split("\n")[1]).toBe("user\t16384\t0\tlive\tOE\tyes\t-");
});

it("gives a program values", () => {
  expect(JSON.parse(formatTable(rows, "JSON"))[1]).toMatchObject({
    module: "hello",
    size: 1_234_567,
    usedBy: ["user", "other"],
    isInWorkspace: true,
  });
});

it("is a line of titles where nothing is loaded", () => {
  expect(formatTable([], "text")).toBe("Module  Size  Uses  State  Taint  Workspace  Used by\n");
});
