/**
 * Where ssh's questions arrive: a socket that only the user can reach, and the program that ssh starts to ask over it.
 * Answers go over the socket and the program's output only: never into arguments, the environment or a file.
 */
import { randomBytes, timingSafeEqual } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { AskpassMeeting, AskpassReply, AskpassRequest } from "./askpass-program.ts";
import { quote } from "./quote.ts";

/** A question as ssh asked it. */
export type Asked = Omit<AskpassRequest, "token">;

export interface Askpass {
  /** Makes an ssh that is started with it ask here. */
  readonly env: Readonly<Record<string, string>>;
  /** Nothing can be asked any more. */
  dispose(): Promise<void>;
}

/**
 * Listens for questions until it is disposed of.
 * @param folder that only the user can read (0700); its owner removes it
 * @param answer undefined: there is none. Its signal aborts when the asking program has ended.
 */
export async function createAskpass(
  folder: string,
  answer: (asked: Asked, signal: AbortSignal) => Promise<string | undefined>,
): Promise<Askpass> {
  const token = randomBytes(32).toString("hex");
  const isWindows = process.platform === "win32";
  const address = isWindows ? `\\\\.\\pipe\\kmod-${randomBytes(16).toString("hex")}` : path.join(folder, "a");
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    hear(socket, token, answer);
  });
  await listening(server, address);
  const meeting: AskpassMeeting = { address, token };
  const meetingFile = path.join(folder, "askpass.json");
  await writeFile(meetingFile, JSON.stringify(meeting), { mode: 0o600 });
  const program = path.join(folder, isWindows ? "askpass.cmd" : "askpass");
  await writeFile(program, isWindows ? cmdScript(meetingFile) : shScript(meetingFile), { mode: 0o700 });
  return {
    env: {
      SSH_ASKPASS: program,
      SSH_ASKPASS_REQUIRE: "force",
      // Before 8.4 ssh asks its program only where there is a display; it is told not to forward it.
      DISPLAY: process.env["DISPLAY"] ?? ":0",
    },
    async dispose() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

/** Beside the extension when bundled; Node.js runs the source as it is. */
const askpassProgram = fileURLToPath(
  new URL(import.meta.url.endsWith(".cjs") ? "./askpass.cjs" : "./askpass-program.ts", import.meta.url),
);

/** SSH_ASKPASS is one path. The editor's own program is Node.js when it is asked to be. */
const shScript = (meetingFile: string): string =>
  `#!/bin/sh
unset NODE_OPTIONS
ELECTRON_RUN_AS_NODE=1 exec ${quote([process.execPath, askpassProgram, meetingFile])} "$@"
`;

const cmdScript = (meetingFile: string): string =>
  `@echo off\r\nset ELECTRON_RUN_AS_NODE=1\r\n"${process.execPath}" "${askpassProgram}" "${meetingFile}" %*\r\n`;

function listening(server: Server, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(address, resolve);
  });
}

function hear(
  socket: Socket,
  token: string,
  answer: (asked: Asked, signal: AbortSignal) => Promise<string | undefined>,
): void {
  const ended = new AbortController();
  socket.once("close", () => ended.abort());
  // The asking program was ended: nobody waits for the answer.
  socket.on("error", () => socket.destroy());
  socket.setEncoding("utf8");
  let text = "";
  const onData = (chunk: string): void => {
    text += chunk;
    if (!text.includes("\n")) return;
    socket.off("data", onData);
    const request = readRequest(text, token);
    if (request === undefined) {
      socket.destroy();
      return;
    }
    const reply = (found: string | undefined): void => {
      const message: AskpassReply = { answer: found ?? null };
      socket.end(JSON.stringify(message));
    };
    answer(request, ended.signal).then(reply, () => reply(undefined));
  };
  socket.on("data", onData);
}

function readRequest(text: string, token: string): Asked | undefined {
  try {
    const { token: theirs, prompt, hint, asker }: AskpassRequest = JSON.parse(text);
    const isOurs = theirs.length === token.length && timingSafeEqual(Buffer.from(theirs), Buffer.from(token));
    return isOurs ? { prompt, hint, asker } : undefined;
  } catch {
    return undefined; // It is not our program that speaks.
  }
}
