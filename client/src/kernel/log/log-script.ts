/** The script that says a machine's kernel log, what there is and what comes, on kernels and userlands of any age. */
import { type Follow, shellScript } from "../command.ts";

export interface LogScriptOptions {
  readonly isRoot?: boolean;
  /** Seconds between two looks where only dmesg can be read; 1 when missing. */
  readonly everySeconds?: number;
  /** Folder in which `dev` and `proc` are; that of the machine itself when missing. */
  readonly root?: string;
}

/** Begins what the script says itself: no line of a log begins so. */
export const control = "\u0001";

/** Says the log from its oldest line on, as `createLogReader` reads it, until it is ended. */
export const kernelLog = ({
  isRoot = false,
  everySeconds = 1,
  root = "",
}: LogScriptOptions = {}): Follow => ({
  argv: shellScript(script, root, String(everySeconds), control),
  isRoot,
});

/**
 * /dev/kmsg where it can be read. It gives a record with each read and is kept open: when a record was overwritten before
 * it was read (EPIPE), or is longer than cat's buffer (EINVAL), the next read goes on behind it. An output that is closed
 * looks the same to cat, so something is said before it is started again. Source: devkmsg_read in kernel/printk/printk.c,
 * Documentation/ABI/testing/dev-kmsg.
 *
 * Else dmesg, again and again: what has been added to what it said before, or all of it where the beginning has changed.
 */
const script = `root=$1 every=$2 soh=$3
boot=unknown uptime=0
{ read -r boot < "$root/proc/sys/kernel/random/boot_id"; read -r uptime rest < "$root/proc/uptime"; } 2>/dev/null
exec 5>&1
{
  echo "\${soh}start kmsg $boot $uptime"
  while :; do
    said=$(cat <&4 2>&1 >&5) && exit 0
    case $said in
      *"Broken pipe"*|*"Invalid argument"*) echo "\${soh}again" || exit ;;
      *) break ;;
    esac
  done
} 2>/dev/null 4< "$root/dev/kmsg"
raw=-r
dmesg $raw >/dev/null 2>&1 || raw=
now=$(dmesg $raw 2>&1) || { echo "\${soh}refused $now"; exit 0; }
echo "\${soh}start dmesg $boot $uptime"
before=
newline='
'
while :; do
  if [ "$now" != "$before" ]; then
    case $now in
      "$before$newline"*) echo "\${soh}more"; printf '%s\\n' "$now" | tail -c "+$((\${#before} + 2))" ;;
      *) echo "\${soh}whole"; printf '%s\\n' "$now" ;;
    esac
    echo "\${soh}end" || exit
    before=$now
  fi
  sleep "$every"
  now=$(dmesg $raw 2>&1) || { echo "\${soh}refused $now"; exit 0; }
done`;
