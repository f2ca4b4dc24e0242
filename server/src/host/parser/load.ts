/** Gives the parser that works on this machine. */
import type { Parser } from "../../core/syntax/tree.ts";
import { loadNativeParser } from "./native.ts";
import { loadWasmParser } from "./wasm.ts";

export interface LoadOptions {
  /** `wasm` leaves the native addon alone. The environment variable KMOD_PARSER says it where this does not. */
  readonly prefer?: "native" | "wasm" | undefined;
  /** Where the two .wasm files lie; without it they are looked for beside the bundle, then in node_modules. */
  readonly wasmDirectory?: string | undefined;
  /** Told why the native addon is not used. */
  readonly log: (message: string) => void;
}

/** The native parser, or where its addon does not load the WASM one. Rejects only where neither loads. */
export const loadParser = async ({ prefer, wasmDirectory, log }: LoadOptions): Promise<Parser> => {
  const wanted = prefer ?? process.env["KMOD_PARSER"];
  if (wanted === "wasm") {
    log("The WebAssembly parser is used, as asked.");
    return loadWasmParser({ directory: wasmDirectory });
  }
  try {
    return await loadNativeParser();
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split("\n");
    log(`The native parser does not load (${reason}); the WebAssembly parser is used.`);
    return loadWasmParser({ directory: wasmDirectory });
  }
};
