/** Reads VS Code's own command line, as far as the host understands it; what it does not know it leaves out. */

export interface CommandLine {
  /** The folder to open, and a file to show in it. */
  readonly folder: string | undefined;
  readonly file: string | undefined;
  readonly extensionDevelopmentPaths: readonly string[];
  readonly extensionTestsPath: string | undefined;
  readonly userDataDir: string | undefined;
  readonly extensionsDir: string | undefined;
  readonly installExtensions: readonly string[];
  readonly isTrustDisabled: boolean;
}

const valueOptions = [
  "extensionDevelopmentPath",
  "extensionTestsPath",
  "user-data-dir",
  "extensions-dir",
  "install-extension",
] as const;
type ValueOption = (typeof valueOptions)[number];

/** Takes the arguments after the executable; both `--name=value` and `--name value` are read. */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const values = new Map<ValueOption, string[]>(valueOptions.map((name) => [name, []]));
  const targets: string[] = [];
  const flags = new Set<string>();
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? "";
    const [, name = "", value] = /^--([^=]+)(?:=(.*))?$/su.exec(arg) ?? [];
    const known = valueOptions.find((option) => option === name);
    if (known !== undefined) values.get(known)?.push(value ?? args[++at] ?? "");
    else if (name !== "") flags.add(name);
    else if (!arg.startsWith("-")) targets.push(arg);
  }
  return {
    folder: targets[0],
    file: targets[1],
    extensionDevelopmentPaths: values.get("extensionDevelopmentPath") ?? [],
    extensionTestsPath: values.get("extensionTestsPath")?.at(-1),
    userDataDir: values.get("user-data-dir")?.at(-1),
    extensionsDir: values.get("extensions-dir")?.at(-1),
    installExtensions: values.get("install-extension") ?? [],
    isTrustDisabled: flags.has("disable-workspace-trust"),
  };
}
