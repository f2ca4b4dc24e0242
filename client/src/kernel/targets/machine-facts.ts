/** What is asked of a machine as soon as it answers. */
import { type Command, type Output, shellScript } from "../command.ts";
import { failure } from "../errors.ts";
import type { MachineFacts } from "./target.ts";

/** Release, architecture, module support and user of a machine, in one round trip. */
export const machineFacts: Command<MachineFacts> = {
  argv: shellScript(
    "uname -r && uname -m && id -u && if [ -e /proc/modules ]; then echo yes; else echo no; fi",
  ),
  parse,
};

function parse(output: Output): MachineFacts {
  const [release, architecture, user, modules] = output.stdout.split("\n");
  if (output.exitCode !== 0 || release === undefined || architecture === undefined) throw failure(output);
  return { release, architecture, hasModules: modules === "yes", isRoot: user === "0" };
}
