/** The folder of one connection: sockets and the askpass program, which nobody but the user may reach. */
import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

export interface PrivateFolder {
  readonly path: string;
  /** Also done when the editor ends before. */
  remove(): Promise<void>;
}

/**
 * A folder with mode 0700 and a short path: the socket in it, with the 17 characters that ssh adds while it makes it, must
 * fit into the 104 bytes of sun_path (108 on Linux, unix(7)).
 */
export async function createPrivateFolder(): Promise<PrivateFolder> {
  const isShort = Buffer.byteLength(tmpdir()) <= longestParent || process.platform === "win32";
  const folder = await mkdtemp(path.join(isShort ? tmpdir() : "/tmp", "kmod-"));
  const atExit = (): void => rmSync(folder, { recursive: true, force: true });
  // Node.js warns of a leak from eleven listeners on; each of these belongs to a connection.
  process.setMaxListeners(process.getMaxListeners() + 1);
  process.on("exit", atExit);
  return {
    path: folder,
    async remove() {
      process.off("exit", atExit);
      process.setMaxListeners(process.getMaxListeners() - 1);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** 104 bytes less `/kmod-XXXXXX/m`, what ssh adds, and the NUL at the end. */
const longestParent = 104 - 14 - 17 - 1;
