/**
 * Follows modules that come and go on a machine: by the kernel's events where udevadm or busybox's uevent hears them, and
 * always by a slow look at /proc/modules, because events are not heard in every container, machine or namespace.
 */
import { type Follow, shellScript } from "../command.ts";

export interface ModuleEvent {
  readonly kind: "added" | "removed" | "changed";
  /** undefined for `changed`: the list is another one, which module is not said. */
  readonly name: string | undefined;
}

export interface WatchOptions {
  /** Seconds between two looks at /proc/modules; 2 when missing. */
  readonly everySeconds?: number;
  /** Folder in which `proc` is; that of the machine itself when missing. */
  readonly root?: string;
}

/** Says a line for each event, as `readModuleEvent` reads them, until it is ended. */
export const watchModules = ({ everySeconds = 2, root = "" }: WatchOptions = {}): Follow => ({
  argv: shellScript(script, root, String(everySeconds)),
});

/** The event of a line; undefined where it is none of the lines that the script says. */
export function readModuleEvent(line: string): ModuleEvent | undefined {
  if (line === "changed") return { kind: "changed", name: undefined };
  const [, action, name] =
    /^(?:KERNEL\[[\d.]+\] )?(add|remove) +(?:\/module\/)?([^\s/]+)(?: \(module\))?$/.exec(line) ?? [];
  if (name === undefined) return undefined;
  return { kind: action === "add" ? "added" : "removed", name };
}

/**
 * Says `KERNEL[12.345678] add      /module/hello (module)` where udevadm hears the events, `add hello` where busybox does,
 * and `changed`. No pipe stands behind udevadm: killing it must end all of it. busybox's uevent runs a program for each event of the kernel, with
 * what the event says as its environment; that program ends uevent when the script has ended without being able to.
 */
const script = `
end() { trap - TERM INT HUP EXIT; kill $events $wait 2>/dev/null; exit; }
events= wait=
trap end TERM INT HUP EXIT
if command -v udevadm >/dev/null; then
  udevadm monitor --kernel --subsystem-match=module & events=$!
elif command -v uevent >/dev/null; then
  uevent sh -c 'kill -0 $1 || kill $PPID
  case $ACTION:$DEVPATH in add:/module/*|remove:/module/*) echo "$ACTION \${DEVPATH#/module/}";; esac' kmod $$ & events=$!
fi 2>/dev/null
before=$(cat "$1/proc/modules") || exit
while :; do
  sleep "$2" & wait=$!
  wait $wait
  now=$(cat "$1/proc/modules") || exit
  if [ "$now" != "$before" ]; then before=$now; echo changed; fi
done`;
