/** What the settings say of builds, as Kmod reads it and as package.json declares it. */
import { readFileSync } from "node:fs";
import { describe, expect, it, test } from "vitest";
import { buildSchemas, outputFolderOf, readBuildSettings } from "../../../client/src/build/build-settings.ts";

interface Declared {
  readonly default: unknown;
  readonly enum?: readonly string[];
  readonly scope?: string;
}

const manifest: {
  readonly contributes: {
    readonly configuration: { readonly properties: Readonly<Record<string, Declared>> };
  };
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] };
  };
} = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8"));

const declared = (name: string): Declared | undefined =>
  manifest.contributes.configuration.properties[`kmod.build.${name}`];

const read = (values: Readonly<Record<string, unknown>>) => readBuildSettings((name) => values[name]);
const names = Object.keys(buildSchemas);

describe("the settings of builds", () => {
  it("are what Kbuild does by itself where nothing is set", () => {
    const { settings, problems } = read({});
    expect(problems).toEqual([]);
    expect(settings).toMatchObject({ with: "kbuild", llvm: "", jobs: 0, onSave: "nothing", where: "here" });
  });

  test.each(names)("kmod.build.%s is declared with the default that is used", (name) => {
    expect(read({}).settings).toHaveProperty(name, declared(name)?.default);
    expect(declared(name)?.scope).toBe("resource");
  });

  test.each(names)("every value that package.json offers for kmod.build.%s can be meant", (name) => {
    for (const value of declared(name)?.enum ?? []) expect(read({ [name]: value }).problems).toEqual([]);
  });

  it("that decide what is run count only in a trusted workspace", () => {
    const free = names.filter(
      (name) =>
        !manifest.capabilities.untrustedWorkspaces.restrictedConfigurations.includes(`kmod.build.${name}`),
    );
    expect(free).toEqual(["showOutput"]);
  });

  it.each([
    ["llvm", "1"],
    ["llvm", "-19"],
    ["llvm", "/opt/llvm/bin/"],
    ["warnings", "12e"],
    ["target", "modules"],
    ["arguments", ["V=1", "KCFLAGS=-g -O1"]],
    ["environment", { KCFLAGS: "-g" }],
  ])("%s can be %j", (name, value) => {
    const { settings, problems } = read({ [name]: value });
    expect(problems).toEqual([]);
    expect(settings).toHaveProperty(name, value);
  });

  it.each([
    ["jobs", 2.5, "must be a whole number from 0 to 1024, and is 2.5: 0 is used."],
    ["jobs", "4", 'must be a whole number from 0 to 1024, and is "4": 0 is used.'],
    ["with", "cmake", 'must be "kbuild" or "makefile", and is "cmake": "kbuild" is used.'],
    // make reads NAME=VALUE as a variable and a dash as an option: neither is a target.
    ["target", "CC=evil", 'must be the name of one target, and is "CC=evil": "" is used.'],
    ["target", "-f/tmp/x", 'must be the name of one target, and is "-f/tmp/x": "" is used.'],
    ["arguments", "V=1", 'must be a list of texts such as ["V=1"], and is "V=1": [] is used.'],
    [
      "environment",
      { "A-B": "1" },
      'must be an object of texts such as { "KCFLAGS": "-g" }, and is {"A-B":"1"}: {} is used.',
    ],
  ])("%s cannot be %j, which is said with what is used instead", (name, value, problem) => {
    const { settings, problems } = read({ [name]: value, showOutput: "never" });
    expect(problems).toEqual([`Setting kmod.build.${name} ${problem}`]);
    // The others hold.
    expect(settings.showOutput).toBe("never");
  });
});

describe("the output folder", () => {
  const place = { home: "/home/ada", workspaceFolder: "/srv/work", projectFolder: "/srv/work/drivers/hello" };

  it.each([
    ["", ""],
    ["build", "/srv/work/drivers/hello/build"],
    ["../out/", "/srv/work/drivers/out"],
    ["~/out", "/home/ada/out"],
    ["/tmp/out", "/tmp/out"],
    ["${workspaceFolder}/out/${relativeFolder}", "/srv/work/out/drivers/hello"],
  ])("%j is %j", (written, means) => {
    expect(outputFolderOf(written, place)).toBe(means);
  });
});
