/** The walkthrough as package.json has it: nothing in it leads nowhere. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { contextKey, walkthroughSteps } from "../../client/src/walkthrough/steps.ts";
import { readManifest } from "../../scripts/generate/manifest.ts";
import { repository } from "../../scripts/paths.ts";

const { commands, walkthroughs } = readManifest().contributes;
const [walkthrough, ...others] = walkthroughs;
const steps = walkthrough?.steps ?? [];

describe("the walkthrough", () => {
  it("is the one that Get Started opens, with the steps that the extension watches, in their order", () => {
    expect(others).toEqual([]);
    expect(walkthrough?.id).toBe("kmod.start");
    expect(steps.map(({ id }) => id)).toEqual(walkthroughSteps.map((step) => `kmod.start.${step}`));
  });

  it("completes each step by what was done, never by a click", () => {
    expect(steps.map(({ completionEvents }) => completionEvents)).toEqual(
      walkthroughSteps.map((step) => [`onContext:${contextKey(step)}`]),
    );
  });

  it.each(steps)("$id has a button, and every command that it names exists", ({ description }) => {
    const known = commands.map(({ command }) => command);
    const named = [...description.matchAll(/\(command:([\w.]+)/gu)].map(([, id]) => id);
    // VS Code makes a button of a link that stands on a line of its own.
    expect(description).toMatch(/^\[[^\]]+\]\(command:kmod\.\w+\)$/mu);
    expect(named.filter((id) => id === undefined || !known.includes(id))).toEqual([]);
  });

  it.each(steps)(
    "$id has a picture in the colours of the theme, and words for who does not see it",
    ({ media }) => {
      const file = path.join(repository, media.svg);
      expect(existsSync(file), media.svg).toBe(true);
      const picture = readFileSync(file, "utf8");
      const colours = [...picture.matchAll(/(?:fill|stroke)="([^"]*)"/gu)].map(([, colour]) => colour);
      expect(colours.filter((colour) => !/^(?:none|var\(--vscode-[\w-]+.*\))$/u.test(colour ?? ""))).toEqual(
        [],
      );
      expect(picture).not.toMatch(/#[\da-f]{3,8}\b|rgba?\(/iu);
      expect(media.altText.length).toBeGreaterThan(20);
    },
  );
});
