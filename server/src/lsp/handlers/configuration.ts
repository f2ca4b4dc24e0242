/**
 * Settings: asked for by `workspace/configuration` where the client answers it, else taken from
 * `workspace/didChangeConfiguration` and the initialization options. They take effect without a restart.
 */
import { type Connection, DidChangeConfigurationNotification } from "vscode-languageserver";
import type { InitializationOptions } from "../../protocol/messages.ts";
import type { Feature } from "../feature.ts";
import { guardTask } from "../guard.ts";
import { answersConfiguration } from "../traits.ts";

/** @param options what the client sent with `initialize`: the settings it starts with */
export const configuration = (options: InitializationOptions): Feature => ({
  capability: () => ({}),
  async initialized(connection, session, client) {
    if (client.workspace?.didChangeConfiguration?.dynamicRegistration === true)
      await connection.client.register(DidChangeConfigurationNotification.type, { section: "kmod" });
    const given = answersConfiguration(client) ? await ask(connection) : undefined;
    await session.start(withParser(given ?? options.settings, options));
  },
  register(connection, session, client) {
    connection.onDidChangeConfiguration(
      guardTask(session.log, "didChangeConfiguration", async ({ settings }) => {
        const given = answersConfiguration(client) ? await ask(connection) : sectionOf(settings);
        if (given !== undefined) session.useSettings(given);
      }),
    );
  },
});

const ask = async (connection: Connection): Promise<unknown> => {
  const answer: unknown = await connection.workspace.getConfiguration("kmod");
  return answer ?? undefined;
};

/** Some clients send the whole settings, some the section alone. */
const sectionOf = (settings: unknown): unknown => {
  if (typeof settings !== "object" || settings === null) return undefined;
  return "kmod" in settings ? settings.kmod : settings;
};

/** The parser is chosen once, at start: the initialization options know it before any setting is asked for. */
const withParser = (settings: unknown, { parser }: InitializationOptions): unknown => {
  if (parser === undefined) return settings;
  if (settings === undefined || settings === null) return { parser };
  return typeof settings === "object" && !("parser" in settings) ? { ...settings, parser } : settings;
};
