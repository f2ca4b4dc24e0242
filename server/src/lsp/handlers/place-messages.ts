/** kmod/placeMessages: the source lines that messages of a build are about. */
import {
  type PlaceMessagesParams,
  type PlaceMessagesResult,
  placeMessagesRequest,
} from "../../protocol/messages.ts";
import { pathOf } from "../convert.ts";
import type { Feature } from "../feature.ts";
import { guardRequest, unlessCancelled } from "../guard.ts";
import { placeBuildMessages } from "../message-places.ts";

export const placeMessages: Feature = {
  capability: () => ({}),
  register(connection, session) {
    connection.onRequest(
      placeMessagesRequest,
      guardRequest(
        session.log,
        "place messages",
        async ({ folder, messages }: PlaceMessagesParams, token): Promise<PlaceMessagesResult> => {
          // What the client is shown must be up to date before it is said to be shown.
          await session.settled(token);
          const placed = await unlessCancelled(
            session.ask((engine) => placeBuildMessages(session, engine, pathOf(folder), messages)),
            token,
          );
          return { messages: placed ?? messages.map(() => null) };
        },
      ),
    );
  },
};
