/** textDocument/hover: exported symbols, module macros and rule ids. */
import { type Hover, MarkupKind } from "vscode-languageserver";
import { symbolAt, symbolMarkdown } from "../../core/features/exported-symbol.ts";
import { type Hover as FoundHover, hoverAt, ruleHover } from "../../core/features/hover.ts";
import type { FileModel } from "../../core/model/file.ts";
import { pathOf, toRange } from "../convert.ts";
import type { Feature } from "../feature.ts";
import { guardRequest } from "../guard.ts";
import type { Session } from "../session.ts";
import { symbolFacts } from "../symbol-facts.ts";

export const hover: Feature = {
  capability: () => ({ hoverProvider: true }),
  register(connection, session) {
    connection.onHover(
      guardRequest(session.log, "hover", async ({ textDocument, position }, token): Promise<Hover | null> => {
        await session.ready(pathOf(textDocument.uri), token);
        const document = session.documents.at(pathOf(textDocument.uri));
        const kernel = session.environment.facts();
        if (!document?.isReadable || !kernel) return null;
        const offset = document.text.offsetAt(position);
        const context = { rules: session.host.rules, pageOf: session.pageOf };
        const file = session.modelOf(document.path);
        const isKbuild = document.kind === "kbuild";
        const found = isKbuild
          ? ruleHover(document.text.getText(), offset, context)
          : file &&
            ((await symbolHover(session, file, offset)) ?? hoverAt(file, offset, { kernel, ...context }));
        if (!found) return null;
        const contents = { kind: MarkupKind.Markdown, value: found.markdown };
        return { contents, range: toRange(document.text, found.span) };
      }),
    );
  },
};

/** Beside another language server for C it tells only what modpost knows. */
async function symbolHover(
  session: Session,
  file: FileModel,
  offset: number,
): Promise<FoundHover | undefined> {
  const found = symbolAt(file, offset);
  const facts = found && (await symbolFacts(session, found.word));
  if (!found || !facts) return undefined;
  return { span: found, markdown: symbolMarkdown(facts, session.companion.isActive()) };
}
