/**
 * textDocument/references: uses of an exported symbol in every source of the workspace, whichever module it belongs to.
 * Beside another language server for C only those in files that it does not know.
 */
import type { Location } from "vscode-languageserver";
import { symbolAt } from "../../core/features/exported-symbol.ts";
import { pathOf } from "../convert.ts";
import type { Feature } from "../feature.ts";
import { guardRequest } from "../guard.ts";
import { isSameLocation, locationOfUse } from "../locations.ts";
import type { Session } from "../session.ts";
import { declarationOf, definitionOf, isExported, nameLocation } from "../symbol-places.ts";

export const references: Feature = {
  capability: () => ({ referencesProvider: true }),
  register(connection, session) {
    connection.onReferences(
      guardRequest(
        session.log,
        "references",
        async ({ textDocument, position, context }, token): Promise<Location[]> => {
          const path = pathOf(textDocument.uri);
          await session.ready(path, token);
          const document = session.documents.at(path);
          const file = document && session.modelOf(path);
          const name = file && symbolAt(file, document.text.offsetAt(position))?.word;
          if (name === undefined) return [];
          await session.symbols.ready();
          if (!isExported(session, name)) return [];
          const found = await referencesTo(session, name, context.includeDeclaration);
          const isKnown = await Promise.all(found.map(({ uri }) => session.companion.knows(pathOf(uri))));
          return found.filter((_, at) => isKnown[at] !== true);
        },
      ),
    );
  },
};

/** @param withDeclaration the definition and the kernel header's declaration too */
export async function referencesTo(
  session: Session,
  name: string,
  withDeclaration: boolean,
): Promise<readonly Location[]> {
  const [definition, declaration] = await Promise.all([
    definitionOf(session, name),
    declarationOf(session, name),
  ]);
  const own = [definition, declaration].flatMap((place) => (place ? [nameLocation(session, place)] : []));
  const uses = (await session.symbols.uses([name])).map((use) => locationOfUse(session, use));
  const others = uses.filter((use) => !own.some((place) => isSameLocation(place, use)));
  return withDeclaration ? [...own, ...others] : others;
}
