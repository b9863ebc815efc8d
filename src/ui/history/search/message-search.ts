import { cardBlocks } from '../../../export/card-blocks';
import { cardLength, cardPaths, isStandIn } from '../../../protocol/card-rules';
import type { MessageEntry } from '../../../room/log/log-entry';
import { readMessage } from '../../../strings/message-text';
import { english } from '../../../strings/translate';
import { drawnText, referencesIn } from '../../../text/blocks';
import { foldLoosely } from '../../../text/fold';
import { noMentionNames } from '../../../text/mentions';
import type { LinksOf } from '../../../text/message-link';

/** What a user searches for. A message must contain all of it. */
export interface SearchQuery {
  /** Folded words: each is in the text, the author's name or a file's path. */
  readonly words: readonly string[];
  /** Folded parts of the author's name. */
  readonly from: readonly string[];
  /** Folded parts of a file's path. */
  readonly file: readonly string[];
}

/** Words before a colon that narrow a search, in English and Chinese. */
const fields: Readonly<Record<string, 'from' | 'file'>> = {
  from: 'from',
  file: 'file',
  发送者: 'from',
  文件: 'file',
};

/** The longest query, in UTF-16 units, and the maximum number of its words; the rest is ignored. */
const maxLength = 1000;
const maxWords = 20;

/**
 * Reads what a user typed: words, phrases in quotation marks, `from:name` and `file:path`, also with
 * Chinese punctuation.
 */
export function parseQuery(typed: string): SearchQuery {
  const query = { words: [] as string[], from: [] as string[], file: [] as string[] };
  /** The field that the next word or phrase belongs to, if its name came alone. */
  let field: 'from' | 'file' | undefined;
  let count = 0;
  const add = (value: string) => {
    if (value === '' || count === maxWords) return;
    count += 1;
    query[field ?? 'words'].push(value);
    field = undefined;
  };
  const folded = foldLoosely(typed.slice(0, maxLength)).replace(/[“”„«»「」]/g, '"');
  // Every second part is between quotation marks.
  for (const [index, part] of folded.split('"').entries()) {
    for (const word of index % 2 === 1 ? [part.trim()] : part.split(/\s+/)) {
      const colon = index % 2 === 1 ? -1 : word.indexOf(':');
      const named = fieldOf(word.slice(0, Math.max(0, colon)));
      if (named) field = named;
      add(named ? word.slice(colon + 1) : word);
    }
  }
  return query;
}

function fieldOf(name: string): 'from' | 'file' | undefined {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

export function isEmpty({ words, from, file }: SearchQuery): boolean {
  return words.length + from.length + file.length === 0;
}

/** A message with its searchable texts, which are folded when it is first searched. */
export class SearchedMessage {
  private folded: FoldedMessage | undefined;

  constructor(readonly entry: MessageEntry) {}

  /** UTF-16 units of its texts, for a limit on memory. */
  get length(): number {
    const { text, card } = this.entry;
    return text.length + (card ? cardLength(card) : 0);
  }

  matches({ words, from, file }: SearchQuery): boolean {
    this.folded ??= foldMessage(this.entry);
    const { text, author, paths } = this.folded;
    return (
      from.every((part) => author.includes(part)) &&
      file.every((part) => paths.some((path) => path.includes(part))) &&
      words.every(
        (word) =>
          text.includes(word) || author.includes(word) || paths.some((path) => path.includes(word)),
      )
    );
  }
}

interface FoldedMessage {
  readonly text: string;
  readonly author: string;
  readonly paths: readonly string[];
}

/** Markdown marks and line numbers; a text without any is shown as it is, and names no place in a file. */
const needsParsing = /[*_~`[\]<>\\\d]/;

function foldMessage({ anonymous, authorName, text, card }: MessageEntry): FoldedMessage {
  const said = isStandIn(text, card) ? '' : text;
  const blocks = needsParsing.test(said)
    ? // A link's words aren't the author's, and its address isn't shown.
      readMessage(said, { plain: false, names: noMentionNames, links: () => ({ label: '' }) })
    : undefined;
  const places = blocks ? Array.from(referencesIn(blocks), ({ path }) => path) : [];
  const paths = [...(card ? cardPaths(card) : []), ...places];
  // The words of a card's parts are in one language only, so that no one finds them by chance.
  const parts = card ? cardBlocks(card, english) : [];
  const code = parts.flatMap((part) => (part.kind === 'verbatim' ? part.text : []));
  return {
    text: foldLoosely([blocks ? drawnText(blocks) : said, ...code].join('\n')),
    author: anonymous ? '' : foldLoosely(authorName),
    paths: paths.map((path) => foldLoosely(path.replaceAll('\\', '/'))),
  };
}

/** A message's text as the panel draws it; empty when it only stands in for a card. */
export function drawnMessage(message: MessageEntry, linksOf: LinksOf): string {
  const { text, card } = message;
  if (isStandIn(text, card)) return '';
  return drawnText(
    readMessage(text, { plain: false, names: noMentionNames, links: linksOf(message) }),
  );
}

/** How much of a text to show before and after what was found, in UTF-16 units. */
const before = 24;
const after = 100;

/** One line of a text around the first word that was found; its beginning if the words are elsewhere. */
export function snippet(text: string, { words }: SearchQuery): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const folded = foldLoosely(line);
  const [word] = words.filter((each) => folded.includes(each));
  // Folding may change lengths, so the place is an estimate; it only decides where the line is cut.
  const at =
    word === undefined
      ? 0
      : Math.round(folded.indexOf(word) * (line.length / (folded.length || 1)));
  const start = at > before + 8 ? at - before : 0;
  const cut = line.slice(start, at + after).replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, '');
  return `${start > 0 ? '…' : ''}${cut}${at + after < line.length ? '…' : ''}`;
}
