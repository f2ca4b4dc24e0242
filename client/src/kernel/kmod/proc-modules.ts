/** Reads /proc/modules. Source: m_show in kernel/module/procfs.c, and proc_modules(5). */
import type { LoadedModule } from "./loaded.ts";

export type ProcModule = Pick<
  LoadedModule,
  "name" | "size" | "useCount" | "usedBy" | "isPermanent" | "state" | "taint"
>;

/**
 * The modules of /proc/modules in its order. A line is
 * `NAME SIZE COUNT USERS STATE ADDRESS [(TAINT)]`: `bluetooth 983040 12 btusb,rfcomm, Live 0x0000000000000000 (E)`;
 * COUNT and USERS are `-` where the kernel cannot unload, and USERS ends with `[permanent],` where this module cannot be. Beside the
 * letters of taint the brackets hold `+` while it is loading and `-` while it is unloading.
 */
export function parseProcModules(text: string): readonly ProcModule[] {
  return text.split("\n").flatMap((line) => {
    const [name, size, count = "-", users = "-", state = "Live", , flags = ""] = line.split(" ");
    if (name === undefined || name === "" || size === undefined) return [];
    const used = users.split(",").filter((user) => user !== "" && user !== "-");
    return [
      {
        name,
        size: Number(size),
        useCount: count === "-" ? undefined : Number(count),
        usedBy: used.filter((user) => !/^\[.*\]$/.test(user)),
        isPermanent: used.includes("[permanent]"),
        state: states[state] ?? "live",
        taint: flags.replaceAll(/[^A-Z]/g, ""),
      },
    ];
  });
}

const states: Readonly<Record<string, LoadedModule["state"]>> = {
  Live: "live",
  Loading: "loading",
  Unloading: "unloading",
};
