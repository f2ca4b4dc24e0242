/** The texts that the snapshots and the colours are tested with show everything that the grammars can say. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { ownScopes } from "./describe.ts";
import { texts } from "./texts.ts";
import { createTokenizer } from "./tokenizer.ts";

it("each scope of the grammars stands in one of the texts", async () => {
  const tokenizer = await createTokenizer();
  const unseen = new Set(ownScopes());
  for (const { file, scope } of texts) {
    const text = readFileSync(path.join(import.meta.dirname, "texts", file), "utf8");
    for (const token of (await tokenizer.lines(scope, text)).flat())
      for (const one of token.scopes) unseen.delete(one);
  }
  expect([...unseen]).toEqual([]);
});
