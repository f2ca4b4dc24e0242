/** A kernel's log as text: times on the screen, the clipboard, files. */
import { describe, expect, it } from "vitest";
import { dmesgText, fileText, jsonText, shownText } from "../../../client/src/log/view/log-text.ts";
import { clockText, nextMode, timeModes, timeText } from "../../../client/src/log/view/log-times.ts";
import { printed, said } from "./log-lines.ts";

describe("the time of a line", () => {
  const line = { microseconds: 12_345_678, time: new Date(2026, 0, 2, 3, 4, 5, 67).getTime() };

  it("is shown as dmesg does, by the clock, since the line above, or not", () => {
    expect(timeText("relative", line, undefined)).toBe("12.345678");
    expect(timeText("absolute", line, undefined)).toBe("03:04:05.067");
    expect(timeText("delta", line, { microseconds: 12_000_000 })).toBe("+0.345678");
    expect(timeText("none", line, undefined)).toBe("");
  });

  it("is not shown where it is not known", () => {
    expect(timeModes.map((mode) => timeText(mode, {}, undefined))).toEqual(["", "", "", ""]);
    expect(timeText("delta", line, undefined)).toBe("");
  });

  it("since the line above goes by the editor's clock where the kernel began anew", () => {
    const before = { microseconds: 99_000_000, time: line.time - 1_500 };
    expect(timeText("delta", line, before)).toBe("+1.500");
  });

  it("is toggled through all ways and begins again", () => {
    const modes = timeModes.map((_, index) => timeModes.slice(0, index).reduce(nextMode, "relative"));
    expect(modes).toEqual([...timeModes]);
    expect(nextMode("none")).toBe("relative");
  });
});

describe("a log", () => {
  const lines = [
    said(1, "boot", "Linux 6.1 started"),
    printed(2, "hello: loaded"),
    printed(3, "bare", "unknown"),
  ];

  it("is saved as dmesg prints it; what is not the kernel's begins with #", () => {
    expect(dmesgText(lines)).toBe("# Linux 6.1 started\n[    0.002000] hello: loaded\n[    0.003000] bare\n");
  });

  it("is saved as JSON where the file is called so", () => {
    const read: unknown = JSON.parse(fileText("/tmp/log.JSON", lines));
    expect(read).toEqual([
      { number: 1, kind: "boot", text: "Linux 6.1 started" },
      {
        number: 2,
        kind: "line",
        time: "2023-11-14T22:13:20.002Z",
        seconds: 0.002,
        sequence: 2,
        level: 6,
        levelName: "info",
        text: "hello: loaded",
      },
      expect.objectContaining({ number: 3, text: "bare" }),
    ]);
    expect(fileText("/tmp/log.txt", lines)).toBe(dmesgText(lines));
    expect(JSON.parse(jsonText([]))).toEqual([]);
  });

  it("is copied with the times that are shown", () => {
    expect(shownText(lines, "none")).toBe("Linux 6.1 started\nhello: loaded\nbare");
    expect(shownText(lines.slice(0, 2), "relative")).toBe("Linux 6.1 started\n[    0.002000] hello: loaded");
    expect(shownText(lines.slice(1, 2), "absolute")).toBe(`${clockText(1_700_000_000_002)} hello: loaded`);
  });
});
