/** Answers to what Kmod asks, given as a user would: by what stands on the screen. */
import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { KmodApi } from "../../client/src/extension.ts";
import type { KmodExports } from "../../client/src/main.ts";
import { api } from "./host.ts";

type Shown = Parameters<Parameters<KmodApi["prompts"]["onDidShow"]>[0]>[0];

/** What to answer: a text, the label of a line or of a button; `leave`: nothing; undefined: this question is not for it. */
export type Answerer = (shown: Shown) => string | { readonly kind: "leave" } | undefined;

export const leave = { kind: "leave" } as const;

/** Answers what is asked while something runs; gives what was asked, in its order: also what was not answered. */
export async function answering(answer: Answerer, run: () => Thenable<unknown>): Promise<readonly Shown[]> {
  const { prompts } = await api();
  const heard: Shown[] = [];
  const listener = prompts.onDidShow((shown) => {
    heard.push(shown);
    const given = answer(shown);
    if (given === undefined) return;
    if (typeof given === "string") shown.answer(given);
    else shown.leave();
  });
  try {
    await run();
  } finally {
    listener.dispose();
  }
  return heard;
}

/** Resolves with the next question whose title is so. To be called before what makes it appear. */
export const question = (title: RegExp): Promise<Shown> => next((shown) => title.test(shown.title));

/** The next question or message that fits: listens from now on. The extension is awake. */
export function next(fits: (shown: Shown) => boolean): Promise<Shown> {
  const { prompts } = vscode.extensions.getExtension<KmodExports>("kmod.kmod")?.exports.api ?? {};
  assert.ok(prompts, "the extension is awake");
  return new Promise((resolve) => {
    const listener = prompts.onDidShow((shown) => {
      if (!fits(shown)) return;
      listener.dispose();
      resolve(shown);
    });
  });
}
