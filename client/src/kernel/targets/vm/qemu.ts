/** The words that QEMU is started with. */
import type { Argv } from "../../command.ts";
import { shellScript } from "../../command.ts";

export interface QemuOptions {
  readonly qemu: string;
  /** As `uname -m` has it. */
  readonly architecture: string;
  readonly isKvm: boolean;
  readonly memoryMb: number;
  readonly cpus: number;
  readonly kernel: string;
  readonly initramfs: string;
  /** Added to the kernel's command line, last. */
  readonly append: string;
  /** On 127.0.0.1, leads to the machine's SSH server. */
  readonly port: number;
  /** Everything the console shows is added to it. */
  readonly consoleFile: string;
  readonly shares: readonly HostShare[];
}

/** A folder of this machine that the virtual one can read. */
export interface HostShare {
  readonly tag: string;
  readonly folder: string;
}

/** A machine whose console is standard output, which reaches nothing but what is forwarded to it, and which ends when its kernel does. */
export function qemuArgv(options: QemuOptions): Argv {
  const { architecture, isKvm, port } = options;
  const board = boards.get(architecture) ?? plainBoard;
  const words = [
    ["-nodefaults", "-display", "none", "-monitor", "none", "-no-reboot"],
    ["-machine", board.machine, "-accel", isKvm ? "kvm" : emulation],
    ["-cpu", isKvm ? "host" : board.emulatedCpu],
    ["-m", String(options.memoryMb), "-smp", String(options.cpus)],
    ["-kernel", options.kernel, "-initrd", options.initramfs],
    ["-append", kernelCommandLine(board.console, options.append)],
    // signal=off: an interrupt of the editor's terminal is not the machine's.
    ["-chardev", `stdio,id=console,signal=off,logfile=${comma(options.consoleFile)},logappend=on`],
    ["-serial", "chardev:console"],
    // restrict: the machine does not reach this one's network, nor the internet.
    ["-netdev", `user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:${port}-:22`],
    ["-device", "virtio-net-pci,netdev=net,romfile="],
    ...options.shares.map((share) => ["-virtfs", shareWords(share)]),
  ];
  return [options.qemu, ...words.flat()];
}

/**
 * All processors in one thread: with a thread for each a kernel that patches its own code while others run it may meet
 * the breakpoint that it has put there (seen as "Oops: int3" in QEMU 7.2).
 */
const emulation = "tcg,thread=single";

interface Board {
  readonly machine: string;
  readonly console: string;
  readonly emulatedCpu: string;
}

const plainBoard: Board = {
  machine: "virt",
  console: "ttyAMA0",
  emulatedCpu: "max",
};

const boards: ReadonlyMap<string, Board> = new Map([
  // Page tables of five levels only make emulation slower.
  ["x86_64", { machine: "q35", console: "ttyS0", emulatedCpu: "max,la57=off" }],
  ["aarch64", plainBoard],
]);

/** panic=-1 restarts at once, which -no-reboot makes an end. The self-tests of ciphers take a while when emulated. */
const kernelCommandLine = (console: string, append: string): string =>
  `console=${console} panic=-1 cryptomgr.notests ${append}`.trim();

/** multidevs: files of several file systems behind one folder stay apart. */
const shareWords = ({ tag, folder }: HostShare): string =>
  `local,path=${comma(folder)},mount_tag=${tag},security_model=none,readonly=on,multidevs=remap`;

/** A comma within a value is doubled. */
const comma = (text: string): string => text.replaceAll(",", ",,");

/**
 * Runs a machine so that it ends with this process, however that ends: the input of the shell is a pipe that closes with
 * it. Then the folder of the run is removed as well, since nobody else will. Told to stop, all of it is killed within the
 * second that the removal waits.
 *
 * A shell gives background commands an empty input, so the pipe is kept as descriptor 3. The console goes through cat: of
 * what QEMU writes byte by byte a socket, which is what Node gives a process, holds some hundred only (each takes a buffer
 * of its own), and what does not fit is lost.
 */
export const watched = (argv: Argv, folder: string): Argv =>
  shellScript(
    `folder=$1; shift
{
  exec 3<&0
  "$@" </dev/null 3<&- & machine=$!
  ( while read -r _; do :; done; : >"$folder/orphaned"; kill -KILL $machine ) <&3 3<&- >/dev/null 2>&1 & watcher=$!
  # The shell says how the machine ended; there may be nobody to say it to.
  exec 3<&- 2>/dev/null
  wait $machine
  kill $watcher 2>/dev/null
  if [ -e "$folder/orphaned" ]; then sleep 1; rm -rf -- "$folder"; fi
} | cat`,
    folder,
    ...argv,
  );
