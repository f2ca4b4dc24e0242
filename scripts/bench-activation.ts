/**
 * What Kmod costs a window, measured in a real VS Code: what VS Code itself says of its activation (the page "Startup
 * Performance"), and what it takes to load and open everything where there is a kernel module. Part of `npm run bench`,
 * also `node scripts/bench-activation.ts`. Needs a machine that does nothing else.
 */
import { mkdirSync } from "node:fs";
import { buildAll } from "./build.ts";
import { runExtensionTests } from "./extension-tests.ts";
import { cacheFolder, isMain } from "./paths.ts";

/** From issue E: milliseconds. */
const limit = 100;
const runs = 3;

/** Prints the tests with their figures, run by run; whether most runs were within the limit. */
export async function benchActivation(): Promise<boolean> {
  process.env["KMOD_ACTIVATION_LIMIT"] = String(limit);
  let within = 0;
  for (let run = 0; run < runs; run++) {
    const { failed } = await runExtensionTests(["ordinary-source"]);
    if (failed === 0) within++;
  }
  console.log(`activation: ${within} of ${runs} runs within ${limit} ms`);
  return within > runs / 2;
}

if (isMain(import.meta)) {
  mkdirSync(cacheFolder, { recursive: true });
  await buildAll();
  process.exit((await benchActivation()) ? 0 : 1);
}
