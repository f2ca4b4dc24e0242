/** Questions of ssh on their way to the editor and back, with the program as ssh starts it. */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Asked, type Askpass, createAskpass } from "../../../client/src/kernel/targets/askpass.ts";
import { createSshAnswers } from "../../../client/src/kernel/targets/ssh-answers.ts";

let folder: string;
let askpass: Askpass | undefined;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "kmod-askpass-"));
});
afterEach(async () => {
  await askpass?.dispose();
  askpass = undefined;
  rmSync(folder, { recursive: true });
});

const listen = async (answer: Parameters<typeof createAskpass>[1]) => {
  askpass = await createAskpass(folder, answer);
  return askpass.env["SSH_ASKPASS"] ?? "";
};
const run = promisify(execFile);

describe("askpass", () => {
  test("hands on the question as it is, and prints the answer as it is", async () => {
    const asked: Asked[] = [];
    const program = await listen(async (question) => {
      asked.push(question);
      return ' it\'s $HOME \\ "é" ';
    });
    const { stdout } = await run(program, ["Enter 'it' for \"$x\": \nsecond line "], {
      env: { ...process.env, SSH_ASKPASS_PROMPT: "confirm", NODE_OPTIONS: "--no-such-option" },
    });
    expect(stdout).toBe(' it\'s $HOME \\ "é" \n');
    expect(asked).toEqual([
      { prompt: "Enter 'it' for \"$x\": \nsecond line ", hint: "confirm", asker: process.pid },
    ]);
  });

  test("ends with a failure and no word when there is no answer, or no editor any more", async () => {
    const program = await listen(async () => undefined);
    await expect(run(program, ["Password: "])).rejects.toMatchObject({ code: 1, stdout: "" });
    await askpass?.dispose();
    await expect(run(program, ["Password: "])).rejects.toMatchObject({ code: 1, stdout: "" });
  });

  test("the one who answers hears that the program has been ended", async () => {
    const came = Promise.withResolvers<AbortSignal>();
    const program = await listen((_, signal) => {
      came.resolve(signal);
      return new Promise(() => undefined);
    });
    const child = spawn(program, ["Touch the key"]);
    const signal = await came.promise;
    const aborted = once(signal, "abort");
    child.kill();
    await aborted;
  });

  test("whoever does not know the token is told nothing", async () => {
    let isAsked = false;
    await listen(async () => {
      isAsked = true;
      return "secret";
    });
    const { address } = JSON.parse(readFileSync(path.join(folder, "askpass.json"), "utf8"));
    for (const line of ['{"token":"x","prompt":"?","hint":"","asker":1}', "{}", "null", "x"]) {
      const socket = connect(address);
      socket.write(`${line}\n`);
      expect(await text(socket)).toBe("");
    }
    expect(isAsked).toBe(false);
  });

  test("only the user can read how it is reached", async () => {
    const program = await listen(async () => undefined);
    expect(statSync(program).mode & 0o777).toBe(0o700);
    expect(statSync(path.join(folder, "askpass.json")).mode & 0o777).toBe(0o600);
    writeFileSync(program, readFileSync(program));
  });
});

describe("the answers to ssh", () => {
  const never = new AbortController().signal;
  const setUp = (secrets: readonly (string | undefined)[], isYes = true) => {
    const left: string[] = [];
    const notices: string[] = [];
    const texts: string[] = [];
    const rest = [...secrets];
    const answers = createSshAnswers({
      target: "board",
      questions: {
        async secret(question) {
          texts.push(question.text);
          return rest.shift();
        },
        async confirm(question) {
          texts.push(question.text);
          return isYes;
        },
      },
      onNotice: (notice) => notices.push(notice),
      onLeft: (what) => left.push(what),
    });
    const ask = (prompt: string, asker = 1, hint = "") => answers.answer({ prompt, hint, asker }, never);
    return { answers, ask, left, notices, texts };
  };

  test("another ssh that asks the same gets the same; the same one asks because it was wrong", async () => {
    const { ask, texts } = setUp(["a", "b"]);
    expect(await ask("Password: ", 1)).toBe("a");
    expect(await ask("Password: ", 2)).toBe("a");
    expect(await ask("Password: ", 2)).toBe("b");
    expect(await ask("Password: ", 3)).toBe("b");
    expect(texts).toEqual(["Password:", "That was not accepted. Password:"]);
  });

  test("a code that holds once is asked for each time", async () => {
    const { ask, answers } = setUp(["1", "2"]);
    expect(await ask("Verification code: ", 1)).toBe("1");
    expect(await ask("Verification code: ", 2)).toBe("2");
    expect(answers.hasAnswers()).toBe(false);
  });

  test("after connecting the user is asked nothing more", async () => {
    const { ask, answers, texts } = setUp(["a", "b"]);
    await ask("Password: ", 1);
    answers.close();
    expect(await ask("Password: ", 2)).toBe("a");
    expect(await ask("Password: ", 2)).toBeUndefined();
    expect(await ask("Sure (yes/no)? ", 2)).toBeUndefined();
    expect(texts).toHaveLength(1);
  });

  test("a host key is a question of yes or no; no ends the attempt", async () => {
    const prompt =
      "The authenticity of host 'b (1.2.3.4)' can't be established.\nED25519 key fingerprint is SHA256:x.\nAre you sure you want to continue connecting (yes/no/[fingerprint])? ";
    const yes = setUp([]);
    expect(await yes.ask(prompt)).toBe("yes");
    expect(yes.texts[0]).toMatch(/SHA256:x\.\nAre you sure you want to continue connecting\?$/u);
    const no = setUp([], false);
    expect(await no.ask(prompt)).toBe("no");
    expect(no.left).toEqual(["The host key was not accepted."]);
  });

  test("an agent that wants a yes gets one, or a failure that ends nothing", async () => {
    expect(await setUp([]).ask("Allow use of key x?", 1, "confirm")).toBe("yes");
    const no = setUp([], false);
    expect(await no.ask("Allow use of key x?", 1, "confirm")).toBeUndefined();
    expect(no.left).toEqual([]);
  });

  test("what is only to be shown is shown until ssh ends it, and is no question", async () => {
    const { answers, notices, texts } = setUp([]);
    const ended = new AbortController();
    const shown = answers.answer(
      { prompt: "Confirm user presence for key ", hint: "none", asker: 1 },
      ended.signal,
    );
    expect(answers.isWaiting()).toBe(true);
    ended.abort();
    expect(await shown).toBeUndefined();
    expect(answers.isWaiting()).toBe(false);
    expect([notices, texts]).toEqual([["Confirm user presence for key"], []]);
  });
});
