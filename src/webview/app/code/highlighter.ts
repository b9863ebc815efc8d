import hljs from 'highlight.js/lib/core';
import { grammars } from './grammars';
import { SpanEmitter } from './span-emitter';
import type { CodeLine, CodeSpan, Highlight } from './spans';

/*
 * Some grammars take time that grows with the square of what they are given, and once begun they
 * cannot be stopped. Hence they get pieces, each short enough for the worst of them.
 */

/** Longest piece, in UTF-16 units; it may grow up to fourfold while a comment or string is open. */
const pieceLength = 2048;
/** Longest line; code with a longer one is no code that anybody reads. */
const maxLineLength = 500;
/** Time after which the rest stays without colours, ms. */
const maxTime = 40;
/** A piece grows only when it took less than this, ms. */
const quick = 4;

const highlighter = hljs.newInstance();
highlighter.configure({ __emitter: SpanEmitter, classPrefix: '' });
for (const [id, grammar] of Object.entries(grammars)) highlighter.registerLanguage(id, grammar);

const highlight: Highlight = (text, language) => {
  const lines = text.split('\n');
  if (!Object.hasOwn(grammars, language)) return undefined;
  if (lines.some(({ length }) => length > maxLineLength)) return undefined;
  const end = performance.now() + maxTime;
  const spans: CodeSpan[] = [];
  let first = 0;
  while (first < lines.length && performance.now() < end) {
    const piece = nextPiece(lines, first, language);
    if (!piece) return undefined;
    if (first > 0) spans.push({ text: '\n' });
    for (const span of piece.spans) spans.push(span);
    first = piece.next;
  }
  if (first < lines.length) spans.push({ text: `\n${lines.slice(first).join('\n')}` });
  return toLines(spans);
};

interface Piece {
  readonly spans: readonly CodeSpan[];
  /** The line after it. */
  readonly next: number;
}

/** Colours lines from `first` on: as many as go well together. */
function nextPiece(lines: readonly string[], first: number, language: string): Piece | undefined {
  for (let length = pieceLength; ; length *= 2) {
    const next = endOfPiece(lines, first, length);
    const started = performance.now();
    const result = highlighter.highlight(lines.slice(first, next).join('\n'), {
      language,
      ignoreIllegals: true,
    });
    const emitter = result._emitter;
    if (result.errorRaised || !(emitter instanceof SpanEmitter)) return undefined;
    const cut = emitter.unfinished && next < lines.length;
    const mayGrow = length < 4 * pieceLength && performance.now() - started < quick;
    if (!cut || !mayGrow) return { spans: emitter.spans, next };
  }
}

/** The line after a piece of about `length`: at least one line. */
function endOfPiece(lines: readonly string[], first: number, length: number): number {
  let next = first + 1;
  let taken = lines[first]?.length ?? 0;
  for (; next < lines.length; next += 1) {
    taken += 1 + (lines[next]?.length ?? 0);
    if (taken > length) break;
  }
  return next;
}

function toLines(spans: readonly CodeSpan[]): readonly CodeLine[] {
  const lines: CodeSpan[][] = [[]];
  for (const { text, color } of spans) {
    for (const [index, part] of text.split('\n').entries()) {
      if (index > 0) lines.push([]);
      if (part !== '') lines.at(-1)?.push({ text: part, color });
    }
  }
  return lines;
}

// The page that loads this script asks it under this name; see highlight-queue.ts.
globalThis.deskmateHighlight = highlight;
