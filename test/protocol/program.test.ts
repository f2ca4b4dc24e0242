/** kmod-language-server as a program: its channels, its real disk and rules, and another editor as its client. */
import { execFile, fork, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageReader,
  type MessageWriter,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver-protocol/node";
import { uriOf } from "../support/lsp-client.ts";

// A program is started for each: slow on a busy machine.
vi.setConfig({ testTimeout: 90_000 });

const run = promisify(execFile);
const program = fileURLToPath(new URL("../../server/src/main.ts", import.meta.url));
const source =
  "#include <linux/module.h>\n\nstatic int start(void)\n{\n\treturn 0;\n}\nmodule_init(start);\n";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "kmod-program-"));
  writeFileSync(path.join(folder, "Kbuild"), "obj-m := hello.o\n");
  writeFileSync(path.join(folder, "hello.c"), source);
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Opens the file of the folder over a channel; gives the rules of its diagnostics, and ends the server in order. */
async function rulesOver(reader: MessageReader, writer: MessageWriter): Promise<readonly string[]> {
  const connection = createMessageConnection(reader, writer);
  const uri = uriOf(path.join(folder, "hello.c"));
  const published = new Promise<readonly string[]>((resolve) => {
    connection.onNotification(
      "textDocument/publishDiagnostics",
      (params: { uri: string; diagnostics: { code: string }[] }) => {
        if (params.uri === uri) resolve(params.diagnostics.map(({ code }) => code));
      },
    );
  });
  connection.listen();
  await connection.sendRequest("initialize", { processId: process.pid, rootUri: null, capabilities: {} });
  await connection.sendNotification("initialized", {});
  const textDocument = { uri, languageId: "c", version: 1, text: source };
  await connection.sendNotification("textDocument/didOpen", { textDocument });
  const rules = await published;
  await connection.sendRequest("shutdown");
  await connection.sendNotification("exit");
  return rules;
}

const exitOf = (child: { once(event: "exit", listen: (code: number | null) => void): unknown }) =>
  new Promise<number | null>((resolve) => child.once("exit", resolve));

const answerTo = (word: string): string =>
  spawnSync(process.execPath, [program, word], { encoding: "utf8" }).stdout;

test("it speaks over standard input and output, and ends when told", async () => {
  const child = spawn(process.execPath, [program, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = exitOf(child);
  const rules = await rulesOver(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
  expect(rules).toEqual(expect.arrayContaining(["missing-license", "missing-exit"]));
  expect(await ended).toBe(0);
});

test("it speaks over Node's channel to its parent", async () => {
  const child = fork(program, ["--node-ipc"], { execArgv: [] });
  const ended = exitOf(child);
  const rules = await rulesOver(new IPCMessageReader(child), new IPCMessageWriter(child));
  expect(rules).toContain("missing-license");
  expect(await ended).toBe(0);
});

test("without a channel it says in one line what is missing and exits with 2", () => {
  const { status, stderr, stdout } = spawnSync(process.execPath, [program], { encoding: "utf8" });
  expect(status).toBe(2);
  expect(stderr).toBe("kmod-language-server: which channel? Editors pass --stdio; see --help.\n");
  expect(stdout).toBe("");
});

test("it tells its version and its channels", () => {
  expect(answerTo("--version")).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(answerTo("--help")).toContain("--stdio");
});

const hasNeovim = spawnSync("nvim", ["--version"]).status === 0;

/** What Neovim's own client shows: printed once there is something, or after a long wait that only a failure has. */
const neovimScript = (server: string): string => `
local file, node = vim.env.KMOD_FILE, vim.env.KMOD_NODE
vim.cmd("edit " .. file)
local id = vim.lsp.start_client({
  name = "kmod", cmd = { node, ${JSON.stringify(server)}, "--stdio" }, root_dir = vim.fn.fnamemodify(file, ":h"),
})
vim.lsp.buf_attach_client(0, id)
vim.wait(60000, function() return #vim.diagnostic.get(0) > 0 end, 20)
local found = {}
for _, one in ipairs(vim.diagnostic.get(0)) do
  table.insert(found, { code = one.code or one.user_data.lsp.code, line = one.lnum, severity = one.severity })
end
local params = vim.lsp.util.make_range_params()
params.context = { diagnostics = {}, only = { "source.fixAll" } }
local answers = vim.lsp.buf_request_sync(0, "textDocument/codeAction", params, 60000)
for _, answer in pairs(answers or {}) do
  for _, action in ipairs(answer.result or {}) do vim.lsp.util.apply_workspace_edit(action.edit, "utf-16") end
end
io.stdout:write(vim.fn.json_encode({ found = found, text = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), "\\n") }))
vim.cmd("qa!")
`;

test.skipIf(!hasNeovim)("Neovim's own client shows the findings and applies the safe fixes", async () => {
  const script = path.join(folder, "client.lua");
  writeFileSync(script, neovimScript(program));
  const { stdout } = await run("nvim", ["--headless", "-u", "NONE", "-i", "NONE", "-n", "-S", script], {
    env: { ...process.env, KMOD_FILE: path.join(folder, "hello.c"), KMOD_NODE: process.execPath },
  });
  const { found, text }: { found: { code: string; severity: number }[]; text: string } = JSON.parse(stdout);
  expect(found).toContainEqual(expect.objectContaining({ code: "missing-license", severity: 1 }));
  expect(text).toContain("static int __init start(void)");
});
