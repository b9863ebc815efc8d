import type { Token } from 'markdown-it';
import { type Block, type Inline, type Item, inlineText, type List } from './blocks';
import { findLiterals, type Literal, safeUrl } from './links';
import type { Names, Reading } from './mentions';
import { literalOf, parse } from './parser';
import { findReferences } from './references';

/*
 * Texts beyond these are shown as they are: nobody writes them to be read, and the parser or the page
 * would take long for them. They keep the worst text under 50 ms.
 */

/** Longest text, in UTF-16 units: the longest that a room carries. */
const maxLength = 32 * 1024;
/** Characters that may begin or end something. */
const maxMarks = 4000;
export const maxLines = 1500;
/** What a drawn text may weigh: a token weighs one. */
const maxWeight = 4000;
/** A block of code has buttons and a frame. */
const codeWeight = 40;

/** Whether a text is worth parsing. */
export function isParsable(text: string): boolean {
  return text.length <= maxLength && !isTall(text) && !exceeds(text, /[*_~`[\]<>\\]/g, maxMarks);
}

/** Whether a text has so many lines that it is not to be shown at once. */
export function isTall(text: string): boolean {
  return exceeds(text, /\n/g, maxLines);
}

/** Whether what the parser made of it is worth drawing. */
export function isDrawable(tokens: readonly Token[]): boolean {
  let weight = 0;
  for (const { type, children } of tokens) {
    weight += type === 'fence' || type === 'code_block' ? codeWeight : 1;
    weight += children?.length ?? 0;
  }
  return weight <= maxWeight;
}

function exceeds(text: string, sign: RegExp, most: number): boolean {
  let count = 0;
  for (const _ of text.matchAll(sign)) {
    count += 1;
    if (count > most) return true;
  }
  return false;
}

/** What a message's text says. This is the one place where texts are read. */
export function readText(text: string, { plain, names }: Reading): readonly Block[] {
  if (isTall(text)) return [{ kind: 'tall', text }];
  const tokens = !plain && isParsable(text) ? parse(text, names) : undefined;
  if (tokens && isDrawable(tokens)) return new TokenReader(tokens).blocks();
  return [{ kind: 'plain', content: plainContent(text, plain ? undefined : names) }];
}

/** The same of a text's first `most` UTF-16 units, for less than the whole of it costs. */
export function readBeginning(text: string, reading: Reading, most: number): readonly Block[] {
  const plain = reading.plain || isTall(text) || !isParsable(text);
  return readText(text.slice(0, most), { ...reading, plain });
}

function plainContent(text: string, names: Names | undefined): Inline[] {
  const content: Inline[] = [];
  let end = 0;
  const add = (words: string) => words !== '' && content.push({ kind: 'text', text: words });
  for (const literal of findLiterals(text, names)) {
    add(text.slice(end, literal.start));
    content.push(literalPart(literal, text.slice(literal.start, literal.end)));
    end = literal.end;
  }
  add(text.slice(end));
  return content;
}

function literalPart(literal: Literal, text: string): Inline {
  switch (literal.kind) {
    case 'link':
      return { kind: 'link', url: literal.url, content: [{ kind: 'text', text }] };
    case 'place':
      return { kind: 'place', text, place: literal.place };
    case 'mention':
      return { kind: 'mention', text, self: literal.self };
  }
}

/** Makes a tree of the parser's tokens, going through them once. */
class TokenReader {
  private next = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  /** Up to the end, or to the token that closes the block before. */
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

  /** What stands in the paragraph or heading that was opened. */
  private inline(): Inline[] {
    const content = new InlineReader(this.tokens[this.next + 1]?.children ?? []).content();
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

/** `[ ]` and `[x]` at the beginning of an item make it a task. */
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

/** The same of what stands in a paragraph; adjacent texts become one. */
class InlineReader {
  private next = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  /** Up to the end, or to the token that closes the one before. */
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
        return [literalPart(literalOf(token), token.content)];
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
    // A label with nothing to click on stays as it is typed, as an empty address does.
    return [{ kind: 'text', text: '[' }, ...content, { kind: 'text', text: `](${address})` }];
  }

  private inside(): Inline[] {
    this.next += 1;
    return this.content();
  }
}

/** A place in a file is often put between backticks, and leads there all the same. */
function code(text: string): Inline {
  for (const { start, end, ...place } of findReferences(text)) {
    if (start === 0 && end === text.length) return { kind: 'code', text, place };
    break;
  }
  return { kind: 'code', text };
}
