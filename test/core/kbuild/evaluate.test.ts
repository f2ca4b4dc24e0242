/** What Kbuild builds is told from the text of its files alone. */
import { describe, expect, test } from "vitest";
import { type EvaluateOptions, evaluateProject } from "../../../server/src/core/kbuild/evaluate.ts";
import type { KbuildModule, KbuildProject } from "../../../server/src/core/kbuild/modules.ts";
import { modulesBySource } from "../../../server/src/core/kbuild/source-index.ts";
import { memoryDisk } from "../../support/memory-disk.ts";

const evaluate = (files: Record<string, string>, options: EvaluateOptions = {}): KbuildProject =>
  evaluateProject(
    memoryDisk(Object.fromEntries(Object.entries(files).map(([name, text]) => [`/p/${name}`, text]))),
    { kind: "external", directory: "/p" },
    options,
  );

const only = (project: KbuildProject): KbuildModule => {
  const [module, ...rest] = project.modules;
  if (module === undefined || rest.length > 0) throw new Error(`${project.modules.length} modules`);
  return module;
};

const objects = (module: KbuildModule): readonly string[] =>
  module.objects.map((object) => (object.certain ? object.object : `${object.object}?`));

describe("a module", () => {
  test("of one source is listed where obj-m lists it", () => {
    const module = only(evaluate({ Makefile: "# comment\nobj-m := foo.o\n", "foo.c": "" }));
    expect(module).toMatchObject({
      name: "foo",
      build: "module",
      isComposite: false,
      isComplete: true,
      span: { start: 19, end: 24 },
    });
    expect(module.objects).toMatchObject([
      { object: "foo.o", source: "/p/foo.c", language: "c", certain: true },
    ]);
  });

  test.each(["foo-y", "foo-objs", "foo-m"])("is composite where %s lists parts", (list) => {
    const module = only(
      evaluate({ Makefile: `obj-m := foo.o\n${list} := a.o \\\n\tsub/b.o\n`, "a.c": "", "sub/b.S": "" }),
    );
    expect(module.isComposite).toBe(true);
    expect(module.objects.map(({ source, language }) => [source, language])).toEqual([
      ["/p/a.c", "c"],
      ["/p/sub/b.S", "assembly"],
    ]);
  });

  test("takes its parts from Kbuild where there is a Makefile too", () => {
    const files = { Makefile: "obj-m := wrong.o\n", Kbuild: "obj-m := foo.o\n", "foo.c": "" };
    expect(only(evaluate(files)).name).toBe("foo");
  });

  test("is read in the half of the Makefile that Kbuild reads", () => {
    const Makefile = `ifneq ($(KERNELRELEASE),)
obj-m := foo.o
else
KDIR ?= /lib/modules/$(shell uname -r)/build
obj-m := other.o
all:
\t$(MAKE) -C $(KDIR) M=$(PWD) modules
endif
`;
    const project = evaluate({ Makefile, "foo.c": "" }, { release: "6.1.0" });
    expect(only(project)).toMatchObject({ name: "foo", isComplete: true });
    expect(project.kernelDirectory).toBe("/lib/modules/6.1.0/build");
  });

  test("that an unset option decides may be built as one", () => {
    const module = only(evaluate({ Makefile: "obj-$(CONFIG_FOO) += foo.o\n", "foo.c": "" }));
    expect(module).toMatchObject({ build: "either", isComplete: true });
  });

  test("is certain where the Makefile or the command line of its recipe sets the option", () => {
    const set = evaluate({ Makefile: "CONFIG_FOO := m\nobj-$(CONFIG_FOO) += foo.o\n", "foo.c": "" });
    expect(only(set).build).toBe("module");
    const Makefile = "obj-$(CONFIG_FOO) += foo.o\nall:\n\t$(MAKE) -C /k M=$(PWD) CONFIG_FOO=m modules\n";
    expect(only(evaluate({ Makefile, "foo.c": "" })).build).toBe("module");
  });

  test("follows the kernel's configuration, but not for an option of its own", () => {
    const Makefile =
      "obj-$(CONFIG_FOO) += foo.o\nfoo-y := a.o\nfoo-$(CONFIG_PM) += pm.o\nfoo-$(CONFIG_USB) += usb.o\n";
    const config = new Map([["PM", "y"]]);
    const module = only(
      evaluate({ Makefile, "a.c": "", "pm.c": "", "usb.c": "" }, { config, isConfigComplete: true }),
    );
    expect(module.build).toBe("either");
    expect(objects(module)).toEqual(["a.o", "pm.o"]);
  });

  test("keeps parts that an unknown option decides, as uncertain", () => {
    const Makefile =
      "obj-m := foo.o\nfoo-y := a.o\nfoo-$(CONFIG_PM) += pm.o\nifdef CONFIG_X\nfoo-y += x.o\nelse\nfoo-y += y.o\nendif\n";
    const module = only(evaluate({ Makefile, "a.c": "", "pm.c": "", "x.c": "", "y.c": "" }));
    expect(objects(module).toSorted()).toEqual(["a.o", "pm.o?", "x.o?", "y.o?"]);
    expect(module.isComplete).toBe(true);
  });

  test("is incomplete where a shell command lists its parts", () => {
    const project = evaluate({ Makefile: "obj-m := foo.o\nfoo-y := a.o $(shell ls *.o)\n", "a.c": "" });
    expect(only(project).isComplete).toBe(false);
    expect(project.unknowns).toMatchObject([{ file: "/p/Makefile", reason: "$(shell) is never run" }]);
  });

  test("lists what make functions compute from the disk", () => {
    const Makefile = `obj-m := foo.o
SRCS := $(filter-out $(src)/skip.c,$(wildcard $(src)/*.c))
foo-y := $(patsubst $(src)/%.c,%.o,$(SRCS)) $(addsuffix .o,$(basename $(notdir x/one.c)))
`;
    expect(objects(only(evaluate({ Makefile, "a.c": "", "b.c": "", "skip.c": "", "one.c": "" })))).toEqual([
      "a.o",
      "b.o",
      "one.o",
    ]);
  });

  test("is found below folders that the lists name", () => {
    const project = evaluate({
      Makefile: "obj-m += core/\nobj-$(CONFIG_EXTRA) += extra/\nsubdir-ccflags-y := -I$(src)/include -DALL\n",
      "core/Makefile": "obj-m := core.o\nccflags-y := -DCORE -I $(src)/inc\nCFLAGS_core.o := -DONE\n",
      "core/core.c": "",
      "extra/Kbuild": "obj-m := extra.o\n",
      "extra/extra.c": "",
    });
    expect(project.modules.map(({ name, directory }) => [name, directory])).toEqual([
      ["core", "/p/core"],
      ["extra", "/p/extra"],
    ]);
    expect(project.modules[0]).toMatchObject({
      includeDirectories: ["/p/include", "/p/core/inc"],
      defines: ["ALL", "CORE", "ONE"],
    });
  });

  test("is listed at the word that names it, through variables", () => {
    const Makefile = "NAME := foo\nPARTS = a.o b.o\nobj-m := $(NAME).o\n$(NAME)-y := $(PARTS)\n";
    const module = only(evaluate({ Makefile, "a.c": "", "b.c": "" }));
    const at = ({ start, end }: { start: number; end: number }) => Makefile.slice(start, end);
    expect([module.span, ...module.objects.map((object) => object.span)].map(at)).toEqual([
      "$(NAME).o",
      "a.o",
      "b.o",
    ]);
  });

  test("is builtin where obj-y lists it, or where its option is bool", () => {
    const tree = memoryDisk({
      "/k/Kbuild": "obj-y += drivers/\n",
      "/k/Kconfig": 'source "drivers/Kconfig"\n',
      "/k/Makefile": "VERSION = 6\n",
      "/k/drivers/Kconfig": 'config A\n\ttristate\nconfig B\n\tbool "b"\nmenuconfig C\n\tdef_tristate m\n',
      "/k/drivers/Makefile": ["A", "B", "C", "D"]
        .map((x) => `obj-$(CONFIG_${x}) += ${x}.o\n`)
        .join("")
        .concat("obj-y += e.o\nlib-y += f.o\n"),
      ...Object.fromEntries(["A", "B", "C", "D", "e", "f"].map((name) => [`/k/drivers/${name}.c`, ""])),
    });
    const project = evaluateProject(tree, { kind: "kernel-tree", directory: "/k" });
    expect(project.modules.map(({ name, build }) => `${name} ${build}`)).toEqual([
      "e builtin",
      "A either",
      "B builtin",
      "C either",
      "D unknown",
      "f builtin",
    ]);
  });

  test("has the option's type of its own architecture", () => {
    const tree = memoryDisk({
      "/k/Kbuild": "",
      "/k/Kconfig": 'source "arch/$(SRCARCH)/kvm/Kconfig"\n',
      "/k/Makefile": "VERSION = 6\n",
      ...Object.fromEntries(
        ["arm64", "x86"].flatMap((arch) => [
          [`/k/arch/${arch}/Kbuild`, "obj-y += kvm/\n"],
          [`/k/arch/${arch}/kvm/Makefile`, "obj-$(CONFIG_KVM) += kvm.o\n"],
          [`/k/arch/${arch}/kvm/Kconfig`, `config KVM\n\t${arch === "x86" ? "tristate" : "bool"}\n`],
          [`/k/arch/${arch}/kvm/kvm.c`, ""],
        ]),
      ),
    });
    const { modules } = evaluateProject(tree, { kind: "kernel-tree", directory: "/k" });
    expect(modules.map(({ directory, build }) => `${directory} ${build}`)).toEqual([
      "/k/arch/arm64/kvm builtin",
      "/k/arch/x86/kvm either",
    ]);
  });

  test("is found by its sources; headers belong to none", () => {
    const project = evaluate({
      Makefile: "obj-m := a.o b.o\na-y := x.o\nb-y := x.o y.o\n",
      "x.c": "",
      "y.c": "",
      "x.h": "",
    });
    const index = modulesBySource(project.modules);
    expect([...index].map(([path, modules]) => [path, modules.map(({ name }) => name)])).toEqual([
      ["/p/x.c", ["a", "b"]],
      ["/p/y.c", ["b"]],
    ]);
  });
});

const missing = (files: Record<string, string>) =>
  evaluate(files).facts.flatMap((fact) =>
    fact.kind === "missing-source" ? [`${fact.object} ${fact.isAlwaysBuilt}`] : [],
  );

test("an object of obj-y and obj-m is built in; one of two options is either", () => {
  const Makefile = "obj-m := a.o b.o\nobj-y := a.o\nobj-$(CONFIG_B) += b.o\n";
  const project = evaluate({ Makefile, "a.c": "", "b.c": "" });
  expect(project.modules.map(({ name, build }) => `${name} ${build}`)).toEqual(["a builtin", "b either"]);
});

test("a pattern rule tells the source of another folder", () => {
  const Makefile =
    "obj-m := foo.o\nfoo-y := a.o twin/b.o\n$(obj)/twin/%.o: $(src)/../lib/%.c FORCE\n\t$(call if_changed_rule,cc_o_c)\n";
  const disk = memoryDisk({ "/w/p/Makefile": Makefile, "/w/p/a.c": "", "/w/lib/b.c": "" });
  const project = evaluateProject(disk, { kind: "external", directory: "/w/p" });
  expect(only(project).objects.map(({ source }) => source)).toEqual(["/w/p/a.c", "/w/lib/b.c"]);
});

describe("a missing source", () => {
  test("is told for simple and composite modules", () => {
    expect(missing({ Makefile: "obj-m := foo.o bar.o\nbar-y := a.o b.o\n", "a.c": "" })).toEqual([
      "foo.o true",
      "b.o true",
    ]);
  });

  test("is told as conditional where an option decides", () => {
    expect(missing({ Makefile: "obj-$(CONFIG_FOO) += foo.o\n" })).toEqual(["foo.o false"]);
  });

  test.each([
    ["a rule makes it", "obj-m := foo.o\n$(obj)/foo.c: $(src)/foo.in\n\tgenerate\n"],
    ["a pattern rule makes it", "obj-m := foo.o\n$(obj)/%.c: $(src)/%.in\n\tgenerate\n"],
    [
      "a recipe of the author's Makefile names it",
      "obj-m := foo.o\nall:\n\t./make-foo.sh foo\n\tmake -C /k M=$(PWD)\n",
    ],
    ["a recipe copies files", "obj-m := foo.o\nall:\n\tcp ../common/*.c .\n"],
    ["an include is not found", "obj-m := foo.o\ninclude $(src)/missing.mk\n"],
    [
      "the part is uncertain",
      "obj-m := foo.o\nfoo-y := $(SOMETHING) x.o\nfoo-$(CONFIG_A) += y.o\n$(obj)/x.o: $(src)/z\n\tz\n",
    ],
    ["vpath searches elsewhere", "vpath %.c ../src\nobj-m := foo.o\n"],
    ["it is shipped", "obj-m := foo.o\nfoo-y := blob.o\n"],
  ])("is not told where %s", (_, Makefile) => {
    expect(missing({ Makefile, "blob.o_shipped": "" })).toEqual([]);
  });

  test("is told although a rule without a recipe names it", () => {
    expect(missing({ Makefile: "obj-m := foo.o\n$(obj)/foo.o: $(obj)/gen.h\n" })).toEqual(["foo.o true"]);
  });
});

describe("what may not be a condition's business", () => {
  test("rules, recipes and target variables add nothing", () => {
    const Makefile =
      "obj-m := foo.o\nall: obj-m := bar.o\ninstall: ; obj-m += baz.o\nclean:\n\tobj-m += nope.o\nifdef NOTHING\n\tobj-m += x.o\nendif\n";
    expect(evaluate({ Makefile, "foo.c": "" }).modules.map(({ name }) => name)).toEqual(["foo"]);
  });

  test("else-if chains take the one branch that holds", () => {
    const Makefile =
      'A := 2\nifeq ($(A),1)\nobj-m := one.o\nelse ifeq "$(A)" "2"\nobj-m := two.o\nelse\nobj-m := three.o\nendif\n';
    expect(evaluate({ Makefile }).modules.map(({ name }) => name)).toEqual(["two"]);
  });

  test("a define is a variable, and what is inside it is no statement", () => {
    const Makefile = "define helper\nobj-m := no.o\nendef\nobj-m := foo.o\n";
    expect(evaluate({ Makefile, "foo.c": "" }).modules.map(({ name }) => name)).toEqual(["foo"]);
  });

  test("call, foreach, if and ?= compute lists", () => {
    const Makefile = `PARTS ?= a b
file = $(1)$(2).o
foo-y := $(foreach p,$(PARTS),$(call file,x-,$(p)))
foo-y += $(if $(filter a,$(PARTS)),yes.o,no.o) $(or ,$(and 1,two.o)) $(PARTS:a=three.o)
obj-m := foo.o
`;
    expect(objects(only(evaluate({ Makefile })))).toEqual(["x-a.o", "x-b.o", "yes.o", "two.o", "three.o"]);
  });

  test("a relative name is looked for where make stands: in the kernel's folder before 6.13", () => {
    const files = { Makefile: "obj-m := foo.o\nfoo-y := $(patsubst %.c,%.o,$(wildcard *.c))\n", "a.c": "" };
    const options = { kernelDirectory: "/lib/modules/k/build" };
    expect(only(evaluate(files, { ...options, release: "6.12.1" }))).toMatchObject({
      isComposite: false,
      objects: [{ object: "foo.o", source: undefined }],
    });
    expect(objects(only(evaluate(files, { ...options, release: "6.13.0" })))).toEqual(["a.o"]);
    expect(only(evaluate(files, options)).isComplete).toBe(false);
  });

  test("includes are read, from the folder that $(src) names", () => {
    const project = evaluate({
      Makefile: "include $(src)/list.mk\nobj-m := foo.o\n",
      "list.mk": "foo-y := a.o\n",
      "a.c": "",
    });
    expect(only(project).objects).toMatchObject([{ object: "a.o", file: "/p/list.mk" }]);
    expect([...project.files.keys()]).toEqual(["/p/Makefile", "/p/list.mk"]);
  });
});
