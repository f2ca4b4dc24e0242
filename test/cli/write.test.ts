import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { replaceText } from "../../server/src/cli/write.ts";

let folder = "";
let file = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kmod-write-"));
  file = join(folder, "a.c");
});

afterEach(() => rmSync(folder, { recursive: true }));

describe("writing a fixed file", () => {
  it("replaces the text, keeps the mode and leaves nothing else behind", () => {
    writeFileSync(file, "old");
    chmodSync(file, 0o664);
    expect(replaceText(file, "old", "new")).toEqual({ kind: "written" });
    expect(readFileSync(file, "utf8")).toBe("new");
    expect(statSync(file).mode & 0o7777).toBe(0o664);
    expect(readdirSync(folder)).toEqual(["a.c"]);
  });

  it("leaves a file alone that changed since it was read", () => {
    writeFileSync(file, "older");
    expect(replaceText(file, "old", "new")).toEqual({
      kind: "refused",
      reason: "it changed while it was checked",
    });
    expect(readFileSync(file, "utf8")).toBe("older");
  });

  it("leaves a file alone whose bytes are not UTF-8, for its text does not hold them", () => {
    const bytes = Buffer.from([0x2f, 0x2f, 0xe9, 0x0a]);
    writeFileSync(file, bytes);
    expect(replaceText(file, bytes.toString("utf8"), "new")).toEqual({
      kind: "refused",
      reason: "its bytes are not valid UTF-8",
    });
    expect(readFileSync(file)).toEqual(bytes);
  });

  it("keeps a byte order mark at the very start, also when text was put before it", () => {
    writeFileSync(file, "\ufeffold");
    expect(replaceText(file, "\ufeffold", "// new\n\ufeffold")).toEqual({ kind: "written" });
    expect(readFileSync(file, "utf8")).toBe("\ufeff// new\nold");
  });

  it("writes through a symbolic link and leaves the link", () => {
    writeFileSync(file, "old");
    const link = join(folder, "link.c");
    symlinkSync("a.c", link);
    expect(replaceText(link, "old", "new")).toEqual({ kind: "written" });
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(file, "utf8")).toBe("new");
  });

  it("says why when the file is gone", () => {
    expect(replaceText(file, "old", "new")).toMatchObject({
      kind: "refused",
      reason: expect.stringContaining("ENOENT"),
    });
  });
});
