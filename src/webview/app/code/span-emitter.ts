import type { Emitter } from 'highlight.js';
import { colorOf } from './scope-colors';
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
