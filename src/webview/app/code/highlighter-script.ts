import type { Highlight } from './spans';

declare global {
  /** Set by the highlighter's script once it has run. */
  var deskmateHighlight: Highlight | undefined;
}

// Only known while the panel's own script runs for the first time.
const { nonce } = document.currentScript ?? {};

let loading: Promise<Highlight | undefined> | undefined;

/**
 * Loads the highlighter, once for a page. Its address stands on the page's root; its script bears the
 * nonce of the panel's, as the page's policy asks. Undefined when it cannot be had: code then stays in
 * one colour.
 */
export function loadHighlighter(): Promise<Highlight | undefined> {
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
