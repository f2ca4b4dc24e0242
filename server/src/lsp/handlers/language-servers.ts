/** kmod/languageServers: the client tells which other language server for C is active. */
import { type LanguageServersParams, languageServersNotification } from "../../protocol/messages.ts";
import type { Feature } from "../feature.ts";
import { guardTask } from "../guard.ts";

export const languageServers: Feature = {
  capability: () => ({}),
  register(connection, session) {
    connection.onNotification(
      languageServersNotification,
      guardTask(session.log, "languageServers", ({ isOtherActive }: LanguageServersParams) =>
        session.companion.set(isOtherActive),
      ),
    );
  },
};
