import { type Inline, inlineText } from '../text/blocks';
import { codeSpan, literalMarkdown } from '../text/markdown-text';

/** The width of a tab, in characters. */
const tabWidth = 4;

/** Addresses that every preview turns into links as they are, if white space surrounds them. */
const bareUrl = /^https?:\/\/[A-Za-z0-9.-]+(?::\d+)?(?:\/[A-Za-z0-9./=?%#+-]*)?$/;

type Mark = 'strong' | 'emphasis' | 'strike';
type Marked = Extract<Inline, { readonly kind: Mark }>;
type Link = Extract<Inline, { readonly kind: 'link' }>;

/** The marks start with different characters, so that no two of them merge. */
const marks: Readonly<Record<Mark, string>> = { strong: '**', emphasis: '_', strike: '~~' };

/**
 * The content of a paragraph as lines of Markdown that readers stricter than the panel draw the same. Drops
 * empty lines, which only code can contain.
 * @param canStartBlock whether a line could start a block: a list, a heading
 */
export function inlineMarkdown(content: readonly Inline[], canStartBlock: boolean): string[] {
  return splitLines(merged(content, []))
    .map((line) => hoistIndent(trimEnd(line)))
    .filter((line) => line.length > 0)
    .map((line) => joinPieces(new LineWriter(canStartBlock).write(line)));
}

/** Merges adjacent texts, and marks that directly follow or contain the same mark. */
function merged(content: readonly Inline[], within: readonly Mark[]): Inline[] {
  const parts: Inline[] = [];
  for (const part of content.flatMap((each) => simplify(each, within))) {
    const last = parts.at(-1);
    if (part.kind === 'text' && last?.kind === 'text') {
      parts[parts.length - 1] = { kind: 'text', text: last.text + part.text };
    } else if (isMarked(part) && last?.kind === part.kind) {
      const inside = merged([...last.content, ...part.content], [...within, part.kind]);
      parts[parts.length - 1] = { ...part, content: inside };
    } else {
      parts.push(part);
    }
  }
  return parts;
}

/** Turns places, mentions and links to messages into text, and removes marks inside equal marks. */
function simplify(part: Inline, within: readonly Mark[]): Inline[] {
  switch (part.kind) {
    case 'text':
    case 'code':
      return [part];
    case 'message':
    case 'reference':
    case 'mention':
      return [{ kind: 'text', text: part.text }];
    case 'link':
      return [{ ...part, content: merged(part.content, within) }];
    default:
      return within.includes(part.kind)
        ? merged(part.content, within)
        : [{ ...part, content: merged(part.content, [...within, part.kind]) }];
  }
}

function isMarked(part: Inline): part is Marked {
  return part.kind in marks;
}

/** Splits content into lines; what spans several lines starts again on each of them. */
function splitLines(content: readonly Inline[]): Inline[][] {
  const lines: Inline[][] = [[]];
  for (const part of content) {
    const [first = [], ...others] =
      'content' in part
        ? splitLines(part.content).map((inside) =>
            inside.length ? [{ ...part, content: inside }] : [],
          )
        : part.text.split('\n').map((text, index) => lineOf({ ...part, text }, index > 0));
    lines.at(-1)?.push(...first);
    lines.push(...others);
  }
  return lines;
}

/** Previews drop spaces at the start of code, so spaces that indent a line are moved before it. */
function lineOf(part: Exclude<Inline, Marked | Link>, startsLine: boolean): Inline[] {
  const indent = part.kind === 'code' && startsLine ? indentOf(part.text) : '';
  const words: Inline = { ...part, text: part.text.slice(indent.length) };
  return [
    ...(indent ? [{ kind: 'text', text: indent } as const] : []),
    ...(words.text ? [words] : []),
  ];
}

/** A line without its trailing white space. */
function trimEnd(line: readonly Inline[]): readonly Inline[] {
  const last = line.at(-1);
  if (last === undefined || last.kind === 'code') return line;
  const before = line.slice(0, -1);
  if ('content' in last) {
    const content = trimEnd(last.content);
    return content.length > 0 ? [...before, { ...last, content }] : trimEnd(before);
  }
  const text = last.text.trimEnd();
  return text === '' ? trimEnd(before) : [...before, { ...last, text }];
}

/** Moves a line's indentation before its marks and links, so that it is neither struck nor underlined. */
function hoistIndent(line: readonly Inline[]): readonly Inline[] {
  const [indent, words] = lineIndent(line);
  return indent === '' ? line : [{ kind: 'text', text: indent }, ...words];
}

function lineIndent(line: readonly Inline[]): [indent: string, words: readonly Inline[]] {
  let indent = '';
  for (const [index, part] of line.entries()) {
    const [more, words] = partIndent(part);
    indent += more;
    if (words) return [indent, [words, ...line.slice(index + 1)]];
  }
  return [indent, []];
}

function partIndent(part: Inline): [indent: string, words: Inline | undefined] {
  if (part.kind === 'code') return ['', part];
  if ('content' in part) {
    const [indent, content] = lineIndent(part.content);
    return [indent, content.length > 0 ? { ...part, content } : undefined];
  }
  const indent = indentOf(part.text);
  const text = part.text.slice(indent.length);
  return [indent, text === '' ? undefined : { ...part, text }];
}

function indentOf(text: string): string {
  return /^[ \t]*/.exec(text)?.[0] ?? '';
}

/** A piece of a line. `text` may be written differently at its ends, if adjacent marks require it. */
interface Piece {
  readonly kind: 'text' | 'open' | 'close' | 'other';
  shown: string;
}

/** Writes one line as pieces. */
class LineWriter {
  private readonly pieces: Piece[] = [];
  /** The current column, for tabs. */
  private column = 0;
  /** Whether a preview would drop a space here: after another space, or at the start of a line. */
  private dropsSpace = true;

  constructor(private readonly canStartBlock: boolean) {}

  write(content: readonly Inline[]): Piece[] {
    for (const [index, part] of content.entries()) this.part(part, content[index + 1]);
    return this.pieces;
  }

  private part(part: Inline, next: Inline | undefined): void {
    switch (part.kind) {
      case 'code':
        for (const character of part.text) this.column += this.widthOf(character);
        this.add('other', codeSpan(part.text));
        return;
      case 'link':
        this.link(part, next);
        return;
      case 'strong':
      case 'emphasis':
      case 'strike':
        this.pieces.push({ kind: 'open', shown: marks[part.kind] });
        this.write(part.content);
        this.pieces.push({ kind: 'close', shown: marks[part.kind] });
        return;
      default:
        this.text(part.text);
    }
  }

  private text(text: string): void {
    let from = 0;
    for (const { 0: space, index } of text.matchAll(/\s+/g)) {
      this.literal(text.slice(from, index));
      for (const character of space) this.space(character);
      from = index + space.length;
    }
    this.literal(text.slice(from));
  }

  private literal(text: string): void {
    if (text === '') return;
    const canStartBlock = this.canStartBlock && this.pieces.length === 0;
    this.column += text.length;
    this.add('text', literalMarkdown(text, canStartBlock));
  }

  /** Keeps a space's width: previews collapse rows of spaces and drop them at the start of a line. */
  private space(character: string): void {
    const isOrdinary = character === ' ' || character === '\t';
    const width = this.widthOf(character);
    this.column += width;
    for (let left = width; left > 0; left -= 1) {
      const hard = isOrdinary ? '&nbsp;' : `&#${character.charCodeAt(0)};`;
      const soft = isOrdinary ? ' ' : character;
      this.pieces.push({ kind: 'other', shown: this.dropsSpace ? hard : soft });
      this.dropsSpace = true;
    }
  }

  private widthOf(character: string): number {
    return character === '\t' ? tabWidth - (this.column % tabWidth) : character.length;
  }

  private link({ url, content }: Link, next: Inline | undefined): void {
    const text = inlineText(content);
    const before = this.pieces.at(-1)?.shown ?? ' ';
    // Adjacent text could be read as part of the address.
    const isAlone = /\s$/.test(before) && next?.kind === 'text' && /^\s/.test(next.text);
    if (isAlone && bareUrl.test(text) && new URL(text).href === url) {
      this.column += text.length;
      this.add('other', text);
      return;
    }
    const last = this.pieces.at(-1);
    // An exclamation mark would turn the link into a picture.
    if (last?.shown.endsWith('!')) last.shown = last.shown.replace(/!$/, '\\!');
    this.add('other', '[');
    this.write(content);
    this.add('other', `](${destination(url)})`);
  }

  private add(kind: Piece['kind'], shown: string): void {
    this.pieces.push({ kind, shown });
    this.dropsSpace = false;
  }
}

/** An address as a link target: balanced brackets need no escape, and `&lt;` would be read as `<`. */
function destination(url: string): string {
  const safe = url.replace(/&(?=#?\w+;)/g, '&amp;').replace(/[\\<>]/g, encodeURIComponent);
  let depth = 0;
  for (const bracket of safe.match(/[()]/g) ?? []) {
    depth += bracket === '(' ? 1 : -1;
    if (depth < 0) break;
  }
  return depth === 0 ? safe : safe.replace(/[()]/g, '\\$&');
}

/** Characters that every reader treats as punctuation, and those that some do. */
const punctuation = /^[\p{P}$+<=>^`|~]$/u;
const maybePunctuation = /^[\p{P}\p{S}]$/u;

/**
 * Joins a line's pieces. For strict readers, a mark can begin or end something only beside white space or
 * punctuation, depending on its content. A letter in that position is written as a numeric entity, which
 * ends in punctuation and reads the same.
 */
function joinPieces(pieces: readonly Piece[]): string {
  for (const [index, { kind, shown }] of pieces.entries()) {
    const before = pieces[index - 1];
    const after = pieces[index + 1];
    const isStrict = shown === '_';
    if (kind === 'open' && before && (isStrict || mayBeEdge(firstOf(after?.shown)))) {
      const last = lastOf(before.shown);
      if (!isEdge(last)) before.shown = before.shown.slice(0, -last.length) + entity(last);
    } else if (kind === 'close' && after && (isStrict || mayBeEdge(lastOf(before?.shown)))) {
      const next = firstOf(after.shown);
      if (!isEdge(next)) after.shown = entity(next) + after.shown.slice(next.length);
    }
  }
  return pieces.map(({ shown }) => shown).join('');
}

function isEdge(character: string): boolean {
  return /^[\t\p{Zs}]?$/u.test(character) || punctuation.test(character);
}

function mayBeEdge(character: string): boolean {
  return maybePunctuation.test(character);
}

function entity(character: string): string {
  return `&#${character.codePointAt(0)};`;
}

function firstOf(text = ''): string {
  return String.fromCodePoint(...(text === '' ? [] : [text.codePointAt(0) ?? 0]));
}

function lastOf(text = ''): string {
  return /[\ud800-\udbff][\udc00-\udfff]$/.test(text) ? text.slice(-2) : text.slice(-1);
}
