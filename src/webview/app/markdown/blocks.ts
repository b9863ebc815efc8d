import { html, type TemplateResult } from 'lit/html.js';
import type { Token } from 'markdown-it';
import { codeBlock } from '../code/code-block';
import type { TextContext } from '../text-context';
import { directionOf } from './direction';
import { inlineTemplate } from './inline';

/** Draws a parsed text. */
export function blocksTemplate(tokens: readonly Token[], context: TextContext): unknown[] {
  return new BlockWriter(tokens, context).content();
}

/** Goes through the tokens once. Templates have no white space of their own: it would be seen. */
class BlockWriter {
  private next = 0;
  /** Characters at the beginning of the next text that were drawn otherwise. */
  private skip = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly context: TextContext,
  ) {}

  /** Up to the end, or to the token that closes the one before. */
  content(): unknown[] {
    const parts: unknown[] = [];
    for (; ; this.next += 1) {
      const token = this.tokens[this.next];
      if (!token || token.nesting === -1) return parts;
      parts.push(this.block(token));
    }
  }

  private block(token: Token): unknown {
    switch (token.type) {
      case 'inline':
        return this.inline(token);
      case 'paragraph_open':
        // In a list without gaps the item itself holds the text.
        return token.hidden
          ? this.inside()
          : html`<p dir=${this.direction(1)}>${this.inside()}</p>`;
      case 'heading_open':
        return html`<p class="heading ${token.tag}" dir=${this.direction(1)}>${this.inside()}</p>`;
      case 'blockquote_open':
        return html`<blockquote>${this.inside()}</blockquote>`;
      case 'bullet_list_open':
        return html`<ul>${this.inside()}</ul>`;
      case 'ordered_list_open':
        return html`<ol start=${token.attrGet('start') ?? 1}>${this.inside()}</ol>`;
      case 'list_item_open':
        return this.item();
      case 'hr':
        return html`<hr />`;
      case 'fence':
      case 'code_block':
        return this.code(token);
      default:
        return token.nesting === 1 ? this.inside() : token.content;
    }
  }

  /** Of the text that comes `ahead` tokens later. */
  private direction(ahead: number): string {
    return directionOf(this.tokens[this.next + ahead]?.content ?? '');
  }

  private inside(): unknown[] {
    this.next += 1;
    return this.content();
  }

  private inline(token: Token): unknown {
    const [first, ...others] = inlineTemplate(token.children ?? [], this.context);
    const { skip } = this;
    this.skip = 0;
    return typeof first === 'string' ? [first.slice(skip), ...others] : [first, ...others];
  }

  /** An item of a list; `[ ]` and `[x]` at its beginning make it a task. */
  private item(): TemplateResult {
    const { taskDone, taskOpen } = this.context.strings;
    const text = this.tokens[this.next + 2];
    const box = text?.type === 'inline' && /^\[([ xX])\]\s/.exec(text.content);
    const direction = this.direction(2);
    if (!box) return html`<li dir=${direction}>${this.inside()}</li>`;
    const done = box[1] !== ' ';
    this.skip = box[0].length;
    return html`<li class="task" dir=${direction}><input
      type="checkbox" disabled .checked=${done} aria-label=${done ? taskDone : taskOpen}
    />${this.inside()}</li>`;
  }

  private code(token: Token): TemplateResult {
    const [language = ''] = token.info.trim().split(/\s/, 1);
    return codeBlock(token.content.replace(/\n$/, ''), language, this.context);
  }
}
