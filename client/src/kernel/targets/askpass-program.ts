/**
 * What ssh starts to ask a question (SSH_ASKPASS, ssh(1)): hands the question to the editor and prints the answer.
 * Arguments: the file that `askpass.ts` wrote, the question. Exits with 1 where there is no answer.
 */
import { readFileSync } from "node:fs";
import { connect } from "node:net";

/** One line of JSON each way. */
export interface AskpassRequest {
  readonly token: string;
  readonly prompt: string;
  /** SSH_ASKPASS_PROMPT: `confirm`, `none` (only to be shown, until ssh ends this program), or empty. */
  readonly hint: string;
  /** Process id of the ssh that asks: the same one asks the same again when an answer was wrong. */
  readonly asker: number;
}

export interface AskpassReply {
  /** null: the question was left. */
  readonly answer: string | null;
}

/** How the program finds the editor; only the user can read the file. */
export interface AskpassMeeting {
  /** Path of a socket, or name of a pipe. */
  readonly address: string;
  readonly token: string;
}

const [meetingFile, ...words] = process.argv.slice(2);
if (meetingFile !== undefined) ask(meetingFile, words.join(" "));

function ask(file: string, prompt: string): void {
  const meeting: AskpassMeeting = JSON.parse(readFileSync(file, "utf8"));
  const request: AskpassRequest = {
    token: meeting.token,
    prompt,
    hint: process.env["SSH_ASKPASS_PROMPT"] ?? "",
    asker: process.ppid,
  };
  let text = "";
  process.exitCode = 1;
  const socket = connect(meeting.address, () => socket.write(`${JSON.stringify(request)}\n`));
  socket.setEncoding("utf8");
  socket.on("data", (chunk: string) => {
    text += chunk;
  });
  // The editor is gone: there is no answer.
  socket.on("error", () => socket.destroy());
  socket.on("end", () => {
    if (text === "") return;
    const reply: AskpassReply = JSON.parse(text);
    if (reply.answer === null) return;
    process.exitCode = 0;
    process.stdout.write(`${reply.answer}\n`);
  });
}
