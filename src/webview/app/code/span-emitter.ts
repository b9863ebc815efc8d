import type { Emitter } from 'highlight.js';
import type { CodeColor } from '../base/messages';
import type { CodeSpan } from './spans';

/** Takes down what the highlighter says, as spans: no HTML is made on the way. */
export class SpanEmitter implements Emitter {
  readonly spans: CodeSpan[] = [];
  private readonly scopes: string[] = [];
  /** The comment or string that was still open at the end. */
  unfinished = false;

  startScope(name: string): void {
    this.scopes.push(name);
  }

  endScope(): void {
    this.scopes.pop();
  }

  /** The highlighter opens and closes scopes by these names, too, which its types do not tell. */
  openNode(name: string): void {
    this.startScope(name);
  }

  closeNode(): void {
    this.endScope();
  }

  addText(text: string): void {
    if (text !== '') this.spans.push({ text, color: this.color });
  }

  /** A part in another language: a script within HTML. */
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

/** What the highlighter calls a part of code, up to its first dot or whole, and the colour for it. */
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

/** The colour of a scope; undefined for the text's own. */
function colorOf(scope: string): CodeColor | undefined {
  const [first = '', second] = scope.split('.');
  return scopeColors[`${first}.${second}`] ?? scopeColors[first];
}
