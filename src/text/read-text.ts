import type { Token } from 'markdown-it';
import { type Block, type Inline, type Item, inlineText, type List } from './blocks';
import { findLiterals, type Literal, safeUrl } from './links';
import type { MentionNames, ReadOptions } from './mentions';
import type { LinkTargets } from './message-link';
import { literalOf, parse } from './parser';
import { findReferences } from './references';

/**
 * Parses a message's text into blocks. This is the only place where texts are parsed. Never throws: a text
 * beyond the limits becomes one `plain` or `tall` block.
 */
export function readText(text: string, { plain, names, links }: ReadOptions): readonly Block[] {
  if (isTall(text)) return [{ kind: 'tall', text }];
  const tokens = !plain && isParsable(text) ? parse(text, names) : undefined;
  if (tokens && isDrawable(tokens)) return new TokenReader(tokens, links).blocks();
  return [{ kind: 'plain', content: plainContent(text, plain ? undefined : names, links) }];
}

/** Parses only the first `maxLength` UTF-16 units of a text, for a fraction of the cost. */
export function readBeginning(
  text: string,
  reading: ReadOptions,
  maxLength: number,
): readonly Block[] {
  const plain = reading.plain || isTall(text) || !isParsable(text);
  return readText(text.slice(0, maxLength), { ...reading, plain });
}

function plainContent(text: string, names?: MentionNames, links?: LinkTargets): Inline[] {
  const content: Inline[] = [];
  let end = 0;
  const add = (words: string) => words !== '' && content.push({ kind: 'text', text: words });
  for (const literal of findLiterals(text, names)) {
    add(text.slice(end, literal.start));
    content.push(literalPart(literal, text.slice(literal.start, literal.end), links));
    end = literal.end;
  }
  add(text.slice(end));
  return content;
}

function literalPart(literal: Literal, text: string, links?: LinkTargets): Inline {
  switch (literal.kind) {
    case 'message': {
      const { url } = literal;
      const { label = text, ...target } = links?.(url) ?? {};
      return { kind: 'message', text: label, url, ...target };
    }
    case 'link':
      return { kind: 'link', url: literal.url, content: [{ kind: 'text', text }] };
    case 'reference':
      return { kind: 'reference', text, reference: literal.reference };
    case 'mention':
      return { kind: 'mention', text, self: literal.self };
  }
}

/** Converts the parser's tokens to a tree in one pass. */
class TokenReader {
  private next = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly links: LinkTargets | undefined,
  ) {}

  /** Reads blocks up to the end, or to the token that closes the enclosing block. */
  blocks(): Block[] {
    const blocks: Block[] = [];
    for (; ; this.next += 1) {
      const token = this.tokens[this.next];
      if (!token || token.nesting === -1) return blocks;
      blocks.push(this.block(token));
    }
  }

  private block(token: Token): Block {
    switch (token.type) {
      case 'heading_open':
        return { kind: 'heading', level: Number(token.tag.slice(1)), content: this.inline() };
      case 'blockquote_open':
        this.next += 1;
        return { kind: 'quote', blocks: this.blocks() };
      case 'bullet_list_open':
      case 'ordered_list_open':
        return this.list(token.type === 'ordered_list_open');
      case 'hr':
        return { kind: 'rule' };
      case 'fence':
      case 'code_block': {
        const [language = ''] = token.info.trim().split(/\s/, 1);
        return { kind: 'code', text: token.content.replace(/\n$/, ''), language };
      }
      default:
        return { kind: 'paragraph', tight: token.hidden, content: this.inline() };
    }
  }

  /** The content of the paragraph or heading that `next` is at. */
  private inline(): Inline[] {
    const { children } = this.tokens[this.next + 1] ?? {};
    const content = new InlineReader(children ?? [], this.links).content();
    this.next += 2;
    return content;
  }

  private list(ordered: boolean): List {
    const items: Item[] = [];
    for (this.next += 1; this.tokens[this.next]?.type === 'list_item_open'; this.next += 1) {
      const number = ordered ? Number(this.tokens[this.next]?.info) : 0;
      this.next += 1;
      items.push({ number, ...taskOf(this.blocks()) });
    }
    return { kind: 'list', ordered, items };
  }
}

/** `[ ]` or `[x]` at the start of an item makes it a task. */
function taskOf(blocks: readonly Block[]): Pick<Item, 'task' | 'blocks'> {
  const [first, ...others] = blocks;
  if (first?.kind !== 'paragraph') return { blocks };
  const [words, ...more] = first.content;
  const box = words?.kind === 'text' ? /^\[([ xX])\]\s(.*)$/s.exec(words.text) : undefined;
  if (!box) return { blocks };
  const [, sign, said = ''] = box;
  const rest = said.trimStart();
  const content = rest === '' ? more : [{ kind: 'text', text: rest } as const, ...more];
  return { task: sign === ' ' ? 'open' : 'done', blocks: [{ ...first, content }, ...others] };
}

/** Converts the tokens of one paragraph in one pass, joining adjacent texts. */
class InlineReader {
  private next = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly links: LinkTargets | undefined,
  ) {}

  /** Reads content up to the end, or to the token that closes the enclosing one. */
  content(): Inline[] {
    const content: Inline[] = [];
    let text = '';
    const flush = () => {
      if (text !== '') content.push({ kind: 'text', text });
      text = '';
    };
    for (; ; this.next += 1) {
      const token = this.tokens[this.next];
      if (!token || token.nesting === -1) break;
      if (token.type === 'text') {
        text += token.content;
        continue;
      }
      flush();
      content.push(...this.part(token));
    }
    flush();
    return content;
  }

  private part(token: Token): Inline[] {
    switch (token.type) {
      case 'literal':
        return [literalPart(literalOf(token), token.content, this.links)];
      case 'code_inline':
        return [code(token.content)];
      case 'strong_open':
        return [{ kind: 'strong', content: this.inside() }];
      case 'em_open':
        return [{ kind: 'emphasis', content: this.inside() }];
      case 's_open':
        return [{ kind: 'strike', content: this.inside() }];
      default:
        return this.link(`${token.attrGet('href')}`);
    }
  }

  private link(address: string): Inline[] {
    const content = this.inside();
    const url = safeUrl(address);
    if (url !== undefined && inlineText(content).trim() !== '') {
      return [{ kind: 'link', url, content }];
    }
    // A link with no label to click, or with no usable address, shows as typed.
    return [{ kind: 'text', text: '[' }, ...content, { kind: 'text', text: `](${address})` }];
  }

  private inside(): Inline[] {
    this.next += 1;
    return this.content();
  }
}

/** Inline code; it also links to a place in a file when it names one and nothing else. */
function code(text: string): Inline {
  for (const { start, end, ...reference } of findReferences(text)) {
    if (start === 0 && end === text.length) return { kind: 'code', text, reference };
    break;
  }
  return { kind: 'code', text };
}

/**
 * The limits for parsing and drawing. Texts beyond them are shown without Markdown: people don't write such texts to be
 * read, and the parser or the page would take too long. The limits keep the worst text under 50 ms.
 */

/** The longest text to parse, in UTF-16 units; also the longest that a room carries. */
const maxLength = 32 * 1024;
/** Maximum number of characters that may begin or end a construct. */
const maxMarks = 4000;
export const maxLines = 1500;
/** The largest weight to draw; each token weighs one. */
const maxWeight = 4000;
/** The weight of a code block, which has buttons and a frame. */
const codeWeight = 40;

/** Whether a text is within the limits for parsing. */
export function isParsable(text: string): boolean {
  return text.length <= maxLength && !isTall(text) && !exceeds(text, /[*_~`[\]<>\\]/g, maxMarks);
}

/** Whether a text has too many lines to show at once. */
function isTall(text: string): boolean {
  return exceeds(text, /\n/g, maxLines);
}

/** Whether the parsed tokens are within the limits for drawing. */
function isDrawable(tokens: readonly Token[]): boolean {
  let weight = 0;
  for (const { type, children } of tokens) {
    weight += type === 'fence' || type === 'code_block' ? codeWeight : 1;
    weight += children?.length ?? 0;
  }
  return weight <= maxWeight;
}

function exceeds(text: string, sign: RegExp, max: number): boolean {
  let count = 0;
  for (const _ of text.matchAll(sign)) {
    count += 1;
    if (count > max) return true;
  }
  return false;
}
