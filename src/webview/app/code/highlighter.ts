import type { Emitter } from 'highlight.js';
import hljs from 'highlight.js/lib/core';
import type { CodeColor } from '../base/messages';
import type { CodeLine, CodeSpan, Highlight } from './code-text';
import { grammars } from './grammars';

/*
 * Some grammars need time that grows with the square of their input, and can't be interrupted. So they get
 * pieces, each short enough for the slowest of them.
 */

/** The length of a piece, in UTF-16 units; it can double twice while a comment or string is open. */
const pieceLength = 2048;
/** The longest line; code with a longer one isn't meant to be read. */
const maxLineLength = 500;
/** The time limit in milliseconds; the rest stays plain. */
const maxTime = 40;
/** A piece grows only if it took less than this, in milliseconds. */
const maxGrowTime = 4;

/** Collects the highlighter's output as spans, without HTML. */
class SpanEmitter implements Emitter {
  readonly spans: CodeSpan[] = [];
  private readonly scopes: string[] = [];
  /** Whether a comment or string was still open at the end. */
  unfinished = false;

  startScope(name: string): void {
    this.scopes.push(name);
  }

  endScope(): void {
    this.scopes.pop();
  }

  /** The highlighter also calls these names for the same, which its types don't declare. */
  openNode(name: string): void {
    this.startScope(name);
  }

  closeNode(): void {
    this.endScope();
  }

  addText(text: string): void {
    if (text !== '') this.spans.push({ text, color: this.color });
  }

  /** Adds a part in another language, such as a script in HTML. */
  __addSublanguage(emitter: Emitter): void {
    if (!(emitter instanceof SpanEmitter)) return;
    for (const { text, color } of emitter.spans) {
      this.spans.push({ text, color: color ?? this.color });
    }
  }

  finalize(): void {
    this.unfinished = this.scopes.some((scope) => /^(?:comment|string|code)\b/.test(scope));
  }

  toHTML(): string {
    return '';
  }

  private get color(): CodeSpan['color'] {
    const scope = this.scopes.findLast((name) => colorOf(name) !== undefined);
    return scope === undefined ? undefined : colorOf(scope);
  }
}

/** The color for each of the highlighter's scopes, by its full name or its first part. */
const scopeColors: Readonly<Record<string, CodeColor>> = {
  addition: 'string',
  attr: 'attribute',
  attribute: 'attribute',
  built_in: 'function',
  bullet: 'keyword',
  char: 'constant',
  class: 'type',
  code: 'string',
  comment: 'comment',
  deletion: 'invalid',
  doctag: 'keyword',
  emphasis: 'variable',
  formula: 'string',
  function: 'function',
  keyword: 'keyword',
  link: 'string',
  literal: 'constant',
  meta: 'keyword',
  name: 'tag',
  number: 'number',
  operator: 'operator',
  property: 'variable',
  quote: 'comment',
  regexp: 'string',
  section: 'function',
  'selector-attr': 'attribute',
  'selector-class': 'attribute',
  'selector-id': 'attribute',
  'selector-pseudo': 'attribute',
  'selector-tag': 'tag',
  string: 'string',
  strong: 'variable',
  symbol: 'constant',
  tag: 'tag',
  'template-tag': 'keyword',
  'template-variable': 'variable',
  title: 'function',
  'title.class': 'type',
  type: 'type',
  variable: 'variable',
  'variable.constant': 'constant',
  'variable.language': 'keyword',
};

/** The color of a scope; undefined for the default text color. */
function colorOf(scope: string): CodeColor | undefined {
  const [first = '', second] = scope.split('.');
  return scopeColors[`${first}.${second}`] ?? scopeColors[first];
}

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
  /** The index of the line after the piece. */
  readonly next: number;
}

/** Highlights lines starting at `first`; extends the piece while a comment or string is open. */
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
    const isCut = emitter.unfinished && next < lines.length;
    const mayGrow = length < 4 * pieceLength && performance.now() - started < maxGrowTime;
    if (!isCut || !mayGrow) return { spans: emitter.spans, next };
  }
}

/** The index of the line after a piece of about `length` UTF-16 units; a piece has at least one line. */
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

// The page that loads this script reads the function from this global; see code-view.ts.
globalThis.deskmateHighlight = highlight;
