/**
 * Becoming root on a connection, with scripts that behave as sudo(8) and doas(1) do. The machine's PATH holds what a test
 * puts there and nothing else of that kind.
 */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Command, type Output, shellScript } from "../../../client/src/kernel/command.ts";
import type { Questions, Target } from "../../../client/src/kernel/targets/target.ts";
import { fakeTarget, fakeTransport } from "./fake-transport.ts";

const password = "p'a ss\"$w`ö";

/** Options, messages, exit codes and attempts of sudo 1.9.13; says on descriptor 2 what sudo says. $SUDO is its sudoers. */
const fakeSudo = `#!/bin/sh
{ printf '%s\\n' "$@"; env; } >> "$LOG"
quiet= stdin=
while [ $# -gt 0 ]; do
  case $1 in
  -n) quiet=1 ;; -S) stdin=1 ;; -k) ;; -p) shift ;;
  --) shift; break ;;
  *) break ;;
  esac
  shift
done
die() { echo "$1" >&2; exit 1; }
become() { AS_ROOT=yes exec "$@"; }
[ "$SUDO" = tty ] && die "sudo: sorry, you must have a tty to run sudo"
[ "$SUDO" = nopasswd ] && become "$@"
[ -e "$PASSWORD_FILE.nobody" ] && become "$@"
[ -n "$quiet" ] && die "sudo: a password is required"
[ -n "$stdin" ] || die "sudo: a terminal is required to read the password"
tries=0
while IFS= read -r line; do
  if [ "$line" = "$(cat "$PASSWORD_FILE")" ]; then
    [ "$SUDO" = stranger ] && die "user is not in the sudoers file."
    become "$@"
  fi
  tries=$((tries + 1))
  echo "Sorry, try again." >&2
done
[ $tries = 1 ] && die "sudo: 1 incorrect password attempt"
die "sudo: no password was provided"
`;

const fakeDoas = `#!/bin/sh
[ "$DOAS" = nopass ] || { echo "doas: Authentication required" >&2; exit 1; }
while [ "$1" != -- ]; do shift; done
shift
AS_ROOT=yes exec "$@"
`;

const whoAmI: Command<Output> = {
  argv: shellScript('echo "root: $AS_ROOT"'),
  isRoot: true,
  parse: (said) => said,
};

let folder: string;
let target: Target | undefined;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "kmod-elevate-"));
  mkdirSync(path.join(folder, "bin"));
  writeFileSync(path.join(folder, "password"), password);
});
afterEach(async () => {
  await target?.dispose();
  rmSync(folder, { recursive: true });
});

interface Setup {
  readonly sudo?: "nopasswd" | "password" | "stranger" | "tty";
  readonly doas?: "nopass" | "password";
  /** What the user answers, question by question; undefined leaves it. */
  readonly answers?: readonly (string | undefined)[];
  /** Called instead of giving an answer. */
  readonly onAsk?: () => void;
}

/** A connected machine whose user is not root. */
async function machine({
  sudo,
  doas,
  answers = [],
  onAsk,
}: Setup): Promise<{ target: Target; asked: readonly string[] }> {
  const program = (name: string, text: string): void => {
    writeFileSync(path.join(folder, "bin", name), text);
    chmodSync(path.join(folder, "bin", name), 0o755);
  };
  for (const name of ["sh", "cat", "env", "uname", "printf", "setsid", "sleep", "head"]) {
    const found = ["/usr/bin", "/bin"]
      .map((place) => path.join(place, name))
      .find((file) => existsSync(file));
    if (found !== undefined) symlinkSync(found, path.join(folder, "bin", name));
  }
  program("id", "#!/bin/sh\necho 1000\n");
  if (sudo !== undefined) program("sudo", fakeSudo);
  if (doas !== undefined) program("doas", fakeDoas);
  const env = {
    PATH: path.join(folder, "bin"),
    LOG: path.join(folder, "log"),
    PASSWORD_FILE: path.join(folder, "password"),
    SUDO: sudo ?? "",
    DOAS: doas ?? "",
  };
  const left = [...answers];
  const asked: string[] = [];
  const questions: Questions = {
    async secret(question) {
      asked.push(`${question.target}: ${question.text}`);
      if (onAsk === undefined) return left.shift();
      onAsk();
      return Promise.withResolvers<undefined>().promise;
    },
    confirm: () => Promise.reject(new Error("nothing is to be confirmed")),
  };
  // `env` finds sh by the PATH of the machine, not by that of the test.
  const fake = fakeTarget(
    fakeTransport({ wrap: (argv) => ({ argv: [path.join(folder, "bin", argv[0]), ...argv.slice(1)], env }) }),
    questions,
  );
  target = fake.target;
  await target.connect();
  return { target: fake.target, asked };
}

const log = (): string => readFileSync(path.join(folder, "log"), "utf8");

describe("without a question", () => {
  test("sudo needs no password", async () => {
    const { target: board, asked } = await machine({ sudo: "nopasswd" });
    expect(await board.run(whoAmI)).toMatchObject({ exitCode: 0, stdout: "root: yes\n", argv: whoAmI.argv });
    expect(asked).toEqual([]);
  });

  test("doas needs none, where sudo does or is missing", async () => {
    const { target: board, asked } = await machine({ sudo: "password", doas: "nopass" });
    expect(await board.run(whoAmI)).toMatchObject({ stdout: "root: yes\n" });
    expect(asked).toEqual([]);
  });

  test("nothing is asked or tried before a command needs root", async () => {
    const { target: board } = await machine({ sudo: "nopasswd" });
    expect((await board.run({ ...whoAmI, isRoot: false })).stdout).toBe("root: \n");
    expect(existsSync(path.join(folder, "log"))).toBe(false);
  });
});

describe("with a password", () => {
  test("it is asked for once per connection, however many commands wait", async () => {
    const { target: board, asked } = await machine({ sudo: "password", answers: [password, password] });
    const said = await Promise.all([board.run(whoAmI), board.run(whoAmI), board.run(whoAmI)]);
    expect(said.map(({ stdout }) => stdout)).toEqual(["root: yes\n", "root: yes\n", "root: yes\n"]);
    expect(asked).toEqual(["board: Password for sudo (loading and unloading modules needs root)"]);
    await board.disconnect();
    await board.connect();
    await board.run(whoAmI);
    expect(asked).toHaveLength(2);
  });

  test("those who wait for a way to root hear of it, once per connection", async () => {
    const { target: board } = await machine({ sudo: "password", answers: [undefined, password] });
    let found = 0;
    board.onDidFindRoot(() => {
      found += 1;
    });
    await expect(board.run(whoAmI)).rejects.toMatchObject({ problem: "cancelled" });
    expect(found).toBe(0);
    await board.run(whoAmI);
    await board.run(whoAmI);
    expect(found).toBe(1);
  });

  test("the command gets its own input, and only that", async () => {
    const { target: board } = await machine({ sudo: "password", answers: [password] });
    const input = { kind: "text", text: "one\ntwo" } as const;
    expect((await board.run({ ...whoAmI, argv: ["cat"], input })).stdout).toBe("one\ntwo");
  });

  test("sudo that wants none after all does not hand it to the command", async () => {
    const { target: board } = await machine({ sudo: "password", answers: [password] });
    const input = { kind: "text", text: "own\n" } as const;
    await board.run(whoAmI);
    writeFileSync(path.join(folder, "password.nobody"), "");
    expect((await board.run({ ...whoAmI, argv: ["cat"], input })).stdout).toBe("own\n");
  });

  test("it is in no argument, environment, error or state", async () => {
    const { target: board } = await machine({ sudo: "password", answers: ["wrong", password] });
    const said = await board.run({ ...whoAmI, argv: ["sh", "-c", "env; cat; exit 1"] });
    const failed = await board
      .run({ ...whoAmI, argv: ["sleep", "100"], limitMs: 200 })
      .catch((error: unknown) => error);
    const seen = [
      log(),
      JSON.stringify(said),
      JSON.stringify(failed),
      String(failed),
      JSON.stringify(board.state),
    ];
    for (const text of seen) expect(text).not.toContain("p'a ss");
  });

  test("one that is refused is asked for again, three times at most", async () => {
    const { target: board, asked } = await machine({ sudo: "password", answers: ["a", "b", "c", password] });
    await expect(board.run(whoAmI)).rejects.toMatchObject({
      problem: "no-root",
      message: "No way to become root on board: sudo refused the password 3 times; doas is not installed.",
    });
    expect(asked).toHaveLength(3);
    expect((await board.run(whoAmI)).stdout).toBe("root: yes\n");
  });

  test("a user who leaves the question cancels the command, and is asked again by the next one", async () => {
    const { target: board } = await machine({ sudo: "password", answers: [undefined, password] });
    await expect(board.run(whoAmI)).rejects.toMatchObject({ problem: "cancelled" });
    expect((await board.run(whoAmI)).stdout).toBe("root: yes\n");
  });

  test("one that sudo stops to accept is asked for anew", async () => {
    const { target: board, asked } = await machine({ sudo: "password", answers: [password, "new"] });
    await board.run(whoAmI);
    writeFileSync(path.join(folder, "password"), "new");
    await expect(board.run(whoAmI)).rejects.toMatchObject({ problem: "no-root" });
    expect((await board.run(whoAmI)).stdout).toBe("root: yes\n");
    expect(asked).toHaveLength(2);
  });

  test("a stream that is told to stop while the password is asked for does not wait for it", async () => {
    const stop = new AbortController();
    const { target: board } = await machine({ sudo: "password", onAsk: () => stop.abort() });
    await board.follow({ argv: ["cat"], isRoot: true }, () => undefined, stop.signal);
  });

  test("a stream runs as root and is ended", async () => {
    const { target: board } = await machine({ sudo: "password", answers: [password] });
    const stop = new AbortController();
    const lines: string[] = [];
    const heard = (line: string): void => {
      lines.push(line);
      stop.abort();
    };
    await board.follow(
      { argv: shellScript('echo "root: $AS_ROOT"; sleep 100'), isRoot: true },
      heard,
      stop.signal,
    );
    expect(lines).toEqual(["root: yes"]);
  });
});

describe("where no way works", () => {
  const refusals: readonly (readonly [string, Setup, string, string])[] = [
    ["neither is installed", {}, "sudo is not installed; doas is not installed", "Connect as root"],
    [
      "sudo wants a terminal",
      { sudo: "tty" },
      "sudo wants a terminal (requiretty); doas is not installed",
      "visudo",
    ],
    [
      "the user is not in sudoers",
      { sudo: "stranger", doas: "password", answers: [password] },
      "the user is not allowed to use sudo; doas does not let the user become root without a password",
      "group sudo",
    ],
  ];
  test.each(refusals)("%s: it says so and what to do", async (_, setup, problems, remedy) => {
    const { target: board } = await machine(setup);
    await expect(board.run(whoAmI)).rejects.toMatchObject({
      problem: "no-root",
      message: `No way to become root on board: ${problems}.`,
      remedy: expect.stringContaining(remedy),
    });
  });
});
