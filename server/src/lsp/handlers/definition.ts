/**
 * textDocument/definition: exported symbols to the source that defines them, arguments of module macros, #include
 * lines, and the objects of Kbuild files. Beside another language server for C only what that one cannot know.
 */
import type { Location } from "vscode-languageserver";
import { symbolAt } from "../../core/features/exported-symbol.ts";
import { argumentDefinition, includeAt } from "../../core/features/module-definition.ts";
import type { FileModel, Include } from "../../core/model/file.ts";
import { directoryOf, joinPath } from "../../core/text/paths.ts";
import { pathOf, uriOfPath } from "../convert.ts";
import type { Feature } from "../feature.ts";
import { guardRequest } from "../guard.ts";
import { locationIn } from "../locations.ts";
import type { Session } from "../session.ts";
import { declarationOf, definitionOf, exportLocations, isExported, nameLocation } from "../symbol-places.ts";

export const definition: Feature = {
  capability: () => ({ definitionProvider: true }),
  register(connection, session) {
    connection.onDefinition(
      guardRequest(
        session.log,
        "definition",
        async ({ textDocument, position }, token): Promise<Location[]> => {
          const path = pathOf(textDocument.uri);
          await session.ready(path, token);
          const document = session.documents.at(path);
          if (!document?.isReadable) return [];
          const offset = document.text.offsetAt(position);
          if (document.kind === "kbuild") return listOf(await kbuildDefinition(session, path, offset));
          const file = session.modelOf(path);
          if (!file) return [];
          await session.symbols.ready();
          return listOf(await definitionIn(session, file, offset));
        },
      ),
    );
  },
};

const listOf = (location: Location | undefined): Location[] => (location ? [location] : []);

async function kbuildDefinition(
  session: Session,
  path: string,
  offset: number,
): Promise<Location | undefined> {
  const source = await session.sourceAt(path, offset);
  return source === undefined ? undefined : startOf(source);
}

const startOf = (path: string): Location => ({
  uri: uriOfPath(path),
  range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
});

async function definitionIn(
  session: Session,
  file: FileModel,
  offset: number,
): Promise<Location | undefined> {
  const { companion } = session;
  const include = includeAt(file, offset);
  if (include) return companion.isActive() ? undefined : includeDefinition(session, file, include);
  if (!companion.isActive()) {
    const others = session
      .concernsOf(file.path)
      .flatMap(({ models }) => models.flatMap(({ files }) => files));
    const argument = argumentDefinition(file, offset, others);
    if (argument) return locationIn(session, argument.path, argument.span);
  }
  const name = symbolAt(file, offset)?.word;
  if (name === undefined || !isExported(session, name)) return undefined;
  const defined = await definitionOf(session, name);
  if (defined) return (await companion.knows(defined.path)) ? undefined : nameLocation(session, defined);
  const [exported] = await exportLocations(session, name);
  if (exported) return (await companion.knows(pathOf(exported.uri))) ? undefined : exported;
  if (companion.isActive()) return undefined;
  const declared = await declarationOf(session, name);
  return declared && nameLocation(session, declared);
}

/** As Kbuild has the compiler look: beside the file, in the module's -I folders, in the kernel's. */
async function includeDefinition(
  session: Session,
  file: FileModel,
  { path, isSystem }: Include,
): Promise<Location | undefined> {
  const modules = await session.modulesOf(file.path);
  const folders = [
    ...(isSystem ? [] : [directoryOf(file.path)]),
    ...modules.flatMap(({ includeDirectories }) => includeDirectories),
    ...session.symbols.headers().folders,
  ];
  for (const folder of folders) {
    const found = joinPath(folder, path);
    if ((await session.host.disk.kindOf(found)) === "file") return startOf(found);
  }
  return undefined;
}
