/** An SSH target over real ssh and dropbear: what it promises in transport.ts and target.ts. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import * as fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { shellScript } from "../../../client/src/kernel/command.ts";
import { TargetError } from "../../../client/src/kernel/errors.ts";
import { runToEnd } from "../../../client/src/kernel/targets/spawn.ts";
import { createSshTransport } from "../../../client/src/kernel/targets/ssh.ts";
import { type FixtureOptions, runs, said, sshFixture } from "./ssh-fixture.ts";
import { createSshLab, listeningPort, type ServerOptions, type SshLab, whyNoServer } from "./ssh-server.ts";

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
const setUp = async (more: Partial<FixtureOptions> = {}, serverOptions: ServerOptions = {}) => {
  const server = await lab.server({ keys: [key.line], ...serverOptions });
  return { server, ...open({ hosts: { board: { server, keyFile: key.file } }, ...more }) };
};

const machine = async (knownHost: (mine: string) => string) => {
  const server = await lab.server({ keys: [key.line] });
  const knownHostsFile = path.join(lab.folder, `known "hosts" %h ${server.port}`);
  writeFileSync(knownHostsFile, `${knownHost(server.knownHost)}\n`);
  const { port, user } = server;
  const place = { host: "127.0.0.1", port, user, configFile: "/dev/null" };
  const asked = vi.fn<() => Promise<never>>();
  const transport = createSshTransport(
    { name: "vm", ...place, identityFile: key.file, knownHostsFile },
    { questions: { secret: asked, confirm: asked } },
  );
  ends.push(() => transport.close());
  return { transport, asked };
};
const never = new AbortController().signal;

describe.skipIf(missing !== undefined)(
  `an SSH target${missing === undefined ? "" : ` (skipped: ${missing})`}`,
  () => {
    test("says what the machine is, and asks nothing where nothing needs to be asked", async () => {
      const { target, asked } = await setUp();
      const facts = await target.connect();
      expect(facts.release).toBe(readFileSync("/proc/sys/kernel/osrelease", "utf8").trim());
      expect(facts.isRoot).toBe(process.getuid?.() === 0);
      expect(asked).toEqual([]);
    });

    test("runs all commands over one connection", async () => {
      const { target, server } = await setUp();
      await target.connect();
      const outputs = await Promise.all(["a", "b", "c", "d"].map((word) => target.run(said("echo", word))));
      expect(outputs.map(({ stdout }) => stdout)).toEqual(["a\n", "b\n", "c\n", "d\n"]);
      expect(server.connections()).toBe(1);
    });

    test.each(["/bin/sh", "/bin/bash"])(
      "runs twenty commands at once over one connection, with %s as login shell",
      async (shell) => {
        const { target } = await setUp({}, { shell });
        await target.connect();
        const words = Array.from({ length: 20 }, (_, index) => `word ${index}`);
        const outputs = await Promise.all(words.map((word) => target.run(said("echo", word))));
        expect(outputs.map(({ stdout }) => stdout)).toEqual(words.map((word) => `${word}\n`));
        expect(target.state.kind).toBe("connected");
      },
      10_000,
    );

    test("gives a command its arguments, input, exit code and both outputs unchanged", async () => {
      const { target } = await setUp();
      await target.connect();
      const word = fc.string({ unit: "binary", maxLength: 40 }).map((text) => text.replaceAll("\0", ""));
      const hostile = [
        "",
        "-n",
        "'",
        '"',
        "\\",
        "!",
        "!!",
        "$HOME",
        "`id`",
        "\n",
        "a\nb\n",
        "~",
        "*",
        "%self",
      ];
      await fc.assert(
        fc.asyncProperty(fc.array(word, { maxLength: 20 }), async (words) => {
          const { stdout } = await target.run(said("printf", "%s\\0", ...hostile, ...words));
          expect(stdout.split("\0").slice(0, -1)).toEqual([...hostile, ...words]);
        }),
        { numRuns: 10 },
      );
      const output = await target.run({
        argv: shellScript("cat; echo problem >&2; exit 7"),
        input: { kind: "text", text: "line\n" },
        parse: (whole) => whole,
      });
      expect(output).toMatchObject({ exitCode: 7, stdout: "line\n", stderr: "problem\n" });
    });

    test("an exit code of 255 is the command's own while the connection stands", async () => {
      const { target } = await setUp();
      await target.connect();
      expect((await target.run(said("sh", "-c", "exit 255"))).exitCode).toBe(255);
      expect(target.state.kind).toBe("connected");
    });

    test("a follow gives lines as they come, and its end ends the command there", async () => {
      const { target } = await setUp();
      await target.connect();
      const stop = new AbortController();
      const lines: string[] = [];
      await target.follow(
        { argv: shellScript("echo $$; echo ready; exec sleep 1000") },
        (line) => {
          lines.push(line);
          if (line === "ready") stop.abort();
        },
        stop.signal,
      );
      expect(lines).toHaveLength(2);
      await vi.waitFor(() => expect(runs(Number(lines[0]))).toBe(false));
    });

    test("a connection that is cut is lost at once, for what runs too, and connects again", async () => {
      const { target, server } = await setUp();
      await target.connect();
      const running = target.run(said("sleep", "1000"));
      const lost = expect(running).rejects.toMatchObject({ problem: "lost" });
      server.cut();
      await lost;
      expect(target.state).toMatchObject({
        kind: "failed",
        error: { problem: "lost", message: expect.stringMatching(/^The connection to board was lost: /u) },
      });
      await expect(target.run(said("true"))).rejects.toBeInstanceOf(TargetError);
      await target.connect();
      expect((await target.run(said("echo", "back"))).stdout).toBe("back\n");
    });

    test("a machine that answers nothing any more is lost within ten seconds", async () => {
      const { target, server } = await setUp();
      await target.connect();
      const since = performance.now();
      server.freeze();
      const running = target.run({ ...said("true"), limitMs: 60_000 });
      await expect(running).rejects.toMatchObject({
        problem: "lost",
        message: "The connection to board was lost: it does not answer any more.",
      });
      expect(performance.now() - since).toBeLessThan(10_000);
    });

    test("a jump host leads to a machine behind it", async () => {
      const jump = await lab.server({ keys: [key.line] });
      const server = await lab.server({ keys: [key.line] });
      const { target } = open({
        hosts: {
          board: { server, keyFile: key.file, more: "ProxyJump gate" },
          gate: { server: jump, keyFile: key.file },
        },
      });
      await target.connect();
      expect((await target.run(said("echo", "there"))).stdout).toBe("there\n");
      expect([jump.connections(), server.connections()]).toEqual([1, 1]);
    });

    describe("with a key and a known host key of its own", () => {
      test("it needs nothing of the user's", async () => {
        const { transport, asked } = await machine((mine) => mine);
        await transport.open(() => undefined, never);
        expect(await runToEnd(transport.wrap(["echo", "hello"]))).toMatchObject({
          exitCode: 0,
          stdout: "hello\n",
        });
        expect(asked).not.toHaveBeenCalled();
      });

      test("a host key that is not the known one is refused", async () => {
        const { transport, asked } = await machine(() => "");
        await expect(transport.open(() => undefined, never)).rejects.toMatchObject({
          problem: "unreachable",
          message: expect.stringContaining("host key of vm is unknown"),
        });
        expect(asked).not.toHaveBeenCalled();
        expect(() => transport.wrap(["true"])).toThrow(TargetError);
      });
    });

    test("the user's own sharing, commands, forwardings and levels do not get in its way", async () => {
      const socket = `${lab.folder}/theirs`;
      const theirs = ["ControlMaster auto", `ControlPath ${socket}`, "ControlPersist 60", "RequestTTY force"];
      const more = [
        "RemoteCommand uptime",
        "PermitLocalCommand yes",
        "LocalCommand echo local",
        "LogLevel QUIET",
      ];
      const server = await lab.server({ keys: [key.line] });
      const { target } = open({
        hosts: {
          board: { server, keyFile: key.file, more: [...theirs, ...more, "BatchMode yes"].join("\n  ") },
        },
      });
      await target.connect();
      expect((await target.run(said("echo", "plain"))).stdout).toBe("plain\n");
      expect(server.connections()).toBe(1);
      expect(existsSync(socket)).toBe(false);
    });

    test("leaves nothing behind when it is disconnected", async () => {
      const { target, transport } = await setUp();
      await target.connect();
      const socket = transport.wrap(["true"]).argv.find((word) => word.startsWith("ControlPath="));
      const folder = socket?.slice('ControlPath="'.length, -'/m"'.length) ?? "";
      expect(existsSync(folder)).toBe(true);
      const { stdout } = await target.run(said("sh", "-c", "echo $PPID"));
      await target.disconnect();
      expect(existsSync(folder)).toBe(false);
      expect(target.state.kind).toBe("disconnected");
      await vi.waitFor(() => expect(runs(Number(stdout))).toBe(false));
    });

    test("connecting is given up at once when it is aborted, whatever the server does", async () => {
      const silent = createServer();
      const port = await listeningPort(silent);
      const { target } = open({ hosts: { board: { server: { port, user: "nobody", knownHost: "" } } } });
      const stop = new AbortController();
      silent.once("connection", () => stop.abort());
      await expect(target.connect(stop.signal)).rejects.toMatchObject({ problem: "cancelled" });
      expect(target.state.kind).toBe("disconnected");
      await target.disconnect();
      silent.close();
    });

    test("without sharing, each command has a connection of its own, with the answers that were given", async () => {
      const locked = lab.key("locked-direct", "open sesame");
      const server = await lab.server({ keys: [locked.line] });
      const { target, asked } = open({
        hosts: { board: { server, keyFile: locked.file } },
        secret: () => "open sesame",
        isShared: false,
      });
      await target.connect();
      expect((await target.run(said("printf", "%s", "a\nb'!"))).stdout).toBe("a\nb'!");
      expect(server.connections()).toBe(3);
      expect(asked).toHaveLength(1);
      const running = target.run(said("sleep", "1000"));
      const lost = expect(running).rejects.toMatchObject({ problem: "lost" });
      server.cut();
      await lost;
    });
  },
);
