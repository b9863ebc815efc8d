import { html } from 'lit/html.js';
import type { Token } from 'markdown-it';
import { literalOf } from '../../../text/parser';
import { findReferences } from '../../../text/references';
import { safeUrl } from '../../../text/safe-url';
import { codeText } from '../code/code-text';
import type { TextContext } from '../text-context';
import { link, reference } from './links';
import { literalTemplate } from './literal-template';

/** Draws what stands in a paragraph. */
export function inlineTemplate(tokens: readonly Token[], context: TextContext): unknown[] {
  return new InlineWriter(tokens, context).content();
}

/** Goes through the tokens once; adjacent texts become one. */
class InlineWriter {
  private next = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly context: TextContext,
  ) {}

  /** Up to the end, or to the token that closes the one before. */
  content(): unknown[] {
    const parts: unknown[] = [];
    let text = '';
    for (; ; this.next += 1) {
      const token = this.tokens[this.next];
      if (!token || token.nesting === -1) break;
      const words = textOf(token);
      if (words !== undefined) {
        text += words;
        continue;
      }
      if (text !== '') parts.push(text);
      text = '';
      parts.push(this.part(token));
    }
    if (text !== '') parts.push(text);
    return parts;
  }

  private part(token: Token): unknown {
    const { context } = this;
    switch (token.type) {
      case 'literal':
        return literalTemplate(literalOf(token), token.content, context);
      case 'code_inline':
        return inlineCode(token.content, context);
      case 'strong_open':
        return html`<strong>${this.inside()}</strong>`;
      case 'em_open':
        return html`<em>${this.inside()}</em>`;
      case 's_open':
        return html`<s>${this.inside()}</s>`;
      case 'link_open':
        return this.link(`${token.attrGet('href')}`);
      default:
        return token.nesting === 1 ? this.inside() : token.content;
    }
  }

  private link(address: string): unknown {
    const content = this.inside();
    const url = safeUrl(address);
    // The parser takes an empty address for one that leads to the page itself.
    return url === undefined ? ['[', ...content, ']()'] : link(url, content, this.context);
  }

  private inside(): unknown[] {
    this.next += 1;
    return this.content();
  }
}

function textOf({ type, content }: Token): string | undefined {
  if (type === 'text' || type === 'text_special') return content;
  return type === 'softbreak' || type === 'hardbreak' ? '\n' : undefined;
}

/** A place in a file is often put between backticks, and leads there all the same. */
function inlineCode(code: string, context: TextContext): unknown {
  const shown = html`<code class="inline-code" dir="ltr">${codeText(code)}</code>`;
  const [place] = findReferences(code);
  const whole = place?.start === 0 && place.end === code.length;
  return whole ? reference(place, shown, context) : shown;
}
