import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import { languageOf } from '../text/languages';
import { type Html, html } from './html';

/** A part of a line of code in one color: a class of the style sheet, without its prefix. */
interface CodeSpan {
  readonly text: string;
  readonly color?: string | undefined;
}

/**
 * Colors code; as in the page. Takes 40 ms at most.
 * @param language an id from `languageOf`
 * @returns the colored lines; undefined when it takes too long or fails
 */
export type Highlight = (
  text: string,
  language: string,
) => readonly (readonly CodeSpan[])[] | undefined;

/**
 * Loads the highlighter that the panel's page uses, in a context of its own, because it sets a global.
 * @param path its script
 * @returns undefined when it can't be loaded: code then has one color
 */
export function loadHighlighter(path: string): Highlight | undefined {
  const context: { performance: typeof performance; deskmateHighlight?: Highlight } = {
    performance,
  };
  try {
    runInContext(readFileSync(path, 'utf8'), createContext(context));
  } catch {
    return undefined;
  }
  return context.deskmateHighlight;
}

/** Code for {@link CodeHighlighter}. */
export interface Code {
  readonly text: string;
  readonly language: string;
}

/** The longest time for the code of one message and of a whole document, in ms; the rest stays plain. */
const maxMessageMs = 200;
const maxDocumentMs = 30_000;

/** Colors code within a limit of time. */
export class CodeHighlighter {
  private spent = 0;
  private colored = new Map<string, readonly (readonly CodeSpan[])[]>();

  constructor(private readonly highlight: Highlight | undefined) {}

  /** Prepares the code of the next message, one block with each step; {@link lines} then has it. */
  *prepare(blocks: Iterable<Code>): Generator<void> {
    this.colored = new Map();
    const limit = Math.min(this.spent + maxMessageMs, maxDocumentMs);
    for (const { text, language } of blocks) {
      const { id } = languageOf(language);
      if (!this.highlight || id === undefined || this.spent >= limit) continue;
      const started = performance.now();
      const lines = this.highlight(text, id);
      this.spent += performance.now() - started;
      if (lines) this.colored.set(keyOf({ text, language }), lines);
      yield;
    }
  }

  lines(code: Code): readonly (readonly CodeSpan[])[] {
    return this.colored.get(keyOf(code)) ?? code.text.split('\n').map((text) => [{ text }]);
  }
}

function keyOf({ text, language }: Code): string {
  return `${language}\n${text}`;
}

/** A block of code, with the language's name. */
export function codeHtml(code: Code, colors: CodeHighlighter): Html {
  const { name } = languageOf(code.language);
  const lines = colors.lines(code);
  const content = lines.map((line, index) =>
    lineHtml(line, index < lines.length - 1 ? '\n' : undefined, code.language),
  );
  return html`<figure class="code">${
    name === '' ? undefined : html`<figcaption>${name}</figcaption>`
  }<pre dir="ltr"><code>${content}</code></pre></figure>`;
}

const changes: Readonly<Record<string, string>> = { '+': 'added', '-': 'removed', '@': 'hunk' };

function lineHtml(line: readonly CodeSpan[], end: string | undefined, language: string): Html {
  const content = line.map(({ text, color }) =>
    color === undefined
      ? visibleHtml(text)
      : html`<span class="c-${color}">${visibleHtml(text)}</span>`,
  );
  const change = language === 'diff' ? changes[line[0]?.text.charAt(0) ?? ''] : undefined;
  return change === undefined
    ? html`${content}${end}`
    : html`<span class="${change}">${content}${end}</span>`;
}

/** Bidirectional control characters, which change the order in which the text around them is shown. */
const overrides = /([\u202a-\u202e\u2066-\u2069])/;

/** Code with bidirectional controls named, so that it can't look different from what a compiler reads. */
export function visibleHtml(text: string): readonly Html[] {
  return text.split(overrides).map((piece) => {
    if (!overrides.test(piece)) return html`${piece}`;
    return html`<span class="override">U+${piece.charCodeAt(0).toString(16).toUpperCase()}</span>`;
  });
}
