import { expect, it } from "vitest";
import { judge, tally, wordsOf } from "../../scripts/truth/compare.ts";
import { compileFailure, modpostSaid, type Outcome, partByModule } from "../../scripts/truth/outcome.ts";

const make = `  CC [M]  /b/m001/a.o
In file included from /k/include/linux/x.h:3,
                 from /b/m001/a.c:2:
/b/m001/a.c:7:2: error: implicit declaration of function 'toy'
make[2]: *** [/k/scripts/Makefile.build:255: /b/m001/a.o] Error 1
  CC [M]  /b/m002/b.o
/b/m002/b.c:1:1: warning: unused
make[1]: *** [/k/scripts/Makefile.build:508: /b/m001] Error 2
  CC [M]  /b/m002/c.o
make: *** [/k/Makefile:2065: /b] Error 2
`;

it("what make prints of many modules is parted, and only the failing ones fail", () => {
  const parts = partByModule(make, "/b");
  expect([...parts.keys()]).toEqual(["m001", "m002"]);
  expect(compileFailure(parts.get("m002") ?? [], "/b/m002")).toBeUndefined();
  expect(compileFailure(parts.get("m001") ?? [], "/b/m001")).toMatchObject({
    stage: "compile",
    lines: [{ file: "a.c", line: 7 }],
  });
});

it("modpost's symbols are told, and its success is", () => {
  const output = `ERROR: modpost: "toy" [/b/m001/a.ko] undefined!
ERROR: modpost: GPL-incompatible module a.ko uses GPL-only symbol 'game'
ERROR: modpost: module a uses symbol ball from namespace TOYS, but does not import it.
ERROR: modpost: /b/m001/a: 'puck' exported twice. Previous export was in vmlinux
`;
  expect(modpostSaid(output, 1).symbols).toEqual(["toy", "game", "ball", "puck"]);
  expect(modpostSaid("", 0).builds).toBe(true);
});

const outcome: Outcome = {
  id: "m001",
  kind: "call-unexported",
  origin: "drivers/toy/toy",
  detail: "",
  places: [],
  builds: false,
  stage: "modpost",
  messages: ['ERROR: modpost: "toy" [/b/m001/a.ko] undefined!'],
  lines: [],
  symbols: ["toy"],
};
const finding = { file: "m001/a.c", line: 3, endLine: 3, rule: "r", severity: "error", message: "no" };

const lineOf = ({ line }: { readonly line: number }): string => (line === 3 ? "x = toy();" : "");

it("an error is right where the symbol stands that modpost names, and a warning never counts", () => {
  expect(judge(outcome, [finding], lineOf).right).toHaveLength(1);
  expect(judge(outcome, [{ ...finding, line: 4, endLine: 4 }], lineOf).right).toHaveLength(0);
  expect(judge(outcome, [{ ...finding, severity: "warning" }], lineOf).errors).toHaveLength(0);
});

it("an error on a module that builds is a false one", () => {
  const verdict = judge({ ...outcome, builds: true, stage: "built" }, [finding], () => "");
  expect(tally("k", [verdict])).toMatchObject({ mutants: 1, failing: 0, falseErrors: 1 });
});

const isWrong = (stage: Outcome["stage"]): boolean =>
  judge({ ...outcome, stage }, [finding], () => "").wrong.length > 0;

it("an error that modpost does not bear out is a false one; beside an error of gcc nothing is certain", () => {
  expect(isWrong("modpost")).toBe(true);
  expect(isWrong("compile")).toBe(false);
});

it("what builds say is grouped without names", () => {
  expect(wordsOf(outcome)).toBe("ERROR: modpost: ‘…’ [the module] undefined!");
});
