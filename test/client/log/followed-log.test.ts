/** The log of a machine whose connection comes and goes. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Follow } from "../../../client/src/kernel/command.ts";
import { TargetError } from "../../../client/src/kernel/errors.ts";
import { control } from "../../../client/src/kernel/log/log-script.ts";
import { createListeners } from "../../../client/src/kernel/targets/listeners.ts";
import type { MachineConsole, Target, TargetState } from "../../../client/src/kernel/targets/target.ts";
import { FollowedLog } from "../../../client/src/log/followed-log.ts";

const connected: TargetState = {
  kind: "connected",
  machine: { release: "6.1.0", architecture: "x86_64", hasModules: true, isRoot: false },
};
const failed = (problem: "lost" | "panic"): TargetState => ({
  kind: "failed",
  error: new TargetError(problem, "It is gone.", "Connect it."),
});

interface Following {
  readonly follow: Follow;
  readonly signal: AbortSignal;
  say(...lines: readonly string[]): void;
  end(error?: Error): void;
}

const never = (): never => {
  throw new Error("nothing but following is asked of it");
};

/** A machine that is in the states that a test puts it in, and says what the test says. */
function board() {
  const states = createListeners<TargetState>();
  const roots = createListeners<void>();
  const shown = createListeners<string>();
  const followings: Following[] = [];
  let state: TargetState = { kind: "disconnected" };
  let consoleLines: string[] = [];
  const console: MachineConsole = { file: "", lines: () => consoleLines, onLine: shown.listen };
  const target: Target = {
    id: "ssh:board",
    connect: never,
    disconnect: never,
    run: never,
    copy: never,
    dispose: never,
    spec: { kind: "ssh", name: "board", host: "board", port: undefined, isProduction: false },
    console,
    get state() {
      return state;
    },
    onDidChangeState: states.listen,
    onDidFindRoot: roots.listen,
    follow(follow, onLine, signal) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      signal.addEventListener("abort", () => resolve());
      const say = (...lines: readonly string[]): void => {
        for (const line of lines) if (!signal.aborted) onLine(line);
      };
      followings.push({ follow, signal, say, end: (error) => (error ? reject(error) : resolve()) });
      return promise;
    },
  };
  return {
    target,
    followings,
    findRoot: () => roots.fire(),
    last: (): Following => {
      const following = followings.at(-1);
      if (following === undefined) throw new Error("nothing is followed");
      return following;
    },
    enter: (next: TargetState): void => {
      state = next;
      states.fire(next);
    },
    show: (...lines: readonly string[]): void => {
      for (const line of lines) {
        consoleLines.push(line);
        shown.fire(line);
      }
    },
    restartConsole: (): void => {
      consoleLines = [];
    },
  };
}

const start = (boot = "one") => `${control}start kmsg ${boot} 10.00`;
const logs: FollowedLog[] = [];
const setUp = (more: { readonly limit?: number; readonly isOnlyWhileVisible?: boolean } = {}) => {
  const machine = board();
  const log = new FollowedLog({
    target: machine.target,
    limit: () => more.limit ?? 1_000,
    isOnlyWhileVisible: () => more.isOnlyWhileVisible ?? false,
    log: { debug: () => undefined, warn: () => undefined },
  });
  logs.push(log);
  const lines = () => log.lines().map(({ kind, text }) => (kind === "line" ? text : `<${kind}> ${text}`));
  return { ...machine, log, lines };
};
beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  for (const log of logs.splice(0)) log.dispose();
  vi.useRealTimers();
});
const settle = () => vi.advanceTimersByTimeAsync(30);

describe("following", () => {
  test("begins with the connection, and ends with it", async () => {
    const { enter, followings, last, lines, log } = setUp();
    expect(followings).toEqual([]);
    enter(connected);
    last().say(start(), "6,1,500,-;a");
    await settle();
    expect(lines()).toEqual(["a"]);
    expect(log.lines()[0]?.time).toBe(Date.now() - 30 - 10_000 + 0.5);
    enter({ kind: "disconnected" });
    expect(last().signal.aborted).toBe(true);
  });

  test("goes on where it was after a reconnect: nothing is lost or repeated", async () => {
    const { enter, last, lines } = setUp();
    enter(connected);
    last().say(start(), "6,1,500,-;a", "6,2,600,-;b");
    enter(failed("lost"));
    enter(connected);
    last().say(start(), "6,1,500,-;a", "6,2,600,-;b", "6,3,700,-;c");
    await settle();
    expect(lines()).toEqual(["a", "b", "c"]);
  });

  test("a kernel that has started anew is told of, above its lines; those before stay", async () => {
    const { enter, last, lines, log } = setUp();
    enter(connected);
    last().say(start("one"), "6,7,500,-;old");
    enter(failed("lost"));
    enter(connected);
    last().say(start("two"), "6,0,0,-;new");
    await settle();
    expect(lines()).toEqual(["old", "<boot> The kernel of board has started anew", "new"]);
    expect(log.lines().map(({ number }) => number)).toEqual([1, 2, 3]);
  });

  test("begins again when it ends by itself, and not all the time", async () => {
    const { enter, followings, last } = setUp();
    enter(connected);
    last().end(new Error("ssh ended"));
    await vi.advanceTimersByTimeAsync(200);
    expect(followings.length).toBe(1);
    await vi.advanceTimersByTimeAsync(100);
    expect(followings.length).toBe(2);
    for (let minute = 0; minute < 60; minute += 1) {
      last().end();
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(followings.length).toBeLessThan(12);
  });

  test("only while somebody looks, where the settings say so", async () => {
    const { enter, followings, last, log } = setUp({ isOnlyWhileVisible: true });
    enter(connected);
    expect(followings).toEqual([]);
    const [one, other] = [log.look(), log.look()];
    expect(followings.length).toBe(1);
    one.dispose();
    one.dispose();
    expect(last().signal.aborted).toBe(false);
    other.dispose();
    expect(last().signal.aborted).toBe(true);
  });

  test("what was overwritten stands where it is missing", async () => {
    const { enter, last, lines } = setUp();
    enter(connected);
    last().say(start(), "6,1,1,-;a", "6,1235,2,-;b");
    await settle();
    expect(lines()[1]).toMatch(/^<gap> 1,233 messages are missing: /);
    expect(lines().length).toBe(3);
  });

  test("Kmod's own lines are markers, in words", async () => {
    const { enter, last, lines } = setUp();
    enter(connected);
    last().say(
      start(),
      "6,1,1,-;kmod: insmod hello (ab12cd34)",
      "6,2,2,-;kmod: rmmod hello (ab12cd35)",
      "6,3,3,-;kmod: insmod hello",
    );
    await settle();
    expect(lines()).toEqual(["<marker> Load hello", "<marker> Unload hello", "kmod: insmod hello"]);
  });

  test("the newest lines are kept, and numbers go on", async () => {
    const { enter, last, log } = setUp({ limit: 100 });
    enter(connected);
    last().say(start(), ...Array.from({ length: 250 }, (_, index) => `6,${index},${index},-;line ${index}`));
    await settle();
    expect(log.lines().length).toBe(100);
    expect(log.lines().at(-1)).toMatchObject({ number: 250, text: "line 249" });
    log.clear();
    last().say("6,250,250,-;after");
    await settle();
    expect(log.lines()).toMatchObject([{ number: 251, text: "after" }]);
  });
});

describe("a log that only root may read", () => {
  const refused = `${control}refused dmesg: read kernel buffer failed: Operation not permitted`;

  test("is a problem in words; nobody is asked for a password until the user wants it", async () => {
    const { enter, followings, last, log } = setUp();
    enter(connected);
    last().say(refused);
    last().end();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(log.problem).toMatch(/^Only root may read the kernel's log of board/);
    expect(log.canReadAsRoot).toBe(true);
    expect(followings.map(({ follow }) => follow.isRoot)).toEqual([false]);
    log.readAsRoot();
    expect(log.problem).toBeUndefined();
    expect(followings.map(({ follow }) => follow.isRoot)).toEqual([false, true]);
    last().say(start(), "6,1,1,-;a");
    await settle();
    expect(log.lines().length).toBe(1);
  });

  test("when the user left the question, it is not asked again by itself", async () => {
    const { enter, followings, last, log } = setUp();
    enter(connected);
    last().say(refused);
    last().end();
    await settle();
    log.readAsRoot();
    last().end(new TargetError("cancelled", "No password was given.", "Start it again."));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(followings.length).toBe(2);
    expect(log.problem).toBe("No password was given. Start it again.");
    expect(log.canReadAsRoot).toBe(true);
  });

  test("is read as root without a question once the user has become root for something else", async () => {
    const { enter, followings, last, findRoot, log } = setUp();
    enter(connected);
    last().say(refused);
    last().end();
    await settle();
    findRoot();
    expect(followings.map(({ follow }) => follow.isRoot)).toEqual([false, true]);
    expect(log.problem).toBeUndefined();
    enter({ kind: "disconnected" });
    enter(connected);
    findRoot();
    expect(followings.length).toBe(3);
    last().say(refused);
    last().end();
    await settle();
    expect(last().follow.isRoot).toBe(true);
  });

  test("with the next connection it is tried without root again", async () => {
    const { enter, last, log } = setUp();
    enter(connected);
    log.readAsRoot();
    enter({ kind: "disconnected" });
    enter(connected);
    expect(last().follow.isRoot).toBe(false);
    expect(log.problem).toBeUndefined();
  });
});

describe("the last words of a kernel, which only the console had", () => {
  const read = ["6,1,1000000,-;a", "6,2,2000000,-;b"];

  test("after a panic those that were not read are appended, also those that come later", async () => {
    const { enter, last, lines, show } = setUp();
    show("SeaBIOS (version 1.16)", "[    1.000000] a", "[    2.000000] b");
    enter(connected);
    last().say(start(), ...read);
    show("[    2.000001][  T117] BUG: c", "login: ");
    enter(failed("panic"));
    expect(lines()).toEqual(["a", "b", "BUG: c"]);
    show("[    2.000002] ---[ end Kernel panic ]---");
    expect(lines().at(-1)).toBe("---[ end Kernel panic ]---");
  });

  test("lines of the next start are not among them", async () => {
    const { enter, last, lines, show, restartConsole } = setUp();
    enter(connected);
    last().say(start(), ...read);
    enter(failed("panic"));
    enter({ kind: "connecting", step: "Starting QEMU" });
    restartConsole();
    show("[    0.000000] Linux version", "[    2.500000] later");
    enter(connected);
    last().say(start("two"), "6,0,0,-;Linux version", "6,1,2500000,-;later");
    await settle();
    expect(lines()).toEqual([
      "a",
      "b",
      "<boot> The kernel of board has started anew",
      "Linux version",
      "later",
    ]);
  });

  test("when only the connection was lost, the kernel is asked, and nothing comes twice", async () => {
    const { enter, last, lines, show } = setUp();
    enter(connected);
    last().say(start(), ...read);
    show("[    2.500000] c");
    enter(failed("lost"));
    show("[    2.600000] d");
    expect(lines()).toEqual(["a", "b"]);
    enter(connected);
    last().say(start(), ...read, "6,3,2500000,-;c", "6,4,2600000,-;d");
    await settle();
    expect(lines()).toEqual(["a", "b", "c", "d"]);
  });

  test("when it turns out that the machine was reset, they come above the new start", async () => {
    const { enter, last, lines, show, restartConsole } = setUp();
    enter(connected);
    last().say(start(), ...read);
    show("[    2.500000] sysrq: Resetting");
    enter(failed("lost"));
    restartConsole();
    enter(connected);
    last().say(start("two"), "6,0,0,-;new");
    await settle();
    expect(lines()).toEqual([
      "a",
      "b",
      "sysrq: Resetting",
      "<boot> The kernel of board has started anew",
      "new",
    ]);
  });
});
