/** The archive that the kernel unpacks at boot, read by a cpio that is not ours. */
import { mkdtemp, readFile, readlink, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runToEnd } from "../../../client/src/kernel/targets/spawn.ts";
import { type ArchiveEntry, writeArchive } from "../../../client/src/kernel/targets/vm/cpio.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "kmod-cpio-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const cpio = async (...args: readonly string[]): Promise<string> => {
  await writeFile(path.join(folder, "archive"), archive);
  const script = 'cd "$1" && shift && cpio "$@" <archive';
  const ended = await runToEnd({ argv: ["sh", "-c", script, "sh", folder, "--quiet", ...args] });
  expect(ended.stderr).toBe("");
  return ended.stdout;
};

const entries: readonly ArchiveEntry[] = [
  { kind: "file", path: "a/b/text", mode: 0o640, data: Buffer.from("odd") },
  { kind: "file", path: "a/b/empty", mode: 0o755, data: Buffer.alloc(0) },
  { kind: "link", path: "a/link", to: "b/text" },
  { kind: "folder", path: "private", mode: 0o700 },
  { kind: "file", path: "private/key", mode: 0o600, data: Buffer.alloc(70_001, "k") },
];
const archive = writeArchive(entries);

test("cpio lists every entry once, each folder before what is in it", async () => {
  expect((await cpio("-t")).trim().split("\n")).toEqual([
    "a",
    "a/b",
    "a/b/text",
    "a/b/empty",
    "a/link",
    "private",
    "private/key",
  ]);
});

test("cpio unpacks contents, modes and links as they were given", async () => {
  await cpio("-i", "--no-preserve-owner");
  expect(await readFile(path.join(folder, "a/b/text"), "utf8")).toBe("odd");
  expect(await readFile(path.join(folder, "private/key"), "utf8")).toBe("k".repeat(70_001));
  expect(await readlink(path.join(folder, "a/link"))).toBe("b/text");
  const mode = async (name: string): Promise<number> => (await stat(path.join(folder, name))).mode & 0o7777;
  expect(await Promise.all(["a/b/text", "a/b/empty", "private", "private/key", "a"].map(mode))).toEqual([
    0o640, 0o755, 0o700, 0o600, 0o755,
  ]);
});

test("a device carries its numbers", async () => {
  const device = writeArchive([{ kind: "device", path: "console", mode: 0o600, major: 5, minor: 1 }]);
  await writeFile(path.join(folder, "archive"), device);
  const { stdout } = await runToEnd({
    argv: ["sh", "-c", 'cpio -tv --quiet <"$1"', "sh", path.join(folder, "archive")],
  });
  expect(stdout).toMatch(/^crw------- .* 5, +1 .* console$/mu);
});

test("an archive may follow another: it ends at a multiple of four", () => {
  expect(archive.length % 4).toBe(0);
  expect(
    writeArchive([{ kind: "file", path: "x", mode: 0o644, data: Buffer.from("12345") }]).length % 4,
  ).toBe(0);
});
