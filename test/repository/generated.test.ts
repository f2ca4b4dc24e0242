import { expect, it } from "vitest";
import { staleFiles } from "../../scripts/generate.ts";

it("the pages of rules, commands and settings, and the setting kmod.rules, are as the sources say (npm run generate)", () => {
  expect(staleFiles()).toEqual([]);
});
