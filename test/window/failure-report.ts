import path from 'node:path';
import { STORE } from '../../scripts/editor/store';
import type { EditorWindow } from '../../scripts/editor/window';
import type { Probe } from './probe';

/** Screenshots of the tests that failed in the last run. */
export const FAILURES = path.join(STORE, 'failures');

/** The number of lines printed per window, and of characters per line. */
const MAX_LINES = 40;
const LINE_LENGTH = 300;

/** A window that fails may not respond at all; ms. */
const RESPONSE_MS = 5_000;

/**
 * Takes screenshots of windows, and prints what each window shows and Deskmate's state in it: from a run on
 * another machine, only the output remains.
 *
 * @param title of the test that failed
 */
export async function reportFailure(
  title: string,
  windows: readonly { readonly window: EditorWindow; readonly probe: Probe }[],
): Promise<void> {
  const name = title.replace(/[^\p{Letter}\p{Number}]+/gu, '-');
  const reports = await Promise.all(
    windows.map(async ({ window, probe }, index) => {
      const number = index + 1;
      const picture = path.join(FAILURES, `${name}-${number}.png`);
      await inTime(window.screenshot(picture));
      const shown = (await inTime(window.texts())) ?? ['(the window doesn’t respond)'];
      const known = await inTime(probe.state());
      const lines = [...shown, ...(known ? stateLines(known) : ['(Deskmate doesn’t respond)'])];
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

/** Deskmate's state, one part per line: this editor's server has no library to write logs with. */
function stateLines(state: object): string[] {
  return Object.entries(state).flatMap(([name, value]) =>
    Array.isArray(value)
      ? value.map((each) => `${name}: ${JSON.stringify(each)}`)
      : [`${name}: ${JSON.stringify(value)}`],
  );
}

/** The value of a promise, or undefined when it fails or takes too long. */
async function inTime<T>(promise: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), RESPONSE_MS);
  });
  try {
    return await Promise.race([promise, timeUp]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
