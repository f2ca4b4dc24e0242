/** The terminal of a task that this extension runs itself: shows its lines as they come, ends it when it is closed. */
import * as vscode from "vscode";

/** What runs in it. Gives the exit code; what it rejects with is shown as its last line. */
export type TerminalWork = (write: (line: string) => void, signal: AbortSignal) => Promise<number>;

export const createBuildTerminal = (work: TerminalWork): vscode.Pseudoterminal => new BuildTerminal(work);

class BuildTerminal implements vscode.Pseudoterminal {
  readonly #work: TerminalWork;
  readonly #controller = new AbortController();
  readonly #written = new vscode.EventEmitter<string>();
  readonly #closed = new vscode.EventEmitter<number>();
  readonly onDidWrite = this.#written.event;
  readonly onDidClose = this.#closed.event;

  constructor(work: TerminalWork) {
    this.#work = work;
  }

  open(): void {
    void this.#run();
  }

  /** The user closed it, or ended the task. */
  close(): void {
    this.#controller.abort();
  }

  /** Ctrl+C ends what runs in any other terminal. */
  handleInput(data: string): void {
    if (data === "\u0003") this.#controller.abort();
  }

  async #run(): Promise<void> {
    const write = (line: string): void => this.#written.fire(`${line.replaceAll("\n", "\r\n")}\r\n`);
    let code = 1;
    try {
      code = await this.#work(write, this.#controller.signal);
    } catch (error) {
      write(error instanceof Error ? error.message : String(error));
    }
    this.#closed.fire(code);
  }
}
