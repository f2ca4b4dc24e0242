/** Long work in short turns: what arrives meanwhile is answered in between. */

/** Milliseconds of work before others have their turn: a fraction of what a keystroke may take. */
const slice = 4;

/** Takes work that stops after each of its steps; resolves when it is done. A step that throws rejects. */
export async function inSlices(work: Generator<undefined, void>): Promise<void> {
  for (let isDone = false; !isDone; ) {
    const end = performance.now() + slice;
    while (!isDone && performance.now() < end) isDone = work.next().done === true;
    if (!isDone) await new Promise((resolve) => setImmediate(resolve));
  }
}
