/** What the view and its page say to each other, when, and what is said where there are no lines. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { TargetState } from "../../../client/src/kernel/targets/target.ts";
import { describeLog, type LogSituation, targetChoice } from "../../../client/src/log/view/describe-log.ts";
import { noFilter } from "../../../client/src/log/view/log-filter.ts";
import { logPage } from "../../../client/src/log/view/page.ts";
import { PageFeed } from "../../../client/src/log/view/page-feed.ts";
import { readFromPage, readToPage } from "../../../client/src/log/view/view-messages.ts";
import { expectedTarget } from "../../../client/src/log/view/which-log.ts";

describe("the page is told of new lines", () => {
  let sent = 0;
  const make = (): PageFeed => new PageFeed(() => sent++);
  beforeEach(() => {
    sent = 0;
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  });
  afterEach(() => vi.useRealTimers());

  it("at once after a pause, and then once in 50 milliseconds at most", () => {
    const feed = make();
    feed.changed();
    vi.advanceTimersByTime(0);
    expect(sent).toBe(1);
    feed.drawn();
    for (let batch = 0; batch < 100; batch++) {
      feed.changed();
      vi.advanceTimersByTime(5);
      feed.drawn();
    }
    expect(sent).toBe(11);
  });

  it("not while it still draws, but as soon as it has drawn", () => {
    const feed = make();
    feed.now();
    feed.changed();
    vi.advanceTimersByTime(1_000);
    expect(sent).toBe(1);
    feed.drawn();
    vi.advanceTimersByTime(0);
    expect(sent).toBe(2);
  });

  it("again where it never says that it has drawn", () => {
    const feed = make();
    feed.now();
    feed.changed();
    vi.advanceTimersByTime(2_001);
    expect(sent).toBe(2);
  });

  it("no more once it is gone", () => {
    const feed = make();
    feed.changed();
    feed.stop();
    vi.advanceTimersByTime(5_000);
    expect(sent).toBe(0);
    feed.changed();
    vi.advanceTimersByTime(50);
    expect(sent).toBe(1);
  });
});

describe("messages", () => {
  it("of the page are taken when they are whole, and only then", () => {
    const window = { kind: "window", generation: 1, from: 0, count: 100, isFollowing: true };
    expect(readFromPage(window)).toEqual(window);
    expect(readFromPage({ ...window, count: 1_000_000 })).toBeUndefined();
    expect(readFromPage({ ...window, from: -1 })).toBeUndefined();
    expect(readFromPage({ kind: "filter", filter: noFilter })).toEqual({ kind: "filter", filter: noFilter });
    expect(readFromPage({ kind: "filter", filter: { ...noFilter, level: 8 } })).toBeUndefined();
    expect(readFromPage({ kind: "action", action: "rm" })).toBeUndefined();
    for (const other of [undefined, null, 1, "ready", [], {}]) expect(readFromPage(other)).toBeUndefined();
  });

  it("of the extension are taken by the page in the same way", () => {
    expect(readToPage({ kind: "focusFilter" })).toEqual({ kind: "focusFilter" });
    expect(readToPage({ kind: "rows", rows: [] })).toBeUndefined();
  });
});

describe("in the place of lines", () => {
  const board = {
    kind: "ssh",
    name: "board",
    host: "root@board",
    port: undefined,
    isProduction: false,
  } as const;
  const machine = { release: "6.1.0", architecture: "x86_64", hasModules: true, isRoot: true };
  const situation = (part: Partial<LogSituation>): LogSituation => ({
    target: { spec: board, state: { kind: "connected", machine } },
    problem: undefined,
    canReadAsRoot: false,
    total: 10,
    shown: 10,
    ...part,
  });

  it("nothing is said where there are some", () => {
    expect(describeLog(situation({}))).toBeUndefined();
  });

  it("a machine that is not connected can be connected", () => {
    const target = { spec: board, state: { kind: "disconnected" } } as const;
    expect(describeLog(situation({ target, total: 0, shown: 0 }))).toEqual({
      text: "board: not connected. Its kernel's log is shown while it is connected.",
      actions: ["connect"],
    });
    expect(describeLog(situation({ target }))?.text).toMatch(/goes on when it is connected/u);
  });

  it("what keeps the log from being read is said, with what helps", () => {
    const problem = "Only root may read the log of board.";
    expect(describeLog(situation({ problem, canReadAsRoot: true }))).toEqual({
      text: problem,
      actions: ["readAsRoot"],
    });
  });

  it("a filter that hides all can be cleared", () => {
    expect(describeLog(situation({ shown: 0 }))?.actions).toEqual(["clearFilter"]);
  });

  it("machines are listed with their state where they are not connected", () => {
    expect(targetChoice({ ...situation({}).target, id: "ssh:board" })).toEqual({
      id: "ssh:board",
      label: "board",
      detail: "SSH: root@board: Linux 6.1.0",
    });
    const state = { kind: "disconnected" } as const;
    expect(targetChoice({ spec: board, state, id: "ssh:board" }).label).toBe("board (not connected)");
  });

  it("a kernel that has said nothing yet is waited for", () => {
    expect(describeLog(situation({ total: 0, shown: 0 }))).toEqual({
      text: "The kernel of board has said nothing yet. What it says appears here at once.",
      actions: [],
    });
  });
});

it("the page takes scripts and styles of its nonce alone, and nothing from anywhere else", () => {
  const page = logPage('const a = "</script><b>";', "abc");
  expect(page).toContain(`content="default-src 'none'; style-src 'nonce-abc'; script-src 'nonce-abc';"`);
  expect(page.match(/<script/g)).toHaveLength(1);
  expect(page.match(/<\/script>/g)).toHaveLength(1);
  expect(page).not.toMatch(/https?:|\bon\w+=|style="/);
});

describe("without a choice the log is shown", () => {
  interface Machine {
    readonly state: TargetState;
  }
  const machine = { release: "6.1.0", architecture: "x86_64", hasModules: true, isRoot: true };
  const connected = (): Machine => ({ state: { kind: "connected", machine } });
  const log = (target: Machine, ...times: readonly number[]) => ({
    target,
    lines: () => times.map((time) => ({ time })),
  });
  const current: Machine = { state: { kind: "disconnected" } };
  const [other, third] = [connected(), connected()];

  it("of the current target where that is connected, or has said something", () => {
    expect(expectedTarget(third, [log(other, 9)])).toBe(third);
    expect(expectedTarget(current, [log(current, 1), log(other, 9)])).toBe(current);
  });

  it("of the machine whose kernel spoke last where the current target is silent", () => {
    expect(expectedTarget(current, [log(other, 1, 9), log(third, 5), log(current)])).toBe(other);
    expect(expectedTarget(current, [])).toBe(current);
  });
});
