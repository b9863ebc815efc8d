import path from 'node:path';
import { STORE } from '../../scripts/editor/store';
import type { EditorWindow } from '../../scripts/editor/window';
import type { Probe } from './probe';

/** Pictures of what the tests that failed last saw. */
export const FAILURES = path.join(STORE, 'failures');

/** How much is told of a window, and of a line, in characters. */
const MAX_LINES = 40;
const LINE_LENGTH = 300;

/** A window that fails may not answer at all; ms. */
const ANSWER_MS = 5_000;

/**
 * Takes pictures of windows, and prints what each of them shows and knows: of a run elsewhere only what
 * was printed is left.
 *
 * @param title of the test that failed
 */
export async function tellFailure(
  title: string,
  windows: readonly { readonly window: EditorWindow; readonly probe: Probe }[],
): Promise<void> {
  const name = title.replace(/[^\p{Letter}\p{Number}]+/gu, '-');
  const reports = await Promise.all(
    windows.map(async ({ window, probe }, index) => {
      const number = index + 1;
      const picture = path.join(FAILURES, `${name}-${number}.png`);
      await inTime(window.screenshot(picture));
      const shown = (await inTime(window.texts())) ?? ['(the window does not answer)'];
      const known = await inTime(probe.state());
      const lines = [...shown, ...(known ? stateLines(known) : ['(Deskmate does not answer)'])];
      return [
        `  Window ${number} of ${windows.length}:`,
        ...lines.slice(0, MAX_LINES).map(line),
      ].join('\n');
    }),
  );
  // One write: other processes print, too.
  process.stdout.write(`${[`\nFailed: ${title}`, ...reports].join('\n')}\n`);
}

function line(text: string): string {
  return `    ${text.replace(/\s+/g, ' ').slice(0, LINE_LENGTH)}`;
}

/** What Deskmate knows, a part a line: this editor's server has no library to write logs with. */
function stateLines(state: object): string[] {
  return Object.entries(state).flatMap(([name, value]) =>
    Array.isArray(value)
      ? value.map((each) => `${name}: ${JSON.stringify(each)}`)
      : [`${name}: ${JSON.stringify(value)}`],
  );
}

/** What a promise brings within a time, or nothing. */
async function inTime<T>(promise: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ANSWER_MS);
  });
  try {
    return await Promise.race([promise, timeUp]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
