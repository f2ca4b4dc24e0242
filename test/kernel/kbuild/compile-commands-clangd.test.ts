/** What real Kbuild records, read by a real clangd: no file has an error. */
import { execFile, execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  compileCommandsOf,
  readRecordedBuild,
  writeCompileCommands,
} from "../../../client/src/kernel/kbuild/compile-commands-files.ts";
import { clangdProgram } from "../../../scripts/clangd.ts";

const run = promisify(execFile);

/** One module of one file, one of three in two folders, with the headers and inline functions of several subsystems. */
const files = {
  Kbuild: `obj-m := hello.o driver.o
driver-y := main.o worker.o sub/table.o
ccflags-y := -I$(src)/sub -DGREETING='"it \\"is\\" good"' -Werror
`,
  "hello.c": `#include <linux/module.h>
static int __init hello_init(void)
{
	pr_info("%s\\n", GREETING);
	return 0;
}
static void __exit hello_exit(void)
{
}
module_init(hello_init);
module_exit(hello_exit);
MODULE_LICENSE("GPL");
`,
  "main.c": `#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/usb.h>
#include <linux/pci.h>
#include <linux/netdevice.h>
#include <linux/interrupt.h>
#include <linux/dma-mapping.h>
#include <linux/debugfs.h>
#include <linux/uaccess.h>
#include "driver.h"

static irqreturn_t driver_irq(int irq, void *data)
{
	struct driver_state *state = data;

	spin_lock(&state->lock);
	state->count++;
	spin_unlock(&state->lock);
	schedule_work(&state->work);
	return IRQ_HANDLED;
}

static int driver_probe(struct platform_device *device)
{
	struct driver_state *state = devm_kzalloc(&device->dev, sizeof(*state), GFP_KERNEL);
	int irq = platform_get_irq(device, 0);

	if (!state)
		return -ENOMEM;
	if (irq < 0)
		return dev_err_probe(&device->dev, irq, "no interrupt\\n");
	spin_lock_init(&state->lock);
	driver_start(state);
	platform_set_drvdata(device, state);
	return devm_request_irq(&device->dev, irq, driver_irq, 0, "driver", state);
}

static struct platform_driver sample = {
	.probe = driver_probe,
	.driver = { .name = "driver", .of_match_table = driver_table },
};
module_platform_driver(sample);
MODULE_DESCRIPTION("A driver of several files");
MODULE_LICENSE("GPL");
`,
  "worker.c": `#include <linux/workqueue.h>
#include <linux/jump_label.h>
#include <linux/rcupdate.h>
#include "driver.h"

static DEFINE_STATIC_KEY_FALSE(driver_verbose);

static void driver_work(struct work_struct *work)
{
	struct driver_state *state = container_of(work, struct driver_state, work);

	if (static_branch_unlikely(&driver_verbose))
		pr_info("%u\\n", READ_ONCE(state->count));
}

void driver_start(struct driver_state *state)
{
	INIT_WORK(&state->work, driver_work);
}
`,
  "driver.h": `#include <linux/of.h>
#include <linux/workqueue.h>
#include <linux/spinlock.h>

struct driver_state {
	spinlock_t lock;
	unsigned int count;
	struct work_struct work;
};

extern const struct of_device_id driver_table[3];
void driver_start(struct driver_state *state);
`,
  "sub/table.c": `#include <linux/mod_devicetable.h>
#include "../driver.h"
#include "table.h"
const struct of_device_id driver_table[3] = {
	{ .compatible = NAME },
	[1 ... 1] = { .compatible = NAME },
	{},
};
`,
  "sub/table.h": '#define NAME "kmod,driver"\n',
};

const sources = ["hello.c", "main.c", "worker.c", "sub/table.c"];

describe.each(["6.1", "6.12"])("with Linux %s", (version) => {
  const release = readdirSync("/lib/modules").find(
    (one) => one.startsWith(`${version}.`) && existsSync(`/lib/modules/${one}/build/Makefile`),
  );
  const kernel = { directory: `/lib/modules/${release}/build`, release };
  const folder = mkdtempSync(path.join(tmpdir(), "kmod-clangd-"));
  const list = path.join(folder, "compile_commands.json");

  beforeAll(async () => {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    }
    await run("make", ["-j2", "-C", kernel.directory, `M=${folder}`, "modules"]);
    const commands = await compileCommandsOf(await readRecordedBuild(folder), [kernel]);
    await writeCompileCommands(list, commands, "replace");
  }, 60_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("every source is listed, in the folder that make works in", () => {
    const listed: readonly { readonly file: string; readonly directory: string }[] = JSON.parse(
      readFileSync(list, "utf8"),
    );
    expect(listed.map(({ file }) => path.relative(folder, file)).toSorted()).toEqual(sources.toSorted());
    expect(new Set(listed.map(({ directory }) => directory))).toEqual(new Set([kernel.directory]));
  });

  test.each(["hello.c", "main.c", "sub/table.c"])(
    "clangd finds no error in %s",
    (source) => {
      expect(check(path.join(folder, source))).toEqual([]);
    },
    30_000,
  );

  // Once is enough: what clangd checks does not depend on the kernel.
  if (version === "6.1") {
    test("clangd finds the error of a source that has one", () => {
      const file = path.join(folder, "hello.c");
      writeFileSync(file, files["hello.c"].replace("return 0", "return nothing"));
      expect(check(file)).toEqual([expect.stringContaining("use of undeclared identifier 'nothing'")]);
      writeFileSync(file, files["hello.c"]);
    }, 30_000);
  }

  test("built again, the list stays as it is", async () => {
    const before = readFileSync(list, "utf8");
    const recorded = await readRecordedBuild(folder);
    expect(recorded.release).toBe(kernel.release);
    const commands = await compileCommandsOf(recorded, [kernel]);
    expect(await writeCompileCommands(list, commands, "replace")).toEqual({ kind: "unchanged" });
    expect(readFileSync(list, "utf8")).toBe(before);
  });
});

/** The errors that clangd has for a file, a line each. */
function check(file: string): readonly string[] {
  try {
    execFileSync(clangdProgram(), [`--check=${file}`, "--check-locations=0"], { stdio: "pipe" });
    return [];
  } catch (error) {
    if (!(error instanceof Error && "stderr" in error)) throw error;
    return String(error.stderr)
      .split("\n")
      .filter((line) => line.startsWith("E[") && line.includes(" Line "));
  }
}
