import { expect, it } from "vitest";
import { staleFiles } from "../../scripts/generate.ts";

it("the rules' pages and the setting kmod.rules are as the rules say (npm run generate)", () => {
  expect(staleFiles()).toEqual([]);
});
