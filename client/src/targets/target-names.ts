/** Names that new targets are suggested to have. */

/** `vm-6.1` for the kernel `6.1.0-13-amd64`; with a number where that is taken. */
export function suggestedName(kernel: string, taken: readonly string[]): string {
  const version = /\d+\.\d+/u.exec(kernel)?.[0];
  return freeName(version === undefined ? "vm" : `vm-${version}`, taken);
}

/** The name, or the first of `NAME-2`, `NAME-3`... that nothing has. */
export function freeName(name: string, taken: readonly string[]): string {
  const names = new Set(taken);
  let free = name;
  for (let number = 2; names.has(free); number++) free = `${name}-${number}`;
  return free;
}

/** `board` for `root@board`, `10.0.0.7` for itself. */
export const nameOfHost = (host: string): string => host.slice(host.lastIndexOf("@") + 1);

export interface TypedHost {
  readonly host: string;
  readonly port: number | undefined;
}

/** What was typed as a host: also `root@board:2222` and `ssh -p 2222 root@board`, as one would paste it. */
export function parseHost(text: string): TypedHost {
  const typed = text.trim().replace(/^ssh\s+(?=\S)/u, "");
  const option = /^-p\s*(\d{1,5})\s+(\S+)$/u.exec(typed) ?? undefined;
  if (option?.[1] !== undefined && option[2] !== undefined)
    return { host: option[2], port: Number(option[1]) };
  // An IPv6 address has colons of its own.
  const colon = /^([^:]+):(\d{1,5})$/u.exec(typed) ?? undefined;
  if (colon?.[1] !== undefined && colon[2] !== undefined) return { host: colon[1], port: Number(colon[2]) };
  return { host: typed, port: undefined };
}
