import { loadHighlighter } from './highlighter-script';
import type { CodeLine } from './spans';

/** How many results are kept, for rows that come back into sight. */
const maxKept = 100;

type Lines = readonly CodeLine[] | undefined;

const kept = new Map<string, Lines>();
const waiting = new Map<string, ((lines: Lines) => void)[]>();

/**
 * Colours code when the page has time for it, one block in a turn. `done` gets undefined where it
 * stays as it is; at once when this code was coloured before.
 */
export function highlightSoon(text: string, language: string, done: (lines: Lines) => void): void {
  const key = `${language}\n${text}`;
  if (kept.has(key)) {
    done(kept.get(key));
    return;
  }
  const others = waiting.get(key);
  if (others) {
    others.push(done);
    return;
  }
  waiting.set(key, [done]);
  if (waiting.size === 1) requestIdleCallback(highlightNext, { timeout: 500 });
}

async function highlightNext(): Promise<void> {
  const highlight = await loadHighlighter();
  const [key] = waiting.keys();
  if (key === undefined) return;
  const end = key.indexOf('\n');
  const lines = highlight?.(key.slice(end + 1), key.slice(0, end));
  keep(key, lines);
  const callbacks = waiting.get(key) ?? [];
  waiting.delete(key);
  if (waiting.size > 0) requestIdleCallback(highlightNext, { timeout: 500 });
  for (const done of callbacks) done(lines);
}

function keep(key: string, lines: Lines): void {
  kept.set(key, lines);
  const [oldest] = kept.keys();
  if (kept.size > maxKept && oldest !== undefined) kept.delete(oldest);
}
