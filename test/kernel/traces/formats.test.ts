/** Reports that Debian's kernels cannot make: written as the kernel's sources print them, with made-up addresses. */
import { describe, expect, test } from "vitest";
import { tracesOfText } from "../../../client/src/kernel/traces/pasted.ts";
import { frameWords } from "./fixtures.ts";

const one = (text: string) => {
  const [trace, ...others] = tracesOfText(text);
  expect(others).toEqual([]);
  if (trace === undefined) throw new Error("no report was recognised");
  return trace;
};

const calls = ` demo_write+0x4c/0x90 [demo]
 vfs_write+0x1b8/0x7a0
 ? __pfx_vfs_write+0x10/0x10
 ksys_write+0xb8/0x150`;

describe("sanitizers", () => {
  test("KASAN: with who allocated and who freed", () => {
    const trace = one(`==================================================================
BUG: KASAN: slab-use-after-free in demo_write+0x4c/0x90 [demo]
Write of size 4 at addr ffff888008d3a508 by task sh/123

CPU: 1 UID: 0 PID: 123 Comm: sh Tainted: G           O       6.12.1 #1
Tainted: [O]=OOT_MODULE
Hardware name: QEMU Standard PC
Call Trace:
 <TASK>
 dump_stack_lvl+0x5d/0x80
 print_report+0x174/0x505
 kasan_report+0xda/0x110
${calls}
 </TASK>

Allocated by task 123:
 kasan_save_stack+0x30/0x50
 demo_open+0x21/0x60 [demo]

Freed by task 124:
 kasan_save_stack+0x30/0x50
 demo_release+0x1e/0x40 [demo]

The buggy address belongs to the object at ffff888008d3a500
 which belongs to the cache kmalloc-16 of size 16
Memory state around the buggy address:
 ffff888008d3a400: fa fb fc fc fa fb fc fc fa fb fc fc fa fb fc fc
>ffff888008d3a500: fa fb fc fc fc fc fc fc fc fc fc fc fc fc fc fc
                      ^
==================================================================
Disabling lock debugging due to kernel taint
`);
    expect(trace.kind).toBe("kasan");
    expect(trace.title).toBe("BUG: KASAN: slab-use-after-free in demo_write+0x4c/0x90 [demo]");
    expect(trace.task).toEqual({ name: "sh", pid: 123 });
    expect(trace.release).toBe("6.12.1");
    expect(frameWords(trace).slice(3, 5)).toEqual(["demo_write+0x4c [demo]", "vfs_write+0x1b8"]);
    expect(trace.sections.map((section) => [section.title, frameWords(section).at(-1)])).toEqual([
      ["Allocated by task 123", "demo_open+0x21 [demo]"],
      ["Freed by task 124", "demo_release+0x1e [demo]"],
    ]);
    expect(trace.records.at(-1)?.text).toMatch(/^=+$/u);
  });

  test("KFENCE", () => {
    const trace = one(`==================================================================
BUG: KFENCE: out-of-bounds write in demo_write+0x4c/0x90 [demo]

Out-of-bounds write at 0x00000000ed3bfae5 (1B right of kfence-#69):
${calls}

kfence-#69: 0x0000000012345678-0x0000000012345687, size=16, cache=kmalloc-16

allocated by task 5 on cpu 0 at 12.345678s:
 demo_open+0x21/0x60 [demo]

CPU: 0 PID: 123 Comm: sh Tainted: G           O       6.1.0 #1
==================================================================
`);
    expect([trace.kind, frameWords(trace)[0]]).toEqual(["kasan", "demo_write+0x4c [demo]"]);
    expect(trace.sections.map(({ title }) => title)).toEqual(["allocated by task 5 on cpu 0 at 12.345678s"]);
  });

  test("KCSAN", () => {
    const trace = one(`==================================================================
BUG: KCSAN: data-race in demo_read [demo] / demo_write [demo]

write to 0xffffffffc0123450 of 4 bytes by task 123 on cpu 1:
${calls}

read to 0xffffffffc0123450 of 4 bytes by task 124 on cpu 0:
 demo_read+0x2c/0x80 [demo]

value changed: 0x00000001 -> 0x00000002

Reported by Kernel Concurrency Sanitizer on:
CPU: 0 PID: 124 Comm: cat Tainted: G           O       6.1.0 #1
==================================================================
`);
    expect([trace.kind, frameWords(trace)[0]]).toEqual(["kcsan", "demo_write+0x4c [demo]"]);
    expect(trace.sections.map((section) => frameWords(section))).toEqual([["demo_read+0x2c [demo]"]]);
  });

  test("UBSAN names the place", () => {
    const trace = one(`------------[ cut here ]------------
UBSAN: array-index-out-of-bounds in /src/demo/demo.c:42:7
index 9 is out of range for type 'int [4]'
CPU: 0 PID: 123 Comm: sh Tainted: G           O       6.12.1 #1
Call Trace:
 <TASK>
 dump_stack_lvl+0x5d/0x80
 __ubsan_handle_out_of_bounds+0x95/0xd0
${calls}
 </TASK>
---[ end trace ]---
`);
    expect([trace.kind, trace.at]).toEqual(["ubsan", { file: "/src/demo/demo.c", line: 42 }]);
    expect(frameWords(trace)).toContain("demo_write+0x4c [demo]");
  });
});

describe("lockdep", () => {
  test("a circular dependency: where the kernel is, and the chain that led there", () => {
    const trace = one(`
======================================================
WARNING: possible circular locking dependency detected
6.1.0 #1 Tainted: G           O
------------------------------------------------------
sh/123 is trying to acquire lock:
ffffffffc0123400 (lock_a){+.+.}-{3:3}, at: demo_write+0x2c/0x90 [demo]

but task is already holding lock:
ffffffffc0123460 (lock_b){+.+.}-{3:3}, at: demo_write+0x1c/0x90 [demo]

which lock already depends on the new lock.

the existing dependency chain (in reverse order) is:

-> #1 (lock_b){+.+.}-{3:3}:
       lock_acquire+0xd1/0x2d0
       __mutex_lock+0x9a/0xf00
       demo_open+0x21/0x60 [demo]

-> #0 (lock_a){+.+.}-{3:3}:
       __lock_acquire+0x1456/0x2130
       demo_write+0x2c/0x90 [demo]

other info that might help us debug this:

2 locks held by sh/123:
 #0: ffff888003a1c438 (sb_writers#4){.+.+}-{0:0}, at: ksys_write+0xb8/0x150
 #1: ffffffffc0123460 (lock_b){+.+.}-{3:3}, at: demo_write+0x1c/0x90 [demo]

stack backtrace:
CPU: 0 PID: 123 Comm: sh Tainted: G           O       6.1.0 #1
Hardware name: QEMU Standard PC
Call Trace:
 <TASK>
 dump_stack_lvl+0x45/0x5d
 check_noncircular+0xfe/0x110
${calls}
 </TASK>
hello: the next line
`);
    expect(trace.kind).toBe("lockdep");
    expect(trace.title).toBe("WARNING: possible circular locking dependency detected");
    expect([trace.release, trace.task]).toEqual(["6.1.0", { name: "sh", pid: 123 }]);
    expect(frameWords(trace)[2]).toBe("demo_write+0x4c [demo]");
    expect(trace.sections.map((section) => [section.title, frameWords(section).at(-1)])).toEqual([
      ["-> #1 (lock_b){+.+.}-{3:3}", "demo_open+0x21 [demo]"],
      ["-> #0 (lock_a){+.+.}-{3:3}", "demo_write+0x2c [demo]"],
    ]);
    expect(trace.records.at(-1)?.text).toBe(" </TASK>");
  });

  test.each([
    "WARNING: possible recursive locking detected",
    "WARNING: inconsistent lock state",
    "WARNING: suspicious RCU usage",
    "WARNING: HARDIRQ-safe -> HARDIRQ-unsafe lock order detected",
    "WARNING: sh/123 still has locks held!",
    "WARNING: bad unlock balance detected!",
    "[ BUG: Invalid wait context ]",
    "INFO: possible recursive locking detected",
    "INFO: trying to register non-static key.",
  ])("%s", (title) => {
    const trace = one(`${title}\n6.1.0 #1 Not tainted\nstack backtrace:\nCall Trace:\n${calls}\n`);
    expect([trace.kind, trace.title, frameWords(trace)[0]]).toEqual([
      "lockdep",
      title,
      "demo_write+0x4c [demo]",
    ]);
  });
});

describe("other words of x86", () => {
  test.each<readonly [string, string]>([
    [
      "oops",
      "general protection fault, probably for non-canonical address 0xdead4ead00000008: 0000 [#1] SMP PTI",
    ],
    ["oops", "Oops: general protection fault, kernel NULL pointer dereference 0x8: 0000 [#1] SMP NOPTI"],
    ["oops", "BUG: unable to handle kernel paging request at ffffc90000000000"],
    ["oops", "BUG: unable to handle page fault for address: ffffc90000000000"],
    ["oops", "stack segment: 0000 [#1] PREEMPT SMP"],
    ["oops", "double fault: 0000 [#1] PREEMPT SMP"],
    ["sleep-in-atomic", "BUG: sleeping function called from invalid context at kernel/locking/mutex.c:580"],
    ["sleep-in-atomic", "BUG: scheduling while atomic: sh/123/0x00000002"],
    ["lockup", "watchdog: BUG: soft lockup - CPU#1 stuck for 26s! [sh:123]"],
    ["lockup", "NMI watchdog: Watchdog detected hard LOCKUP on cpu 1"],
    ["lockup", "watchdog: CPU1: Watchdog detected hard LOCKUP on cpu 1"],
    ["rcu-stall", "rcu: INFO: rcu_sched detected stalls on CPUs/tasks:"],
    ["rcu-stall", "rcu: INFO: rcu_preempt detected expedited stalls on CPUs/tasks: { 1-...D }"],
    ["hung-task", "INFO: task kworker/u8:3:123 blocked for more than 120 seconds."],
    ["bug", "BUG: spinlock bad magic on CPU#0, sh/123"],
    ["bug", "BUG kmalloc-64 (Tainted: G    B      O): Right Redzone overwritten"],
    ["bug", "BUG: using smp_processor_id() in preemptible [00000000] code: sh/123"],
    ["bug", "BUG: Bad page state in process sh  pfn:12345"],
    ["panic", "Kernel panic - not syncing: Attempted to kill init! exitcode=0x0000000b"],
    ["oom", "sh invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0"],
  ])("%s: %s", (kind, title) => {
    const trace = one(`${title}\nCPU: 1 PID: 123 Comm: sh Not tainted 6.1.0 #1\nCall Trace:\n${calls}\n`);
    expect([trace.kind, trace.title, frameWords(trace)[0]]).toEqual([kind, title, "demo_write+0x4c [demo]"]);
  });

  test("a warning as kernels since 6.18 write it", () => {
    const trace = one(`------------[ cut here ]------------
WARNING: [size > 1] /src/demo/demo.c:42 at demo_write+0x4c/0x90 [demo], CPU#1: sh/123
Modules linked in: demo(O)
CPU: 1 UID: 0 PID: 123 Comm: sh Tainted: G           O        6.18.0 #1 PREEMPT
RIP: 0010:demo_write+0x4c/0x90 [demo]
Call Trace:
${calls}
---[ end trace 0000000000000000 ]---
`);
    expect([trace.kind, trace.at, trace.task, trace.release]).toEqual([
      "warning",
      { file: "/src/demo/demo.c", line: 42 },
      { name: "sh", pid: 123 },
      "6.18.0",
    ]);
    expect(trace.frames.filter(({ isFault }) => isFault).length).toBe(1);
  });

  test("build IDs behind modules' names", () => {
    const id = "0123456789abcdef0123456789abcdef01234567";
    const trace = one(`BUG: kernel NULL pointer dereference, address: 0000000000000008
RIP: 0010:demo_ioctl+0x1c/0x40 [demo ${id}]
Call Trace:
 demo_write+0x4c/0x90 [demo ${id}]
`);
    expect(trace.frames.map(({ module, buildId }) => [module, buildId])).toEqual([
      ["demo", id],
      ["demo", id],
    ]);
  });

  test("an interrupt that was hit has a pointer of its own, and its registers are not the task's", () => {
    const trace = one(`BUG: kernel NULL pointer dereference, address: 0000000000000008
Oops: 0000 [#1] PREEMPT SMP
CPU: 0 PID: 0 Comm: swapper/0 Tainted: G           O       6.1.0 #1
RIP: 0010:demo_irq+0x12/0x30 [demo]
RSP: 0018:ffffc90000003f50 EFLAGS: 00010046
RAX: 0000000000000001 RBX: 0000000000000002 RCX: 0000000000000003
Call Trace:
 <IRQ>
 __handle_irq_event_percpu+0x46/0x1a0
 </IRQ>
 <TASK>
 asm_common_interrupt+0x22/0x40
RIP: 0010:default_idle+0xd/0x20
RSP: 0018:ffffffff82603ea8 EFLAGS: 00000246
RAX: 00000000000000ff RBX: 0000000000000000 RCX: 0000000000000000
 cpu_startup_entry+0x19/0x20
 </TASK>
---[ end trace 0000000000000000 ]---
`);
    expect(frameWords(trace)).toEqual([
      "demo_irq+0x12 [demo]!",
      "__handle_irq_event_percpu+0x46",
      "asm_common_interrupt+0x22",
      "default_idle+0xd!",
      "cpu_startup_entry+0x19",
    ]);
    expect(trace.registers.find(({ name }) => name === "RAX")?.value).toBe("0000000000000001");
  });
});

describe("other processors", () => {
  test("arm64", () => {
    const trace = one(`Unable to handle kernel NULL pointer dereference at virtual address 0000000000000008
Mem abort info:
  ESR = 0x0000000096000004
  EC = 0x25: DABT (current EL), IL = 32 bits
user pgtable: 4k pages, 48-bit VAs, pgdp=0000000041d0b000
[0000000000000008] pgd=0000000000000000, p4d=0000000000000000
Internal error: Oops: 0000000096000004 [#1] SMP
Modules linked in: demo(O)
CPU: 1 PID: 123 Comm: sh Tainted: G           O       6.1.0 #1
Hardware name: linux,dummy-virt (DT)
pstate: 60000005 (nZCv daif -PAN -UAO -TCO -DIT -SSBS BTYPE=--)
pc : demo_ioctl+0x1c/0x40 [demo]
lr : demo_ioctl+0x14/0x40 [demo]
sp : ffff80000a123d00
x29: ffff80000a123d00 x28: ffff000003a1c400 x27: 0000000000000000
x26: 0000000000000000 x25: 0000000000000000
Call trace:
 demo_ioctl+0x1c/0x40 [demo] (P)
 __arm64_sys_ioctl+0xa8/0xf0
 invoke_syscall+0x48/0x114
Code: d503233f a9bf7bfd 910003fd f9400000 (b9400800)
---[ end trace 0000000000000000 ]---
`);
    expect([trace.kind, trace.architecture]).toEqual(["oops", "aarch64"]);
    expect(frameWords(trace)).toEqual([
      "demo_ioctl+0x1c [demo]!",
      "__arm64_sys_ioctl+0xa8",
      "invoke_syscall+0x48",
    ]);
    expect(trace.registers.map(({ name }) => name)).toEqual([
      "pstate",
      "sp",
      "x29",
      "x28",
      "x27",
      "x26",
      "x25",
    ]);
    // A word is a number; in memory its lowest byte comes first.
    expect(trace.code?.bytes.slice(trace.code.at)).toEqual([0x00, 0x08, 0x40, 0xb9]);
  });

  test("arm", () => {
    const trace = one(`8<--- cut here ---
Unable to handle kernel NULL pointer dereference at virtual address 00000008
[00000008] *pgd=00000000
Internal error: Oops: 5 [#1] SMP ARM
Modules linked in: demo(O)
CPU: 0 PID: 123 Comm: sh Tainted: G           O       6.1.0 #1
Hardware name: ARM-Versatile Express
PC is at demo_ioctl+0x1c/0x40 [demo]
LR is at vfs_ioctl+0x28/0x3c
pc : [<bf00001c>]    lr : [<c0345678>]    psr: 60000013
sp : c1a8de10  ip : 00000000  fp : c1a8de2c
r10: 00000000  r9 : c1a8c000  r8 : 00000000
Process sh (pid: 123, stack limit = 0x12345678)
Stack: (0xc1a8de10 to 0xc1a8e000)
de00:                                     00000000 c1a8c000 00000000 c1a8de2c
 demo_ioctl [demo] from vfs_ioctl+0x28/0x3c
 vfs_ioctl from sys_ioctl+0x9c/0x100
Code: e52de004 e8bd4000 e3a03000 e5933008 (e5930000)
---[ end trace 0000000000000000 ]---
`);
    expect([trace.kind, trace.architecture]).toEqual(["oops", "arm"]);
    expect(frameWords(trace)).toEqual(["demo_ioctl+0x1c [demo]!", "vfs_ioctl+0x28", "sys_ioctl+0x9c"]);
    expect(trace.registers.map(({ name }) => name)).toContain("r10");
  });

  test("riscv", () => {
    const trace = one(`Unable to handle kernel NULL pointer dereference at virtual address 0000000000000008
Oops [#1]
Modules linked in: demo(O)
CPU: 0 PID: 123 Comm: sh Tainted: G           O       6.1.0 #1
Hardware name: riscv-virtio,qemu (DT)
epc : demo_ioctl+0x1c/0x40 [demo]
 ra : vfs_ioctl+0x28/0x3c
epc : ffffffff0170801c ra : ffffffff801a2b3c sp : ff20000000abbd80
 gp : ffffffff812d3ab8 tp : ff60000002a4c000 t0 : 0000000000000000
status: 0000000200000120 badaddr: 0000000000000008 cause: 000000000000000d
[<ffffffff0170801c>] demo_ioctl+0x1c/0x40 [demo]
[<ffffffff801a2b3c>] sys_ioctl+0x9c/0x100
---[ end trace 0000000000000000 ]---
`);
    expect([trace.kind, trace.architecture]).toEqual(["oops", "riscv64"]);
    expect(frameWords(trace)).toEqual(["demo_ioctl+0x1c [demo]!", "sys_ioctl+0x9c"]);
    expect(trace.registers.map(({ name }) => name)).toContain("badaddr");
  });
});
