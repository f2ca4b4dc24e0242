import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { CommandError, TargetError } from "../../../client/src/kernel/errors.ts";
import { snapshot } from "../../../client/src/kernel/kmod/snapshot.ts";
import { allTools, fakeRoot, outputOf, run, type Tools } from "./run-script.ts";

const { tools, folder } = allTools();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const proc = {
  "proc/modules": [
    "user 16384 0 - Live 0xffffffffc02f3000 (OE)",
    "hello 16384 1 user, Live 0x0000000000000000 (OE)",
    "stuck 4096 2 [permanent], Live 0x0000000000000000",
    "coming 4096 1 - Loading 0x0000000000000000 (PO+)",
    "going 4096 0 - Unloading 0x0000000000000000 (-)",
    "fixed 4096 - - Live 0x0000000000000000",
    "",
  ].join("\n"),
  "proc/sys/kernel/osrelease": "6.1.0-test\n",
  "proc/sys/kernel/tainted": "12288\n",
  "proc/uptime": "202.74 190.00\n",
};

const sys = {
  "sys/module/hello/srcversion": "ABC123\n",
  "sys/module/hello/version": "1.0\n",
  "sys/module/hello/parameters/count": "3\n",
  "sys/module/hello/parameters/who": "=\nproc/modules:x 1 0 - Live\n-r--r--r-- 1 a b x/parameters/y\n",
  "sys/module/hello/parameters/nothing": "",
  "sys/module/hello/parameters/noise": new Uint8Array([0xff, 0xfe, 0x41, 0x0a]),
  "sys/module/hello/sections/.text": "0xffffffffc02db000\n",
  "sys/module/hello/sections/__param": "0xffffffffc02dd000\n",
  "sys/module/hello/holders/user/x": "",
  "sys/module/user/srcversion": "DEF456\n",
  "sys/module/builtin/parameters/a": "1\n",
};

let root: ReturnType<typeof fakeRoot> | undefined;
afterEach(() => root?.remove());
const made = (files: Readonly<Record<string, string | Uint8Array>>) => (root = fakeRoot(files));

describe.each(tools)("a snapshot by $name", (tool: Tools) => {
  test("says of the machine and of each module what /proc and /sys say", () => {
    const { folder: at } = made({ ...proc, ...sys });
    const { modules, details, ...machine } = run(snapshot([], at), tool);
    expect(machine).toEqual({ release: "6.1.0-test", taint: 12288, uptimeSeconds: 202.74 });
    expect(details).toEqual(new Map());
    const plain = {
      usedBy: [],
      isPermanent: false,
      state: "live",
      taint: "",
      srcversion: undefined,
      version: undefined,
    };
    expect(modules).toEqual([
      { ...plain, name: "user", size: 16384, useCount: 0, taint: "OE", srcversion: "DEF456" },
      {
        ...plain,
        name: "hello",
        size: 16384,
        useCount: 1,
        usedBy: ["user"],
        taint: "OE",
        srcversion: "ABC123",
        version: "1.0",
      },
      { ...plain, name: "stuck", size: 4096, useCount: 2, isPermanent: true },
      { ...plain, name: "coming", size: 4096, useCount: 1, state: "loading", taint: "PO" },
      { ...plain, name: "going", size: 4096, useCount: 0, state: "unloading" },
      { ...plain, name: "fixed", size: 4096, useCount: undefined },
    ]);
  });

  test("reads values whatever they hold, modes, sections and holders of the modules that are asked for", () => {
    const { folder: at, write } = made({ ...proc, ...sys });
    write("sys/module/hello/parameters/secret", "x", 0o400);
    const { details } = run(snapshot(["hello", "stuck"], at), tool);
    expect([...details.keys()]).toEqual(["hello", "stuck"]);
    expect(details.get("stuck")).toEqual({ parameters: [], sections: [], holders: [] });
    const hello = details.get("hello");
    expect(hello?.sections).toEqual([
      { name: ".text", address: "0xffffffffc02db000" },
      { name: "__param", address: "0xffffffffc02dd000" },
    ]);
    expect(hello?.holders).toEqual(["user"]);
    expect(hello?.parameters).toEqual([
      { name: "count", value: "3", mode: 0o644 },
      { name: "noise", value: "\ufffd\ufffdA", mode: 0o644 },
      { name: "nothing", value: "", mode: 0o644 },
      { name: "secret", value: "x", mode: 0o400 },
      { name: "who", value: sys["sys/module/hello/parameters/who"].slice(0, -1), mode: 0o644 },
    ]);
  });

  test("leaves out what is not loaded and what can be no name, and runs nothing of it", () => {
    const { folder: at } = made({ ...proc, ...sys });
    const hostile = [
      "gone",
      "builtin",
      "..",
      "*",
      "a b",
      "$(echo hello)",
      "-R",
      "hello;ls",
      "\nhello",
      "'",
      "",
    ];
    expect(run(snapshot(hostile, at), tool).details).toEqual(new Map());
  });

  test("of a machine where nothing is loaded is an empty list", () => {
    const { folder: at } = made({ ...proc, "proc/modules": "" });
    mkdirSync(join(at, "sys/module"), { recursive: true });
    expect(run(snapshot([], at), tool).modules).toEqual([]);
  });

  test("without /sys still lists the modules", () => {
    const { folder: at } = made(proc);
    expect(run(snapshot(["hello"], at), tool).modules).toHaveLength(6);
  });

  test("of a kernel without modules says so, and what to do", () => {
    const { "proc/modules": _, ...rest } = proc;
    const { folder: at } = made({ ...rest, ...sys });
    expect(() => run(snapshot(["hello"], at), tool)).toThrow(TargetError);
    expect(() => run(snapshot([], at), tool)).toThrow("cannot load modules");
  });

  test("where there is no /proc at all is an error that names the program", () => {
    const { folder: at } = made({ "etc/x": "" });
    expect(() => run(snapshot([], at), tool)).toThrow(CommandError);
  });

  test("of four hundred modules, all in detail, is complete", () => {
    const names = Array.from({ length: 400 }, (_, index) => `module_${index}`);
    const { folder: at } = made({
      ...proc,
      "proc/modules": names.map((name) => `${name} 4096 0 - Live 0x0\n`).join(""),
      ...Object.fromEntries(names.map((name) => [`sys/module/${name}/parameters/a`, `${name}\n`])),
    });
    const { details } = run(snapshot(names, at), tool);
    expect([...details].map(([name, { parameters }]) => parameters[0]?.value === name)).toEqual(
      names.map(() => true),
    );
  });

  test("prints nothing but contents when nothing is asked in detail: each write is a packet", () => {
    const { folder: at } = made({ ...proc, ...sys });
    expect(outputOf(snapshot([], at), tool).stdout).toMatch(/^\.\.\/\.\.\/proc\/modules:/);
  });
});
