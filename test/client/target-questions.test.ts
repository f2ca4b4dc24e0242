/** Questions of targets: one at a time, named, and taken back when nobody waits for their answer. */
import { expect, it } from "vitest";
import type { ChoiceOptions, Prompts, TextOptions } from "../../client/src/prompts.ts";
import { createQuestions } from "../../client/src/targets/questions.ts";

interface Open {
  readonly kind: "text" | "choose";
  readonly title: string;
  readonly detail: string;
  readonly isSecret: boolean;
  answer(value: string | undefined): void;
}

/** Prompts that stand open until they are answered or taken back. */
function openPrompts() {
  const open: Open[] = [];
  const stand = (one: Omit<Open, "answer">, signal: AbortSignal | undefined) =>
    new Promise<string | undefined>((resolve) => {
      const end = (value: string | undefined): void => {
        open.splice(open.indexOf(entry), 1);
        resolve(value);
      };
      const entry = { ...one, answer: end };
      signal?.addEventListener("abort", () => end(undefined));
      open.push(entry);
    });
  const prompts: Prompts = {
    text: ({ title, prompt = "", isSecret = false, signal }: TextOptions) =>
      stand({ kind: "text", title, detail: prompt, isSecret }, signal),
    async choose<A extends string>({ message, detail = "", answers, signal }: ChoiceOptions<A>) {
      const entry = { kind: "choose", title: message, detail, isSecret: false } as const;
      const value = await stand(entry, signal);
      return answers.find((answer) => answer === value);
    },
    pick: () => Promise.reject(new Error("not asked for")),
    pickMany: () => Promise.reject(new Error("not asked for")),
    notify: () => Promise.reject(new Error("not asked for")),
    onDidShow: () => ({ dispose: () => undefined }),
  };
  return { open, prompts };
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

it("a secret is asked for with the target's name, and not shown", async () => {
  const { open, prompts } = openPrompts();
  const secret = createQuestions(prompts)().secret({ target: "board", text: "root@board's password: " });
  await settled();
  expect(open).toMatchObject([
    { kind: "text", title: "Kmod: board", detail: "root@board's password:", isSecret: true },
  ]);
  open[0]?.answer("hunter2");
  expect(await secret).toBe("hunter2");
});

it("a host key is shown, and only Connect accepts it", async () => {
  const { open, prompts } = openPrompts();
  const ask = createQuestions(prompts)();
  const question = { target: "board", text: "ED25519 key fingerprint is SHA256:abc." };
  const accepted = ask.confirm(question);
  await settled();
  expect(open).toMatchObject([{ kind: "choose", title: "Connect to board?", detail: question.text }]);
  open[0]?.answer("Connect");
  expect(await accepted).toBe(true);
  const left = ask.confirm(question);
  await settled();
  open[0]?.answer(undefined);
  expect(await left).toBe(false);
});

it("two targets that ask at once are answered one after the other", async () => {
  const { open, prompts } = openPrompts();
  const questions = createQuestions(prompts);
  const first = questions().secret({ target: "a", text: "password:" });
  const second = questions().secret({ target: "b", text: "password:" });
  await settled();
  expect(open.map(({ title }) => title)).toEqual(["Kmod: a"]);
  open[0]?.answer("1");
  expect(await first).toBe("1");
  await settled();
  expect(open.map(({ title }) => title)).toEqual(["Kmod: b"]);
  open[0]?.answer("2");
  expect(await second).toBe("2");
});

it("what is open or waits is taken back when the attempt has ended, and the next attempt asks again", async () => {
  const { open, prompts } = openPrompts();
  const ask = createQuestions(prompts)();
  const shown = ask.secret({ target: "a", text: "password:" });
  const waiting = ask.confirm({ target: "a", text: "key" });
  await settled();
  ask.leave();
  expect(await shown).toBeUndefined();
  expect(await waiting).toBe(false);
  expect(open).toEqual([]);
  const again = ask.secret({ target: "a", text: "password:" });
  await settled();
  open[0]?.answer("x");
  expect(await again).toBe("x");
});
