import assert from "node:assert/strict";
import * as vscode from "vscode";
import { activationTimes, languageServers, limits, sleeping } from "./asleep.ts";
import { api, entry, findings, has, show, until, write } from "./host.ts";

const source = `#include <linux/module.h>

static int __init hello_init(void)
{
	return 0;
}
module_init(hello_init);
`;

describe("a C project that has nothing of the kernel", () => {
  it("leaves Kmod asleep when a C file and a makefile of it are opened", async () => {
    await show("Makefile");
    await show("main.c");
    await sleeping();
    assert.deepEqual(languageServers(), []);
  });

  it("leaves Kmod asleep when its tasks are listed", async () => {
    assert.deepEqual(await vscode.tasks.fetchTasks({ type: "kmod" }), []);
    await sleeping();
  });

  it("pays for Kmod what a small file costs", async function () {
    const { loadMs, callMs, finishMs } = await activationTimes();
    if (this.test) this.test.title += `: load ${loadMs}, activate ${callMs}, finish ${finishMs} ms`;
    assert.ok(loadMs + callMs + finishMs <= limits.activateMs);
  });

  it("has the source of a module checked as soon as one is opened", async function () {
    const kmod = await entry();
    write({ "driver/hello.c": source, "driver/Makefile": "obj-m := hello.o\n" });
    await show("driver/hello.c");
    await until(
      kmod.onDidWake,
      () => kmod.api,
      () => "asleep",
    );
    const { ms = Number.NaN, processorMs = Number.NaN } = kmod.cost ?? {};
    if (this.test)
      this.test.title += `: everything opened in ${ms.toFixed()} ms, ${processorMs.toFixed()} ms of a processor`;
    assert.ok(processorMs <= limits.openMs);
    await findings("driver/hello.c", has("missing-license"));
    assert.equal(languageServers().length, 1);
    assert.equal((await api()).serverProcessId(), languageServers()[0]);
  });
});
