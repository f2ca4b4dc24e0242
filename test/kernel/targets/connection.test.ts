/** A target over any transport: what it promises in target.ts, with real processes of this machine. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Argv, type Command, type Output, shellScript } from "../../../client/src/kernel/command.ts";
import { CommandError, failure, TargetError } from "../../../client/src/kernel/errors.ts";
import type { Target } from "../../../client/src/kernel/targets/target.ts";
import { type FakeOptions, fakeTarget, fakeTransport } from "./fake-transport.ts";

const output = (argv: Argv, more: Partial<Command<Output>> = {}): Command<Output> => ({
  argv,
  parse: (said) => said,
  ...more,
});
const gone = new TargetError("lost", "The connection to board was lost.", "Connect it again.");

let folder: string;
let made: Target[];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "kmod-connection-"));
  made = [];
});
afterEach(async () => {
  await Promise.all(made.map((target) => target.dispose()));
  rmSync(folder, { recursive: true });
});

const setUp = (options?: FakeOptions) => {
  const transport = fakeTransport(options);
  const fake = fakeTarget(transport);
  made.push(fake.target);
  return { transport, ...fake };
};
const connected = async (options?: FakeOptions) => {
  const fake = setUp(options);
  await fake.target.connect();
  return fake;
};
/** The process that wrote its id there. */
const pidIn = (file: string): Promise<number> =>
  vi.waitFor(() => {
    const pid = Number(readFileSync(path.join(folder, file), "utf8"));
    expect(pid).toBeGreaterThan(0);
    return pid;
  });
/** It has ended, perhaps without having been waited for by its new parent (Z). */
const expectGone = (pid: number): Promise<void> =>
  vi.waitFor(() => {
    const stat = `/proc/${pid}/stat`;
    if (existsSync(stat)) expect(readFileSync(stat, "utf8")).toMatch(/\) Z /);
  }, 5_000);
/** Starts a child that would run for long, and writes down the child's id. */
const longChild = (file: string): Argv =>
  shellScript('sleep 1000 & echo $! > "$1"; echo started; wait', path.join(folder, file));

/** All lines of a script that ends by itself. */
const follow = async (target: Target, script: string): Promise<readonly string[]> => {
  const lines: string[] = [];
  await target.follow(
    { argv: ["sh", "-c", script] },
    (line) => lines.push(line),
    new AbortController().signal,
  );
  return lines;
};
/** A file to copy, and what is beside it. */
const source = (bytes: number): string => {
  const file = path.join(folder, "source.ko");
  writeFileSync(file, Buffer.alloc(bytes, "ELF\0\xff\n"));
  return file;
};
const others = (): readonly string[] => readdirSync(folder).filter((name) => name !== "source.ko");

describe("connecting", () => {
  test("is one attempt, however many want it, and says what the machine is", async () => {
    const { target, transport, states } = setUp();
    const [one, other] = await Promise.all([target.connect(), target.connect()]);
    expect(one).toBe(other);
    expect(one.release).not.toBe("");
    expect(one.hasModules).toBe(existsSync("/proc/modules"));
    expect(one.isRoot).toBe(process.getuid?.() === 0);
    expect(await target.connect()).toEqual(one);
    expect(transport.calls).toEqual(["open"]);
    expect(states).toEqual(["connecting", "connecting", "connected"]);
  });

  test("that fails leaves the reason in the state, and can be tried again", async () => {
    const error = new TargetError("unreachable", "No route to board.", "Check the cable.");
    let isReachable = false;
    const { target, transport } = setUp({
      open: () => (isReachable ? Promise.resolve() : Promise.reject(error)),
    });
    await expect(target.connect()).rejects.toBe(error);
    expect(target.state).toEqual({ kind: "failed", error });
    isReachable = true;
    await target.connect();
    expect(target.state.kind).toBe("connected");
    expect(transport.calls).toEqual(["open", "close", "open"]);
  });

  test("ends when its signal aborts, also over a transport that does not listen to it", async () => {
    let isFirst = true;
    const { target, transport } = setUp({
      open: () => {
        const opening = isFirst ? Promise.withResolvers<void>().promise : Promise.resolve();
        isFirst = false;
        return opening;
      },
    });
    const stop = new AbortController();
    const connecting = target.connect(stop.signal);
    await vi.waitFor(() => expect(transport.calls).toEqual(["open"]));
    stop.abort();
    await expect(connecting).rejects.toMatchObject({ problem: "cancelled" });
    expect(target.state.kind).toBe("disconnected");
    await target.connect();
    expect(transport.calls).toEqual(["open", "close", "open"]);
  });

  test("is ended by disconnecting", async () => {
    const { target, states } = setUp({ open: () => Promise.withResolvers<void>().promise });
    const connecting = target.connect();
    await target.disconnect();
    await expect(connecting).rejects.toMatchObject({ problem: "cancelled" });
    expect(states).toEqual(["connecting", "disconnected"]);
  });

  test("shows the steps of the transport", async () => {
    const { target } = setUp({ open: async (onStep) => onStep("Starting QEMU") });
    const steps: string[] = [];
    target.onDidChangeState((state) => void (state.kind === "connecting" && steps.push(state.step)));
    await target.connect();
    expect(steps).toContain("Starting QEMU");
  });
});

describe("a command", () => {
  test("gets its arguments and its input, and its output is read", async () => {
    const { target } = await connected();
    const argv = shellScript('cat; printf %s "$1" >&2; exit 3', "a 'b' $c");
    const said = await target.run(output(argv, { input: { kind: "text", text: "grün\n" } }));
    expect(said).toEqual({ argv, exitCode: 3, stdout: "grün\n", stderr: "a 'b' $c" });
  });

  test("that failed rejects with what its parser throws", async () => {
    const { target } = await connected();
    const command: Command<never> = {
      argv: ["cat", "/nowhere"],
      parse: (said) => {
        throw failure(said);
      },
    };
    await expect(target.run(command)).rejects.toThrow(
      "cat ended with exit code 1: cat: /nowhere: No such file",
    );
  });

  test("that is not installed there is named, and how to install it", async () => {
    const { target } = await connected();
    await expect(target.run(output(["kmod-no-such-program"]))).rejects.toMatchObject({
      problem: "missing-program",
      message: "kmod-no-such-program is not installed on board.",
    });
  });

  test("finds the programs of administrators", async () => {
    const { target } = await connected({ wrap: (argv) => ({ argv, env: { PATH: "/usr/bin:/bin" } }) });
    const { stdout } = await target.run(output(["sh", "-c", "echo $PATH $LC_ALL"]));
    expect(stdout).toBe("/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin C\n");
  });

  test("that hangs is given up after its limit and ended with its children; the next one works", async () => {
    const { target } = await connected();
    await expect(target.run(output(longChild("pid"), { limitMs: 300 }))).rejects.toMatchObject({
      problem: "hung",
      message: "The command did not end within 0.3 seconds on board.",
      remedy: expect.stringContaining("may still run there"),
    });
    await expectGone(await pidIn("pid"));
    expect(target.state.kind).toBe("connected");
    expect((await target.run(output(["echo", "next"]))).stdout).toBe("next\n");
  });

  test("that is cancelled rejects at once", async () => {
    const { target } = await connected();
    const stop = new AbortController();
    const running = target.run(output(longChild("pid")), stop.signal);
    const pid = await pidIn("pid");
    stop.abort();
    await expect(running).rejects.toMatchObject({ problem: "cancelled" });
    await expectGone(pid);
  });

  test("that says more than 64 MB is an error, not a crash", async () => {
    const { target } = await connected();
    await expect(target.run(output(["cat", "/dev/zero"]))).rejects.toThrow("more than 64 MB");
  });

  test("that reads none of a large input is not harmed by it", async () => {
    const { target } = await connected();
    const text = "x".repeat(5_000_000);
    expect(await target.run(output(["true"], { input: { kind: "text", text } }))).toMatchObject({
      exitCode: 0,
    });
  });

  test("whose input cannot be read says so", async () => {
    const { target } = await connected();
    const input = { kind: "file", file: path.join(folder, "missing.ko") } as const;
    await expect(target.run(output(["cat"], { input }))).rejects.toThrow(
      /missing\.ko cannot be read on this machine/,
    );
  });

  test("ends with the exit code 255 as with any other where the way answers", async () => {
    const started: string[] = [];
    const { target } = await connected({
      wrap: (argv) => {
        started.push(argv[0]);
        return { argv };
      },
    });
    expect(await target.run(output(["sh", "-c", "exit 255"]))).toMatchObject({ exitCode: 255 });
    expect(started.at(-1)).toBe("true");
    expect(target.state.kind).toBe("connected");
  });

  test("waits for its turn behind six others, and its limit begins then", async () => {
    const { target } = await connected();
    const six = ["1", "2", "3", "4", "5", "6"].map((pid) =>
      target.run(output(longChild(pid), { limitMs: 2_000 })),
    );
    const hung = Promise.allSettled(six);
    await Promise.all(["1", "2", "3", "4", "5", "6"].map(pidIn));
    const next = target.run(output(["echo", "next"], { limitMs: 1_000 }));
    const stop = new AbortController();
    const left = target.run(output(longChild("left")), stop.signal);
    stop.abort();
    await expect(left).rejects.toMatchObject({ problem: "cancelled" });
    expect((await next).stdout).toBe("next\n");
    expect((await hung).map(({ status }) => status)).toEqual(Array(6).fill("rejected"));
    expect(existsSync(path.join(folder, "left"))).toBe(false);
  });

  test("is refused while the machine is not connected", async () => {
    const { target } = setUp();
    await expect(target.run(output(["true"]))).rejects.toMatchObject({
      problem: "lost",
      message: "board is not connected.",
    });
  });
});

describe("a lost connection", () => {
  test("rejects all that runs with its error, shows it, and the next connection works", async () => {
    const { target, transport } = await connected();
    const running = [target.run(output(longChild("one"))), target.run(output(longChild("two")))];
    const following = target.follow(
      { argv: longChild("three") },
      () => undefined,
      new AbortController().signal,
    );
    const pids = await Promise.all([pidIn("one"), pidIn("two"), pidIn("three")]);
    transport.lose(gone);
    expect(target.state).toEqual({ kind: "failed", error: gone });
    for (const promise of [...running, following]) await expect(promise).rejects.toBe(gone);
    await Promise.all(pids.map(expectGone));
    await target.connect();
    expect((await target.run(output(["echo", "back"]))).stdout).toBe("back\n");
    expect(transport.calls).toEqual(["open", "close", "open"]);
  });

  test("is the reason where ssh ended a moment before it was seen", async () => {
    // The way answers no more.
    const { target, transport } = await connected({
      wrap: (argv) => ({ argv: argv[0] === "true" ? ["sh", "-c", "exit 255"] : argv }),
    });
    const running = target.run(output(["sh", "-c", 'echo > "$1"; exit 255', "x", path.join(folder, "ran")]));
    await vi.waitFor(() => expect(existsSync(path.join(folder, "ran"))).toBe(true));
    transport.lose(gone);
    await expect(running).rejects.toBe(gone);
  });

  test("while connecting fails the attempt", async () => {
    const { target, transport } = setUp({ open: () => Promise.withResolvers<void>().promise });
    const connecting = target.connect();
    await vi.waitFor(() => expect(transport.calls).toEqual(["open"]));
    transport.lose(gone);
    await expect(connecting).rejects.toBe(gone);
    expect(target.state).toEqual({ kind: "failed", error: gone });
  });
});

describe("disconnecting", () => {
  test("ends what runs, and leaves a target that can be connected again", async () => {
    const { target, transport } = await connected();
    const running = target.run(output(longChild("pid")));
    const pid = await pidIn("pid");
    await Promise.all([
      expect(running).rejects.toMatchObject({ problem: "lost", message: "board was disconnected." }),
      target.disconnect(),
    ]);
    await expectGone(pid);
    await target.disconnect();
    await target.connect();
    expect(transport.calls).toEqual(["open", "close", "open"]);
  });

  test("ends what waits for its turn", async () => {
    const { target } = await connected();
    const names = ["1", "2", "3", "4", "5", "6", "waiting"];
    const running = names.map((name) => target.run(output(longChild(name))));
    const ended = Promise.allSettled(running);
    await Promise.all(names.slice(0, 6).map(pidIn));
    await target.disconnect();
    expect((await ended).map(({ status }) => status)).toEqual(Array(7).fill("rejected"));
    expect(existsSync(path.join(folder, "waiting"))).toBe(false);
  });

  test("for good refuses further connections", async () => {
    const { target, states } = await connected();
    await target.dispose();
    await expect(target.connect()).rejects.toMatchObject({ problem: "lost" });
    expect(states.at(-1)).toBe("disconnected");
  });
});

describe("following", () => {
  test("gives whole lines and characters, the last one too, and resolves when the command ends", async () => {
    const { target } = await connected();
    // The two bytes of ü come apart.
    const script = String.raw`printf 'one\ngr\303'; sleep 0.1; printf '\274n\r\n\nlast'; exit 1`;
    expect(await follow(target, script)).toEqual(["one", "grün", "", "last"]);
  });

  test("ends the command and its children on the machine when it is told to stop", async () => {
    const { target } = await connected();
    const stop = new AbortController();
    const following = target.follow({ argv: longChild("pid") }, () => stop.abort(), stop.signal);
    await following;
    await expectGone(await pidIn("pid"));
    expect((await target.run(output(["echo", "next"]))).stdout).toBe("next\n");
  });

  test("names a program that is not there", async () => {
    const { target } = await connected();
    const following = target.follow({ argv: ["kmod-none"] }, () => undefined, new AbortController().signal);
    await expect(following).rejects.toMatchObject({ problem: "missing-program" });
  });
});

describe("copying", () => {
  test("puts all bytes under any name and nothing beside it", async () => {
    const { target } = await connected();
    const file = source(3_000_000);
    const name = "-n 'a' \"b\" $c\nd.ko";
    await target.copy(file, path.join(folder, name));
    expect(others()).toEqual([name]);
    expect(readFileSync(path.join(folder, name)).equals(readFileSync(file))).toBe(true);
  });

  test("replaces a file that is there", async () => {
    const { target } = await connected();
    writeFileSync(path.join(folder, "to.ko"), "old");
    await target.copy(source(10), path.join(folder, "to.ko"));
    expect(readFileSync(path.join(folder, "to.ko"))).toHaveLength(10);
  });

  test("that is cut off in the middle leaves nothing, and the old file as it was", async () => {
    const cut: FakeOptions = {
      wrap: (argv) => ({
        argv: argv.includes("500000") ? shellScript('head -c 1000 | "$@"', ...argv) : argv,
      }),
    };
    const { target } = await connected(cut);
    writeFileSync(path.join(folder, "to.ko"), "old");
    await expect(target.copy(source(500_000), path.join(folder, "to.ko"))).rejects.toThrow(
      /source\.ko could not be copied to .*to\.ko: only 1000 of 500000 bytes arrived/,
    );
    expect(others()).toEqual(["to.ko"]);
    expect(readFileSync(path.join(folder, "to.ko"), "utf8")).toBe("old");
  });

  test("that is cancelled leaves nothing", async () => {
    const { target } = await connected({
      wrap: (argv) => ({
        argv: argv.includes("500000") ? shellScript('(head -c 1000; sleep 1000) | "$@"', ...argv) : argv,
      }),
    });
    const stop = new AbortController();
    const copying = target.copy(source(500_000), path.join(folder, "to.ko"), stop.signal);
    await vi.waitFor(() => expect(others()).toHaveLength(1));
    stop.abort();
    await expect(copying).rejects.toMatchObject({ problem: "cancelled" });
    await vi.waitFor(() => expect(others()).toEqual([]));
  });

  test("into a folder that is not there says why", async () => {
    const { target } = await connected();
    const copying = target.copy(source(10), path.join(folder, "none", "to.ko"));
    await expect(copying).rejects.toThrow(CommandError);
    await expect(copying).rejects.toThrow(/No such file|nonexistent/);
  });
});
