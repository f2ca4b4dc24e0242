/** Which names a new module can have. */
import { describe, expect, it, test } from "vitest";
import { clashingName, declaredNames } from "../../../client/src/new-module/declared-names.ts";
import { gplOnlySymbols, headersOf, kernelModules } from "../../../client/src/new-module/kernel-facts.ts";
import { licences } from "../../../client/src/new-module/licences.ts";
import { nameProblem, namesOf, type Taken } from "../../../client/src/new-module/module-names.ts";
import { nameClashes } from "../../../client/src/new-module/name-clashes.ts";
import { anyKernel, installedKernels } from "../../kernel/kbuild/projects.ts";
import { templateOf } from "./answers.ts";

const nothingTaken: Taken = { isOnDisk: () => false, kernelModules: new Set(), clash: () => undefined };

test.each(["a", "my_driver", "my-driver", "_x", "A2", "x".repeat(55)])("%s can be a name", (name) => {
  expect(nameProblem(name, nothingTaken)).toBeUndefined();
});

test.each([
  ["", /my_driver/],
  ["8139too", /begin with a digit/],
  ["-x", /Only letters/],
  ["my driver", /Only letters/],
  ["../x", /Only letters/],
  ["x\n", /Only letters/],
  ["größe", /Only letters/],
  ["x".repeat(56), /56 letters long; the kernel takes 55/],
  ["while", /meaning of its own/],
  ["linux", /meaning of its own/],
  ["built-in", /meaning of its own/],
])("%j cannot, and the reason is said", (name, reason) => {
  expect(nameProblem(name, nothingTaken)).toMatch(reason);
});

it("a name is taken by a file, by a module of the kernel, and by what the kind registers", () => {
  expect(nameProblem("here", { ...nothingTaken, isOnDisk: (name) => name === "here" })).toMatch(
    /there already/,
  );
  expect(nameProblem("snd-pcm", { ...nothingTaken, kernelModules: new Set(["snd_pcm"]) })).toMatch(
    /The kernel has a module snd_pcm itself/,
  );
  expect(nameProblem("x".repeat(20), { ...nothingTaken, longest: 19 })).toMatch(
    /takes 19 for what this kind/,
  );
});

describe("names that clash", () => {
  it("are found where a source would use one word for two things", () => {
    const clash = nameClashes(templateOf("i2c"), undefined);
    expect(clash(namesOf("i2c"))).toMatch(/would declare i2c.*such as my_i2c/);
    expect(clash(namesOf("my_chip"))).toBeUndefined();
    expect(clash(namesOf("skeleton"))).toBeUndefined();
  });

  it("are structures, functions, variables, types, constants and macros of file scope", () => {
    const header = `
      /* int in_comment(void); */
      #define A_MACRO 1
struct a_tag { int a_member; };
typedef unsigned int a_type;
extern int a_variable, other;
static inline int a_function(int a_parameter)
{
	return a_local = 1;
}
enum { A_CONSTANT, B_CONSTANT = 2 };
`;
    const { tags, ordinary, macros } = declaredNames([header]);
    expect([...tags]).toEqual(["a_tag"]);
    expect([...macros]).toEqual(["A_MACRO"]);
    expect([...ordinary]).toEqual(
      expect.arrayContaining(["a_type", "a_function", "A_CONSTANT", "B_CONSTANT"]),
    );
    for (const name of ["in_comment", "a_member", "a_parameter", "a_local"])
      expect(ordinary.has(name)).toBe(false);
    const own = declaredNames(["struct a_function {\n\tint x;\n};\n"]);
    expect(clashingName(own, { tags, ordinary, macros })).toBeUndefined();
  });
});

describe.each(installedKernels())("with the headers of $version", ({ kernel }) => {
  const named = { directory: kernel.directory, release: kernel.release, architecture: "x86" };
  const clashesOf = async (id: string): Promise<(name: string) => string | undefined> => {
    const template = templateOf(id);
    const clash = nameClashes(template, declaredNames(await headersOf(named, [...template.values()])));
    return (name) => clash(namesOf(name));
  };

  it("a module called as a part of the kernel is refused where its source would declare what that declares", async () => {
    const misc = await clashesOf("misc");
    for (const name of ["misc", "net", "device", "file", "module"])
      expect(misc(name)).toMatch(/would declare/);
    const pci = await clashesOf("pci");
    for (const name of ["pci", "device", "data"]) expect(pci(name)).toMatch(/would declare/);
    expect((await clashesOf("usb"))("usb")).toMatch(/would declare/);
  });

  it("names that authors give are accepted", async () => {
    for (const id of ["bare", "cdev", "netdev"]) {
      const clash = await clashesOf(id);
      for (const name of ["hello", "my_driver", "test", "demo", "led-panel", "temperature", "skeleton"])
        expect(clash(name)).toBeUndefined();
    }
  });
});

it("what only modules under the GPL may use is known by the kernel's Module.symvers", async () => {
  const { directory } = anyKernel();
  const symbols = await gplOnlySymbols({ directory });
  // drivers/base/class.c and lib/kstrtox.c export them so since long ago.
  expect([symbols.has("device_register"), symbols.has("kstrtouint"), symbols.has("no_such_symbol")]).toEqual([
    true,
    false,
    false,
  ]);
  expect(licences(["device_register"]).at(-1)?.detail).toMatch(
    /uses device_register, which only modules under the GPL/,
  );
});

it("modules of a kernel are read from the lists beside them, as lsmod calls them", async () => {
  const lists = await Promise.all(
    installedKernels().map(({ kernel }) =>
      kernelModules({ directory: kernel.directory, release: kernel.release }),
    ),
  );
  const all = new Set(lists.flatMap((names) => [...names]));
  // Only images have lists, headers alone have none.
  if (all.size > 0)
    expect([all.has("e1000"), all.has("snd_pcm"), all.has("snd-pcm")]).toEqual([true, true, false]);
});
