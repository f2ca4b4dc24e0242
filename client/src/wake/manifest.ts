/** What a package.json contributes, read without trusting that it is as it should be. Pure. */

/** Ids of the commands, in their order. */
export function contributedCommands(manifest: unknown): readonly string[] {
  const commands = field(field(manifest, "contributes"), "commands");
  if (!Array.isArray(commands)) return [];
  return commands.flatMap((command: unknown) => {
    const id = field(command, "command");
    return typeof id === "string" ? [id] : [];
  });
}

function field(given: unknown, name: string): unknown {
  return typeof given === "object" && given !== null ? Reflect.get(given, name) : undefined;
}
