/** What commands are about: rows of views, files of the explorer, arguments of keybindings. */
import { describe, expect, it } from "vitest";
import type { KoFile } from "../../../client/src/kernel/kmod/module-info.ts";
import type { Target } from "../../../client/src/kernel/targets/target.ts";
import {
  allBuiltFor,
  builtFor,
  modulesOfKbuild,
  modulesOfSource,
  sourceBeside,
} from "../../../client/src/operations/built-choice.ts";
import { neededFirst, usersFirst } from "../../../client/src/operations/order.ts";
import { byMachine, readGiven } from "../../../client/src/operations/subjects.ts";
import type { ModuleSources } from "../../../server/src/protocol/messages.ts";
import { koOf, loadedOf } from "./modules.ts";

const uri = (path: string) => ({ scheme: "file", fsPath: path });
const target: Target = {
  id: "vm:a",
  spec: { kind: "ssh", name: "a", host: "a", port: undefined, isProduction: false },
  state: { kind: "disconnected" },
  onDidChangeState: () => ({ dispose() {} }),
  onDidFindRoot: () => ({ dispose() {} }),
  connect: () => Promise.reject(new Error("not in this test")),
  disconnect: () => Promise.resolve(),
  run: () => Promise.reject(new Error("not in this test")),
  follow: () => Promise.reject(new Error("not in this test")),
  copy: () => Promise.reject(new Error("not in this test")),
  console: undefined,
  dispose: () => Promise.resolve(),
};
const subjects = (clicked: unknown, selected?: unknown) => readGiven(clicked, selected, "/w").subjects;

const sourcesOf = (name: string, folder: string, files: readonly string[]): ModuleSources => ({
  name,
  folder: `file://${folder}/`,
  sources: files.map((file) => `file://${file}`),
  parameters: [],
  init: undefined,
});
const names = (modules: readonly KoFile[]): readonly string[] => modules.map(({ name }) => name);

describe("a command", () => {
  it("takes files for what their names say", () => {
    expect(subjects(uri("/w/a.ko"))).toEqual([{ kind: "ko", file: "/w/a.ko" }]);
    expect(subjects(uri("/w/a.ko.xz"))).toEqual([{ kind: "ko", file: "/w/a.ko.xz" }]);
    expect(subjects(uri("/w/Kbuild"))).toEqual([{ kind: "kbuild", file: "/w/Kbuild" }]);
    expect(subjects(uri("/w/a.c"))).toEqual([{ kind: "source", file: "/w/a.c" }]);
  });

  it("takes rows of the views, and the machine that they are of", () => {
    const module = loadedOf("hello");
    expect(readGiven({ kind: "module", target, module }, undefined, "/w")).toEqual({
      subjects: [{ kind: "loaded", target, module }],
      target: { kind: "target", target },
      parameters: undefined,
      format: undefined,
    });
    expect(subjects({ target, available: "snd-pcm" })).toEqual([
      { kind: "installed", target, name: "snd_pcm" },
    ]);
    expect(readGiven({ target }, undefined, "/w")).toMatchObject({ subjects: [], target: { target } });
  });

  it("takes all that are selected when one of them was clicked", () => {
    expect(subjects(uri("/w/a.ko"), [uri("/w/a.ko"), uri("/w/b.ko")])).toHaveLength(2);
    expect(subjects(uri("/w/a.ko"), [])).toHaveLength(1);
    expect(subjects(uri("/w/a.ko"), { groupId: 1 })).toHaveLength(1);
  });

  it("is one command for each machine that rows are selected of", () => {
    const other = { ...target, id: "vm:b" };
    const [a, b, c] = [loadedOf("a"), loadedOf("b"), loadedOf("c")];
    const rows = [
      { target, module: a },
      { target: other, module: b },
      { target, module: c },
    ];
    const given = byMachine(readGiven(rows[0], rows, "/w"));
    expect(given.map((one) => [one.target, one.subjects.length])).toEqual([
      [{ kind: "target", target }, 2],
      [{ kind: "target", target: other }, 1],
    ]);
    expect(byMachine(readGiven(undefined, undefined, "/w"))).toHaveLength(1);
  });

  it("takes what a keybinding says instead of asking", () => {
    const argument = {
      file: "hello/hello.ko",
      parameters: { count: 2, on: true, who: "a b" },
      target: "vm-6.1",
    };
    expect(readGiven(argument, undefined, "/w")).toEqual({
      subjects: [{ kind: "ko", file: "/w/hello/hello.ko" }],
      target: { kind: "name", name: "vm-6.1" },
      parameters: [
        { name: "count", value: "2" },
        { name: "on", value: "Y" },
        { name: "who", value: "a b" },
      ],
      format: undefined,
    });
    expect(subjects({ modules: ["a-b", "c"] })).toEqual([
      { kind: "named", name: "a_b" },
      { kind: "named", name: "c" },
    ]);
  });

  it("asks where it was given nothing, or nothing that it knows", () => {
    for (const given of [undefined, null, 3, "hello", {}, { file: 1 }]) expect(subjects(given)).toEqual([]);
  });
});

describe("modules of the workspace", () => {
  const old = koOf("hello");
  const recent = koOf("hello", { file: "/w/new/hello.ko", vermagic: "6.12.1 SMP" });

  it("are those for the machine's kernel where there are some", () => {
    expect(builtFor([old, recent], "hello", "6.12.1")).toEqual([recent]);
    expect(builtFor([old, recent], "hello", "5.10.0")).toEqual([old, recent]);
    expect(builtFor([old, recent], "other", "6.12.1")).toEqual([]);
    expect(allBuiltFor([old, recent, koOf("user")], "6.12.1")).toEqual([recent, koOf("user")]);
  });

  it("are found by their Kbuild file, and those that are not built are named", () => {
    const sources: readonly ModuleSources[] = [
      sourcesOf("hello", "/w/hello", ["/w/hello/h.c"]),
      sourcesOf("later", "/w/hello", ["/w/hello/l.c"]),
      sourcesOf("else", "/w/else", []),
    ];
    expect(modulesOfKbuild("/w/hello/Kbuild", [old, recent], sources)).toEqual({
      built: [old],
      missing: ["later"],
    });
    expect(modulesOfSource("/w/hello/h.c", [old, recent], sources)).toEqual({ built: [old], missing: [] });
    expect(modulesOfSource("/w/hello/l.c", [old, recent], sources)).toEqual({
      built: [],
      missing: ["later"],
    });
    const elsewhere = sourcesOf("hello", "/w/old", []);
    expect(sourceBeside(old.file, [elsewhere, ...sources])).toBe(sources[0]);
    expect(modulesOfSource("/w/none.c", [old], sources)).toEqual({ built: [], missing: [] });
  });
});

describe("several modules", () => {
  it("are loaded after those that they need, also in a circle", () => {
    const a = koOf("a", { depends: ["b"] });
    const b = koOf("b", { depends: ["c", "not_here"] });
    expect(names(neededFirst([a, koOf("c"), b]))).toEqual(["c", "b", "a"]);
    expect(names(neededFirst([a, koOf("b", { depends: ["a"] })])).toSorted()).toEqual(["a", "b"]);
  });

  it("are unloaded after those that use them", () => {
    const modules = [
      loadedOf("a", { usedBy: ["b"] }),
      loadedOf("b", { usedBy: ["c", "other"] }),
      loadedOf("c"),
    ];
    expect(usersFirst(["a", "c", "b"], modules)).toEqual(["c", "b", "a"]);
    expect(usersFirst(["gone", "a"], modules)).toEqual(["gone", "a"]);
  });
});
