import { BoundedMap } from '../../../util/bounded-map';
import type { CodeLine, Highlight } from './spans';

declare global {
  /** Set by the highlighter's script once it has run. */
  var deskmateHighlight: Highlight | undefined;
}

// Only known while the panel's own script runs for the first time.
const { nonce } = document.currentScript ?? {};

let loading: Promise<Highlight | undefined> | undefined;

/** How many results are kept, for rows that come back into sight. */
const maxKept = 100;

type Lines = readonly CodeLine[] | undefined;

const kept = new BoundedMap<string, Lines>(maxKept);
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
  kept.set(key, lines);
  const callbacks = waiting.get(key) ?? [];
  waiting.delete(key);
  if (waiting.size > 0) requestIdleCallback(highlightNext, { timeout: 500 });
  for (const done of callbacks) done(lines);
}

/**
 * Loads the highlighter, once for a page. Its address stands on the page's root; its script bears the
 * nonce of the panel's, as the page's policy asks. Undefined when it cannot be had: code then stays in
 * one colour.
 */
function loadHighlighter(): Promise<Highlight | undefined> {
  loading ??= new Promise((resolve) => {
    const address = document.getElementById('panel')?.dataset.highlighter;
    if (address === undefined) return resolve(undefined);
    const script = document.createElement('script');
    script.nonce = nonce ?? '';
    script.src = address;
    script.addEventListener('load', () => resolve(globalThis.deskmateHighlight));
    script.addEventListener('error', () => resolve(undefined));
    document.head.append(script);
  });
  return loading;
}
