/** Build IDs, from a file and from a machine. */
import { describe, expect, it } from "vitest";
import { buildIdOf, loadedBuildIds } from "../../../client/src/kernel/kmod/build-id.ts";
import { buildKo } from "./ko-builder.ts";

const note = "040000001400000003000000474e5500";
const id = "2ecff8e9f6050a3bdcf2672ba829500933936616";

describe("build IDs of loaded modules", () => {
  const command = loadedBuildIds(["hello", "other"]);
  const read = (stdout: string) => command.parse({ argv: command.argv, exitCode: 0, stdout, stderr: "" });

  it("come by name, from the note's bytes", () =>
    expect(read(`hello ${note}${id}\nother ${note}${id.replace("2e", "00")}\n`)).toEqual(
      new Map([
        ["hello", id],
        ["other", id.replace("2e", "00")],
      ]),
    ));

  it("come from machines of the other byte order too", () =>
    expect(read(`hello 000000040000001400000003474e5500${id}\n`)).toEqual(new Map([["hello", id]])));

  it("are missing where there is no note, or one that is cut off or of another type", () =>
    expect(read(`hello \nother ${note}2ecf\nthird ${note.replace("03", "01")}${id}\n`)).toEqual(new Map()));
});

const koWith = (isLittleEndian: boolean, bytes: string): Uint8Array =>
  buildKo({ isLittleEndian, sections: { ".note.gnu.build-id": Buffer.from(bytes, "hex") } });

describe("the build ID of a file", () => {
  it("is in its note, in either byte order", () => {
    expect(buildIdOf(koWith(true, note + id))).toBe(id);
    expect(buildIdOf(koWith(false, `000000040000001400000003474e5500${id}`))).toBe(id);
    expect(buildIdOf(buildKo({}))).toBe(undefined);
  });

  it("is missing where it is no ELF file", () => {
    expect(buildIdOf(new Uint8Array())).toBe(undefined);
    expect(buildIdOf(new TextEncoder().encode("not a module"))).toBe(undefined);
  });
});
