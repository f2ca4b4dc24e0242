/** A virtual machine whose kernel panics starts again by itself, but not for ever. */
import { expect, test } from "vitest";
import { TargetError } from "../../../client/src/kernel/errors.ts";
import { restartAfterPanic } from "../../../client/src/kernel/targets/vm/vm.ts";
import { fakeTarget, fakeTransport } from "./fake-transport.ts";

const panic = new TargetError("panic", "The kernel of lab panicked.", "Look at its console.");
const isConnected = (target: { readonly state: { readonly kind: string } }) =>
  expect.poll(() => target.state.kind).toBe("connected");

test("after a panic: failed, connecting, connected", async () => {
  const transport = fakeTransport();
  const { target, states } = fakeTarget(transport);
  restartAfterPanic(target);
  await target.connect();
  transport.lose(panic);
  expect(target.state).toEqual({ kind: "failed", error: panic });
  await isConnected(target);
  expect([...new Set(states.slice(states.indexOf("failed")))]).toEqual(["failed", "connecting", "connected"]);
  expect(transport.calls).toEqual(["open", "close", "open"]);
  await target.dispose();
});

test("the fourth panic within five minutes is the last, and later ones count anew", async () => {
  const transport = fakeTransport();
  const { target } = fakeTarget(transport);
  let now = 0;
  restartAfterPanic(target, () => now);
  await target.connect();
  for (let restart = 1; restart <= 3; restart++) {
    transport.lose(panic);
    await isConnected(target);
  }
  transport.lose(panic);
  await new Promise(setImmediate);
  expect(target.state.kind).toBe("failed");
  await target.connect();
  now = 5 * 60_000;
  transport.lose(panic);
  await isConnected(target);
  await target.dispose();
});

test("a lost connection is no panic: it stays failed", async () => {
  const transport = fakeTransport();
  const { target } = fakeTarget(transport);
  restartAfterPanic(target);
  await target.connect();
  transport.lose(new TargetError("lost", "It has ended.", "Connect it."));
  await new Promise(setImmediate);
  expect(target.state.kind).toBe("failed");
  await target.dispose();
});

test("disconnected right after the panic, it stays off", async () => {
  const transport = fakeTransport();
  const { target } = fakeTarget(transport);
  restartAfterPanic(target);
  await target.connect();
  transport.lose(panic);
  await target.disconnect();
  await new Promise(setImmediate);
  expect(target.state.kind).toBe("disconnected");
  await target.dispose();
});
