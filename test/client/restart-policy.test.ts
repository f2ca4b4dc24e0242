import { expect, it } from "vitest";
import { createRestartPolicy } from "../../client/src/language/restart-policy.ts";

it("a server is started again four times within three minutes, and not a fifth time", () => {
  const policy = createRestartPolicy(4, 180_000, () => 1000);
  expect([1, 2, 3, 4, 5].map(() => policy.mayRestart())).toEqual([true, true, true, true, false]);
});

it("crashes of more than three minutes ago do not count", () => {
  let time = 0;
  const policy = createRestartPolicy(1, 180_000, () => time);
  expect(policy.mayRestart()).toBe(true);
  time = 179_999;
  expect(policy.mayRestart()).toBe(false);
  time = 360_000;
  expect(policy.mayRestart()).toBe(true);
});

it("a restart that the author asks for forgives what was before", () => {
  const policy = createRestartPolicy(1, 180_000, () => 0);
  policy.mayRestart();
  policy.forgive();
  expect(policy.mayRestart()).toBe(true);
});
