/** Both parser backends, for tests that must hold on either. */
import type { Parser } from "../../server/src/core/syntax/tree.ts";
import { loadParser } from "../../server/src/host/parser/load.ts";

export const backends = ["native", "wasm"] as const;

/** Loads one backend; rejects when another would have to take its place. */
export const loadBackend = async (backend: (typeof backends)[number]): Promise<Parser> => {
  const said: string[] = [];
  const parser = await loadParser({ prefer: backend, log: (message) => said.push(message) });
  if (parser.backend !== backend) throw new Error(`no ${backend} parser: ${said.join(" ")}`);
  return parser;
};
