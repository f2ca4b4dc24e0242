/**
 * The beginning of a script that starts programs of kmod: `find_program NAME` prints where one is, `own NAME ARGS...` runs
 * it. A shell that has applets of its own (busybox) takes these whatever PATH says, and its insmod tries a refused module
 * a second time, so that an init function runs twice: the file on the disk is what is wanted. Those folders come first
 * because a user who is not root may lack them in PATH.
 */
export const findProgram = `
LC_ALL=C; PATH=/usr/sbin:/sbin:$PATH; export LC_ALL PATH
find_program() (
  IFS=:
  for dir in $PATH; do
    if [ -x "$dir/$1" ]; then echo "$dir/$1"; exit; fi
  done
  command -v "$1"
)
own() { program=$(find_program "$1") || return; shift; "$program" "$@"; }`;
