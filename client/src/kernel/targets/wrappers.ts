/** Small shell programs that are put before a command: each takes the command as "$@" and ends with its exit code. */
import { type Argv, scriptOf, shellScript } from "../command.ts";

/**
 * With messages in English and with the folders of administration in PATH: a user's login often lacks /usr/sbin, where
 * insmod is. A script gets it as its first line: each sh more is as slow as the command itself on a slow machine.
 */
export function plain(argv: Argv): Argv {
  const shell = scriptOf(argv);
  return shell === undefined
    ? shellScript(`${environment}; exec "$@"`, ...argv)
    : shellScript(`${environment}\n${shell.script}`, ...shell.args);
}

const environment =
  'PATH="${PATH:-/usr/local/bin:/usr/bin:/bin}:/usr/local/sbin:/usr/sbin:/sbin" LC_ALL=C; export PATH LC_ALL';

/**
 * Ended as soon as its standard input ends, with all that it started: closing the input is the one signal that every way
 * to a machine carries, also when the way or the editor dies. The command itself reads nothing.
 *
 * A shell gives background commands an empty input, so the real one is kept as descriptor 3. `setsid` gives the command a
 * process group of its own without a terminal, which `set -m` needs in dash.
 */
export const guarded = (argv: Argv): Argv =>
  shellScript(
    `exec 3<&0
if command -v setsid >/dev/null 2>&1
then setsid "$@" </dev/null 3<&- & p=$!; g=-$p
else "$@" </dev/null 3<&- & p=$!; g=$p
fi
(
  while read -r _; do :; done
  kill -TERM $g 2>/dev/null || kill -TERM $p
  sleep 2
  kill -KILL $g || kill -KILL $p
) <&3 3<&- >/dev/null 2>&1 & w=$!
exec 3<&-
trap 'kill -TERM $g' TERM INT HUP
wait $p; s=$?
kill $w 2>/dev/null
exit $s`,
    ...argv,
  );

/** The line that ends what comes before a command's own input. */
export const mark = "kmod: the input follows";

/** Reads away everything up to the mark: a password that sudo did not want must not become the input of the command. */
export const afterMark = (argv: Argv): Argv =>
  shellScript(
    `while IFS= read -r line; do [ "$line" = "${mark}" ] && break; done; unset line; exec "$@"`,
    ...argv,
  );

/**
 * Puts its input into a file, whole or not at all. The size tells a whole one from one whose sender has died, which looks
 * like an end of the input. It is removed before anything is said: with the sender dead, saying it may be the end.
 * @param temporary in the same folder as `to`, so that mv only renames
 * @param bytes how many must come
 */
export const receive = (temporary: string, to: string, bytes: number): Argv =>
  shellScript(
    `trap 'exit 1' HUP INT TERM PIPE
trap 'rm -f -- "$1"' EXIT
set -C
cat > "$1" || exit
n=$(($(wc -c < "$1")))
[ $n -eq "$3" ] || { rm -f -- "$1"; echo "only $n of $3 bytes arrived" >&2; exit 1; }
mv -f -- "$1" "$2"`,
    temporary,
    to,
    String(bytes),
  );
