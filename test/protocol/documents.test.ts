/** Open documents: whatever an editor sends, the text is the editor's and one change describes what became of it. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { OpenFile } from "../../server/src/core/model/extract.ts";
import { loadParser } from "../../server/src/host/parser/load.ts";
import { createDocuments, isKbuildFile } from "../../server/src/lsp/documents.ts";
import type { Language } from "../../server/src/lsp/host.ts";
import { languageOf } from "../../server/src/lsp/language.ts";

const quiet = { error: () => undefined, warn: () => undefined, info: () => undefined };
const real = languageOf(await loadParser({ log: () => undefined }));

const text = fc.string({
  unit: fc.constantFrom("a", "{", "}", "\n", "\r\n", "\r", "ü", "🐧", " ", ";"),
  maxLength: 40,
});
/** Also beyond the text and backwards: some editors send such ranges. */
const position = fc.record({ line: fc.nat(12), character: fc.nat(12) });
const change = fc.oneof(
  { weight: 9, arbitrary: fc.record({ range: fc.record({ start: position, end: position }), text }) },
  { weight: 1, arbitrary: fc.record({ text }) },
);

/** A language that holds each change against the two texts it stands between. */
function checking(seen: { text: string }): Language {
  const opened = (path: string, now: string): OpenFile => {
    seen.text = now;
    return real.open(path, now);
  };
  return {
    ...real,
    open: opened,
    edit(before, { span, insertedLength }, now) {
      const inserted = now.slice(span.start, span.start + insertedLength);
      expect(seen.text.slice(0, span.start) + inserted + seen.text.slice(span.end)).toBe(now);
      return opened(before.model.path, now);
    },
  };
}

test("after any batches of changes the text is the editor's, and the changes made are told truly as one", () => {
  fc.assert(
    fc.property(text, fc.array(fc.array(change, { maxLength: 4 }), { maxLength: 6 }), (first, batches) => {
      const seen = { text: "" };
      const language = checking(seen);
      const documents = createDocuments(quiet);
      const uri = "file:///p/a.c";
      documents.open(uri, "c", 1, first);
      documents.modelOf("/p/a.c", language);
      batches.forEach((changes, index) => {
        const document = documents.change(uri, index + 2, changes);
        expect(document?.text.version).toBe(index + 2);
        documents.modelOf("/p/a.c", language);
        expect(seen.text).toBe(document?.text.getText());
        const fresh = TextDocument.create(uri, "c", 0, seen.text);
        expect(document?.text.lineCount).toBe(fresh.lineCount);
        for (let offset = 0; offset <= seen.text.length; offset++)
          expect(document?.text.positionAt(offset)).toEqual(fresh.positionAt(offset));
      });
    }),
    { numRuns: 500 },
  );
});

test.each(["/p/Kbuild", "/p/Makefile", "/p/rules.mk", "/p/Kbuild.include", "/p/Makefile.lib"])(
  "%s is a Kbuild file",
  (path) => expect(isKbuildFile(path)).toBe(true),
);

test.each(["/p/Kbuild.c", "/p/Makefile.h", "/p/mk", "/p/xMakefile"])("%s is none", (path) =>
  expect(isKbuildFile(path)).toBe(false),
);
