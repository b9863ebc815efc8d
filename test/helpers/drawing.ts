import type { Token } from 'markdown-it';
import type { Block, Inline } from '../../src/text/blocks';

/** A run of text with one look; `look`: bold, struck, code or a link, and its target. */
interface Stretch {
  readonly text: string;
  readonly look: string;
}

/** What a user sees of a text, as lines with their prefixes, so that two drawings can be compared. */
export type Drawing = readonly string[];

/** How the panel renders a text. */
export function panelDrawing(blocks: readonly Block[]): Drawing {
  return blocks.flatMap(blockDrawing);
}

function blockDrawing(block: Block): Drawing {
  switch (block.kind) {
    case 'paragraph':
      return paragraph(stretches(block.content));
    case 'plain':
      return plain(block.content);
    case 'heading':
      return paragraph(stretches(block.content)).map((line) => `h${block.level} ${line}`);
    case 'quote':
      return panelDrawing(block.blocks).map((line) => `> ${line}`);
    case 'list':
      return block.items.flatMap(({ number, task, blocks: inside }) => {
        const box = task && (task === 'done' ? '[x] ' : '[ ] ');
        const lines = panelDrawing(inside);
        const drawn = box ? [box + (lines[0] ?? ''), ...lines.slice(1)] : lines;
        return item(block.ordered ? `${number}.` : '•', drawn);
      });
    case 'rule':
      return ['――'];
    case 'code':
    case 'tall':
      return code(block.text);
  }
}

/** How the editor's preview renders a document; anything the panel never renders starts with `ALIVE`. */
export function previewDrawing(tokens: readonly Token[]): Drawing {
  return new TokenDrawer(tokens).lines();
}

class TokenDrawer {
  private next = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  lines(): string[] {
    const lines: string[] = [];
    for (; ; this.next += 1) {
      const token = this.tokens[this.next];
      if (!token || token.nesting === -1) return lines;
      lines.push(...this.block(token));
    }
  }

  private block(token: Token): string[] {
    switch (token.type) {
      case 'paragraph_open':
        return this.inside();
      case 'inline':
        return paragraph(tokenStretches(token.children ?? []));
      case 'heading_open':
        return this.inside().map((line) => `h${token.tag.slice(1)} ${line}`);
      case 'blockquote_open':
        return this.inside().map((line) => `> ${line}`);
      case 'bullet_list_open':
      case 'ordered_list_open':
        return this.list(token);
      case 'hr':
        return ['――'];
      case 'fence':
        return code(token.content.replace(/\n$/, ''));
      default:
        return [`ALIVE ${token.type} ${token.content}`];
    }
  }

  private list(token: Token): string[] {
    let number = Number(token.attrGet('start') ?? 1);
    const lines: string[] = [];
    for (this.next += 1; this.tokens[this.next]?.type === 'list_item_open'; this.next += 1) {
      lines.push(...item(token.type === 'ordered_list_open' ? `${number}.` : '•', this.inside()));
      number += 1;
    }
    return lines;
  }

  private inside(): string[] {
    this.next += 1;
    return this.lines();
  }
}

function tokenStretches(tokens: readonly Token[]): Stretch[] {
  const looks = new Map<string, number>();
  let url = '';
  const parts: Stretch[] = [];
  const add = (text: string, more = '') => {
    const on = [...looks].filter(([, depth]) => depth > 0).map(([name]) => name);
    parts.push({ text, look: lookOf([...on, more], url) });
  };
  for (const token of tokens) {
    switch (token.type) {
      case 'text':
      case 'text_special':
        add(token.content);
        break;
      case 'code_inline':
        add(token.content, 'code');
        break;
      case 'hardbreak':
        parts.push({ text: '\n', look: '' });
        break;
      case 'strong_open':
      case 'strong_close':
      case 'em_open':
      case 'em_close':
      case 's_open':
      case 's_close':
        looks.set(token.tag, (looks.get(token.tag) ?? 0) + token.nesting);
        break;
      case 'link_open':
        url = addressOf(`${token.attrGet('href')}`);
        break;
      case 'link_close':
        url = '';
        break;
      default:
        add(`ALIVE ${token.type} ${token.content}`);
    }
  }
  return parts;
}

function addressOf(href: string): string {
  return /^(?:https?:\/\/|mailto:)/.test(href) && URL.canParse(href)
    ? new URL(href).href
    : `ALIVE ${href}`;
}

const tags = { strong: 'strong', emphasis: 'em', strike: 's' } as const;

function stretches(content: readonly Inline[], on: readonly string[] = [], url = ''): Stretch[] {
  return content.flatMap((part): Stretch[] => {
    switch (part.kind) {
      case 'text':
      case 'message':
      case 'reference':
      case 'mention':
        return [{ text: part.text, look: lookOf(on, url) }];
      case 'code':
        return [{ text: part.text, look: lookOf([...on, 'code'], url) }];
      case 'link':
        return stretches(part.content, on, part.url);
      default:
        return stretches(part.content, [...on, tags[part.kind]], url);
    }
  });
}

function lookOf(on: readonly string[], url: string): string {
  return [...new Set([...on.filter((name) => name !== '').sort(), url])].join(' ');
}

/** Several lines without Markdown are exported as code, which reads the same. */
function plain(content: readonly Inline[]): string[] {
  const parts = stretches(content);
  const text = parts.map((part) => part.text).join('');
  return /[\r\n]/.test(text) ? code(text) : paragraph(parts);
}

/** The lines of a paragraph; in code, several spaces may be rendered as one. */
function paragraph(parts: readonly Stretch[]): string[] {
  const lines: Stretch[][] = [[]];
  for (const { text, look } of parts) {
    for (const [index, words] of text.split('\n').entries()) {
      if (index > 0) lines.push([]);
      const line = lines.at(-1) ?? [];
      // A line's indentation is neither struck nor underlined; that of code comes before it.
      const begins = isCode(look) ? index > 0 : line.every(isBlank);
      const indent = begins ? indentation(words) : '';
      line.push({ text: indent, look: '' }, { text: words.slice(indent.length), look });
    }
  }
  return lines.map(lineOf).filter((line) => line !== '');
}

function indentation(text: string): string {
  return /^[ \t]*/.exec(text)?.[0] ?? '';
}

function isBlank({ text }: Stretch): boolean {
  return indentation(text) === text;
}

function isCode(look: string): boolean {
  return look.split(' ').includes('code');
}

function lineOf(parts: readonly Stretch[]): string {
  let line = '';
  let look = '';
  let column = 0;
  for (const part of parts) {
    let text = '';
    for (const character of part.text) {
      const width = character === '\t' ? 4 - (column % 4) : character.length;
      text += character === '\t' ? ' '.repeat(width) : character;
      column += width;
    }
    if (text === '') continue;
    text = text.replaceAll('\u00a0', ' ');
    if (isCode(part.look)) text = text.replace(/ +/g, ' ');
    line += part.look === look ? text : `⟨${part.look}⟩${text}`;
    look = part.look;
  }
  return line.replace(/(?:⟨[^⟩]*⟩|\s)+$/, '');
}

function code(text: string): string[] {
  return text.split(/\r\n?|\n/).map((line) => `code ${line}`);
}

function item(mark: string, lines: readonly string[]): string[] {
  const [first = '', ...others] = lines;
  return [`${mark} ${first}`, ...others.map((line) => `  ${line}`)];
}
