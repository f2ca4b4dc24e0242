/** Why an SSH target cannot connect, as real ssh finds it out. Its words for other cases are in ssh-errors.test.ts. */
import { createServer, type Socket } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { TargetError } from "../../../client/src/kernel/errors.ts";
import { type FixtureOptions, sshFixture } from "./ssh-fixture.ts";
import { createSshLab, listeningPort, type SshLab, whyNoServer } from "./ssh-server.ts";

const missing = whyNoServer();

let lab: SshLab;
let key: ReturnType<SshLab["key"]>;
const ends: (() => Promise<void>)[] = [];
beforeAll(() => {
  lab = createSshLab();
  key = lab.key("id");
});
afterEach(async () => {
  await Promise.all(ends.splice(0).map((end) => end()));
});
afterAll(() => lab.dispose());

const open = (options: FixtureOptions) => {
  const fixture = sshFixture(lab, options);
  ends.push(() => fixture.target.dispose());
  return fixture;
};
const reason = async (options: Partial<FixtureOptions> & Pick<FixtureOptions, "hosts">) => {
  const error: unknown = await open(options)
    .target.connect()
    .catch((problem: unknown) => problem);
  if (!(error instanceof TargetError)) throw new Error(`It connected, or failed with ${String(error)}`);
  return error;
};
const closed = { port: 1, user: "nobody", knownHost: "" };

describe.skipIf(missing !== undefined)(
  `an SSH target says why it cannot connect:${missing === undefined ? "" : ` (skipped: ${missing})`}`,
  () => {
    test("nothing listens", async () => {
      const error = await reason({ hosts: { board: { server: closed } } });
      expect(error).toMatchObject({
        problem: "unreachable",
        message: "127.0.0.1 port 1: the machine answers but nothing listens there (connection refused).",
      });
    });

    test("the jump host does not answer", async () => {
      const server = await lab.server({});
      const error = await reason({
        hosts: { board: { server, more: "ProxyJump gate" }, gate: { server: closed } },
      });
      expect(error.message).toMatch(/^The way to board leads over 127\.0\.0\.1 port 1: /u);
    });

    test("no key fits", async () => {
      const server = await lab.server({});
      const error = await reason({ hosts: { board: { server, keyFile: key.file } } });
      expect(error.message).toBe(`${server.user}@127.0.0.1 did not let you in; it accepts: publickey.`);
    });

    test("a line of the configuration is wrong", async () => {
      const server = await lab.server({});
      const error = await reason({ hosts: { board: { server, more: "Prot 22" } } });
      expect(error.problem).toBe("settings");
      expect(error.message).toMatch(/config: line 11: Bad configuration option: prot$/u);
    });

    test("the user's shell runs no commands", async () => {
      const server = await lab.server({ keys: [key.line], shell: "/bin/false" });
      const error = await reason({ hosts: { board: { server, keyFile: key.file } } });
      expect(error.message).toBe("board let you in but runs no commands (exit code 1).");
    });

    test("something else than an ssh server answers", async () => {
      const web = createServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
      const port = await listeningPort(web);
      const error = await reason({ hosts: { board: { server: { ...closed, port } } } });
      web.close();
      expect(error.message).toMatch(
        /^(?:What answers at board does not speak ssh|board closed the connection)/u,
      );
    });

    test("it says nothing more while one logs in", async () => {
      const sockets: Socket[] = [];
      const stuck = createServer((socket) => {
        sockets.push(socket);
        socket.write("SSH-2.0-stuck\r\n");
      });
      const port = await listeningPort(stuck);
      const error = await reason({ hosts: { board: { server: { ...closed, port } } }, silenceMs: 300 });
      for (const socket of sockets) socket.destroy();
      stuck.close();
      expect(error).toMatchObject({
        problem: "unreachable",
        message: "board accepted the connection but has said nothing for 0.3 seconds.",
      });
    });
  },
);
