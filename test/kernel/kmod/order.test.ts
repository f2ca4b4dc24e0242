import { array, assert, nat, property } from "fast-check";
import { describe, expect, test } from "vitest";
import type { KoFile } from "../../../client/src/kernel/kmod/module-info.ts";
import { CycleError, loadOrder, softBefore, unloadOrder } from "../../../client/src/kernel/kmod/order.ts";
import { parseProcModules } from "../../../client/src/kernel/kmod/proc-modules.ts";
import { koFile } from "./fake-target.ts";

const names = (kos: readonly KoFile[]): readonly string[] => kos.map(({ name }) => name);

describe("the order of a load", () => {
  test("puts each module of the workspace after those whose symbols it uses, though depends names none", () => {
    const prov = koFile("prov", { exportedSymbols: ["p"] });
    const mid = koFile("mid", { undefinedSymbols: ["p", "printk"], exportedSymbols: ["m"] });
    const top = koFile("top", { undefinedSymbols: ["m", "p"] });
    const other = koFile("other", { undefinedSymbols: ["p"] });
    expect(names(loadOrder(top, [other, top, mid, prov]).built)).toEqual(["prov", "mid", "top"]);
  });

  test("prefers the module that depends names where two export a symbol", () => {
    const one = koFile("one", { exportedSymbols: ["s"] });
    const two = koFile("two", { exportedSymbols: ["s"] });
    const user = koFile("user", { undefinedSymbols: ["s"], depends: ["two"] });
    expect(names(loadOrder(user, [one, two, user]).built)).toEqual(["two", "user"]);
  });

  test("leaves to modprobe what depends and MODULE_SOFTDEP name besides", () => {
    const ko = koFile("ko", {
      depends: ["crc32", "mine"],
      softdeps: ["pre: sha256-generic mine2 post: late"],
    });
    const order = loadOrder(ko, [koFile("mine"), koFile("mine2")]);
    expect(names(order.built)).toEqual(["mine", "mine2", "ko"]);
    expect(order.needed).toEqual(["crc32"]);
    expect(order.liked).toEqual(["sha256_generic"]);
  });

  test("says of a circle who needs whom", () => {
    const one = koFile("one", { exportedSymbols: ["a"], undefinedSymbols: ["b"] });
    const two = koFile("two", { exportedSymbols: ["b"], undefinedSymbols: ["a"] });
    const user = koFile("user", { undefinedSymbols: ["a"] });
    const order = (): unknown => loadOrder(user, [one, two]);
    expect(order).toThrow(CycleError);
    expect(order).toThrow("one needs two, two needs one: none can be loaded first.");
  });

  test("takes a circle of wishes (pre: softdeps) for none: modprobe breaks it as well", () => {
    const one = koFile("one", { softdeps: ["pre: two"] });
    const two = koFile("two", { softdeps: ["pre: one"] });
    expect(names(loadOrder(one, [one, two]).built)).toEqual(["two", "one"]);
  });

  test("has every provider before its user, whatever uses what", () => {
    const graph = array(array(nat(20), { maxLength: 4 }), { minLength: 1, maxLength: 20 });
    assert(
      property(graph, (uses) => {
        // Module n uses only lower ones, so there is no circle.
        const built = uses.map((used, n) =>
          koFile(`m${n}`, {
            exportedSymbols: [`s${n}`],
            undefinedSymbols: used.filter((one) => one < n).map((one) => `s${one}`),
          }),
        );
        const last = built.at(-1);
        if (last === undefined) return;
        const order = loadOrder(last, built.toReversed()).built;
        const place = new Map(order.map(({ name }, index) => [name, index]));
        for (const ko of order) {
          for (const symbol of ko.undefinedSymbols) {
            expect(place.get(symbol.replace("s", "m"))).toBeLessThan(place.get(ko.name) ?? -1);
          }
        }
        expect(order.at(-1)?.name).toBe(last.name);
      }),
    );
  });
});

test.each([
  ["pre: a b post: c", ["a", "b"]],
  ["post: c", []],
  ["post: c pre: d-e", ["d_e"]],
])("of the softdep %s these come first: %s", (text, before) => {
  expect(softBefore(koFile("x", { softdeps: [text] }))).toEqual(before);
});

describe("the order of an unload", () => {
  const loaded = new Map(
    parseProcModules(
      [
        "top 1 0 - Live 0x0",
        "left 1 1 top, Live 0x0",
        "right 1 1 top, Live 0x0",
        "base 1 2 left,right, Live 0x0",
      ].join("\n"),
    ).map((module) => [module.name, module]),
  );

  test("has users first, each once, the module itself last", () => {
    expect(unloadOrder("base", loaded)).toEqual(["top", "left", "right", "base"]);
    expect(unloadOrder("top", loaded)).toEqual(["top"]);
  });

  test("of a module that is not loaded is that module", () => {
    expect(unloadOrder("nomod", loaded)).toEqual(["nomod"]);
  });
});
