/** What the settings say of machines, as Kmod reads it and as package.json declares it. */
import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, it, test } from "vitest";
import {
  defaultCpus,
  defaultMemoryMb,
  entryOf,
  hostProblem,
  kernelProblem,
  nameProblem,
  readTargets,
  sshEntrySchema,
  vmEntrySchema,
  vmSchema,
} from "../../client/src/targets/target-settings.ts";

const folders = { home: "/home/ada", workspace: "/home/ada/driver" };

const read = (...value: readonly unknown[]) => readTargets([{ place: "user", value }], folders);

const problemOf = (entry: unknown) => read(entry).problems;

describe("an entry", () => {
  it("over SSH is a host as one gives it to ssh", () => {
    expect(read({ name: "board", ssh: "root@board", port: 2222, production: true })).toEqual({
      specs: [{ kind: "ssh", name: "board", host: "root@board", port: 2222, isProduction: true }],
      problems: [],
    });
  });

  it("for a virtual machine needs no more than a name and a kernel", () => {
    expect(read({ name: "vm-6.1", vm: { kernel: "6.1.0-13-amd64" } })).toEqual({
      specs: [
        {
          kind: "vm",
          name: "vm-6.1",
          kernel: { kind: "installed", release: "6.1.0-13-amd64" },
          memoryMb: 512,
          cpus: 2,
          append: "",
        },
      ],
      problems: [],
    });
  });

  it.each([
    ["~/linux", { kind: "tree", folder: "/home/ada/linux" }],
    ["/srv/build", { kind: "tree", folder: "/srv/build" }],
    ["${workspaceFolder}/linux", { kind: "tree", folder: "/home/ada/driver/linux" }],
    ["package:linux-image-6.1.0-13-amd64", { kind: "package", name: "linux-image-6.1.0-13-amd64" }],
  ])("with kernel %s means what it says", (kernel, means) => {
    expect(read({ name: "vm", vm: { kernel } }).specs).toMatchObject([{ kernel: means }]);
  });

  it("that is written as Kmod writes it reads as the same machine", () => {
    const { specs } = read(
      { name: "board", ssh: "root@board", port: 2222, production: true },
      { name: "plain", ssh: "plain" },
      { name: "vm", vm: { kernel: "/srv/build", memory: 1024, cpus: 4, append: "nokaslr" } },
      { name: "small", vm: { kernel: "package:linux-image-amd64" } },
    );
    expect(specs).toHaveLength(4);
    expect(read(...specs.map(entryOf)).specs).toEqual(specs);
  });
});

describe("a bad entry", () => {
  it("is named with what is wrong, and the others hold", () => {
    const { specs, problems } = read(
      { name: "board", ssh: "board", port: "ssh" },
      { name: "other", ssh: "other" },
    );
    expect(specs.map(({ name }) => name)).toEqual(["other"]);
    expect(problems).toEqual([
      'Setting kmod.targets of the user, entry "board": port must be a whole number from 1 to 65535, and is "ssh".',
    ]);
  });

  it.each([
    [{ name: "b", ssh: "b", prodution: true }, /prodution is not something that Kmod knows here/u],
    [{ ssh: "b" }, /entry 1: name is missing/u],
    [{ name: "b" }, /neither ssh \(a host to connect to\) nor vm/u],
    [{ name: "b", ssh: "b", vm: { kernel: "6.1" } }, /both ssh and vm/u],
    [{ name: "Local", ssh: "b" }, /name is what Kmod calls the machine of the editor/u],
    [{ name: "b", vm: {} }, /vm\.kernel is missing/u],
    [{ name: "b", vm: "6.1" }, /vm must be an object/u],
    [{ name: "b", vm: { kernel: "6.1", memory: 64 } }, /vm\.memory must be a whole number from 128/u],
    [{ name: "b", vm: { kernel: "bookworm" } }, /vm\.kernel must be a release .*, and is "bookworm"/u],
    ["root@board", /entry 1: must be an object such as/u],
  ])("%j: says %s", (entry, words) => {
    expect(read(entry).specs).toEqual([]);
    expect(problemOf(entry)).toEqual([expect.stringMatching(words)]);
  });

  it("that ssh would take for an option, or a shell for a command, is no host", () => {
    for (const host of ["-oProxyCommand=x", "root@-oProxyCommand=x", "a;b", "a b", "$(a)", "`a`", ""])
      expect(problemOf({ name: "b", ssh: host }), host).toHaveLength(1);
  });

  it("of a name that stands above already is not used", () => {
    const { specs, problems } = read({ name: "b", ssh: "one" }, { name: "b", ssh: "two" });
    expect(specs).toMatchObject([{ host: "one" }]);
    expect(problems).toEqual([
      'Setting kmod.targets of the user, entry "b": another entry above it has the same name.',
    ]);
  });

  it("is no reason to lose the list; something else than a list is", () => {
    expect(readTargets([{ place: "workspace", value: { name: "b" } }], folders)).toEqual({
      specs: [],
      problems: ["Setting kmod.targets of the workspace must be a list of targets; it is ignored."],
    });
  });
});

it("entries of the workspace stand beside those of the user, and in the place of those of the same name", () => {
  const user = {
    place: "user",
    value: [
      { name: "a", ssh: "one" },
      { name: "b", ssh: "b" },
    ],
  } as const;
  const workspace = {
    place: "workspace",
    value: [
      { name: "a", ssh: "two" },
      { name: "c", ssh: "c" },
    ],
  } as const;
  const { specs, problems } = readTargets([user, workspace], folders);
  expect(specs).toMatchObject([{ host: "two" }, { host: "b" }, { host: "c" }]);
  expect(problems).toEqual([]);
});

it("what is typed for a new target is judged as the settings are", () => {
  expect(nameProblem(" board ", ["other"])).toBeUndefined();
  expect(nameProblem("board", ["board"])).toBe("There is already a target board.");
  expect(nameProblem(" ", [])).toBe("The name must not be empty.");
  expect(hostProblem("root@board")).toBeUndefined();
  expect(hostProblem("-v")).toMatch(/^The host must be/u);
  expect(kernelProblem("package:linux-image-amd64")).toBeUndefined();
  expect(kernelProblem("package:bash")).toMatch(/^The kernel must be/u);
});

interface Declared {
  readonly properties: Readonly<Record<string, { readonly default?: unknown } & Partial<Declared>>>;
}

const manifest: {
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: string[] } };
  readonly contributes: {
    readonly configuration: {
      readonly properties: {
        readonly "kmod.target": { readonly scope: string };
        readonly "kmod.targets": {
          readonly scope: string;
          readonly items: { readonly oneOf: readonly [Declared, Declared] };
        };
      };
    };
  };
} = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
const { "kmod.targets": declared, "kmod.target": declaredDefault } =
  manifest.contributes.configuration.properties;

describe("package.json", () => {
  const [ssh, vm] = declared.items.oneOf;

  it("declares what is read, with the same defaults", () => {
    const vmProperties = vm.properties["vm"]?.properties;
    expect(Object.keys(ssh.properties)).toEqual(Object.keys(sshEntrySchema.entries));
    expect(Object.keys(vm.properties)).toEqual(Object.keys(vmEntrySchema.entries));
    expect(Object.keys(vmProperties ?? {})).toEqual(Object.keys(vmSchema.entries));
    expect(vmProperties?.["memory"]?.default).toBe(defaultMemoryMb);
    expect(vmProperties?.["cpus"]?.default).toBe(defaultCpus);
    expect(ssh.properties["production"]?.default).toBe(false);
  });

  it("lets no workspace name machines before it is trusted", () => {
    expect([declared.scope, declaredDefault.scope]).toEqual(["machine-overridable", "machine-overridable"]);
    const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    expect(restrictedConfigurations).toEqual(expect.arrayContaining(["kmod.targets", "kmod.target"]));
  });

  const accepts = new Ajv({ strict: false }).compile(declared.items);

  test.each([
    { name: "b", ssh: "root@b" },
    { name: "b", ssh: "root@b", port: 22, production: false },
    { name: "b", vm: { kernel: "6.1.0-13-amd64", memory: 128, cpus: 64, append: "quiet" } },
    { name: "b", ssh: "b", port: 0 },
    { name: "b", ssh: "b", port: 22.5 },
    { name: "b", ssh: "b", password: "x" },
    { name: "b", vm: { kernel: "6.1", memory: 127 } },
    { name: "b", vm: { kernel: "6.1", cpus: 65 } },
    { name: "b", vm: {} },
    { name: "", ssh: "b" },
    { name: "b".repeat(61), ssh: "b" },
    { ssh: "b" },
    { name: "b" },
    "b",
  ])("accepts %j as far as it is read", (entry) => {
    expect(accepts(entry)).toBe(problemOf(entry).length === 0);
  });
});
