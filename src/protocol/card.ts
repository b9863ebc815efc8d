import * as v from 'valibot';
import { lineText, roomText } from './room-text';

/** Some lines of a file, counted from 1, joined by LF. */
export interface Excerpt {
  readonly line: number;
  readonly endLine: number;
  readonly text: string;
}

/** A place in a file; lines and columns count from 1, `endColumn` is the one after the last. */
export interface TextSpan {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Whether the text has as many lines as `line` to `endLine` are. */
export function hasItsLines({ line, endLine, text }: Excerpt): boolean {
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
  return endLine - line + 1 === lines;
}

/** Whether a place ends no earlier than it begins, and lies within the lines of an excerpt. */
export function isWithin(place: TextSpan, { line, endLine }: Excerpt): boolean {
  if (place.line < line || place.endLine > endLine || place.endLine < place.line) return false;
  return place.endLine > place.line || place.endColumn >= place.column;
}

/** A file's path as its sender has it, relative to its folder, with forward slashes. Nothing to trust. */
const path = v.pipe(v.string(), v.minLength(1), v.maxLength(1024));
/** Lines and columns count from 1. */
const position = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(10_000_000));
/** SHA-256 of a file's text with LF line endings, base64url without padding. */
const fileHash = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/));

/** Lines `line` to `endLine` of a file, as its sender sees them. */
const excerpt = {
  path,
  /** Of a notebook: the cell's number, counted from 1; then lines and hash are the cell's. */
  cell: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(100_000))),
  line: position,
  endLine: position,
  /** Language id of the editor; empty for plain text. */
  language: v.pipe(v.string(), v.regex(/^[A-Za-z0-9+#._-]{0,64}$/)),
  /** Whole lines joined by LF, without the last line's ending. */
  text: v.string(),
  hash: fileHash,
};

const code = v.pipe(
  v.object({ type: v.literal('code'), ...excerpt }),
  v.check((it) => hasItsLines(it)),
);

/** What a tool says of a place; `text` are the lines around it. */
const error = v.pipe(
  v.object({
    type: v.literal('error'),
    ...excerpt,
    severity: v.picklist(['error', 'warning', 'information', 'hint']),
    message: v.pipe(v.string(), v.minLength(1), v.maxLength(4096)),
    /** Who says so: `gcc`, `eslint`. */
    source: v.optional(v.pipe(v.string(), v.maxLength(100))),
    /** What it calls the error: `C2065`, `no-undef`. */
    code: v.optional(v.pipe(v.string(), v.maxLength(100))),
    /** The place itself, within the lines of `text`; `endColumn` is the one after the last. */
    at: v.object({ line: position, column: position, endLine: position, endColumn: position }),
  }),
  v.check((it) => hasItsLines(it)),
  v.check((it) => isWithin(it.at, it)),
);

/** Files of a patch. */
export const maxPatchFiles = 100;

const patch = v.object({
  type: v.literal('patch'),
  files: v.pipe(
    v.array(
      v.object({
        path,
        change: v.picklist(['modified', 'added', 'deleted']),
        /** Hunks of a unified diff with LF line endings, without file headers. */
        diff: v.string(),
        /** The folders above `path` as far as they mean something to others: from the repository down. */
        folder: v.optional(path),
        /** Of a new file: what its lines end with; LF when absent. */
        eol: v.optional(v.picklist(['lf', 'crlf'])),
        /** Of a new file in UTF-8: it begins with a byte order mark. */
        bom: v.optional(v.boolean()),
        /** Of a new file: it can be run. */
        executable: v.optional(v.boolean()),
      }),
    ),
    v.minLength(1),
    v.maxLength(maxPatchFiles),
  ),
});

/** The schema of each type of card; with {@link cardTypes}, all that a new type adds here. */
export const cards = { code, error, patch } as const;

/** What a message can carry besides its text. */
const card = v.variant('type', Object.values(cards));

export type CardType = keyof typeof cards;

export type CardOf<T extends CardType> = v.InferOutput<(typeof cards)[T]>;

export type Card = CardOf<CardType>;

export type ExcerptCard = CardOf<'code' | 'error'>;

export type PatchCard = CardOf<'patch'>;

/** What the protocol needs to know of a type of card. */
interface CardRules<C> {
  /** See {@link cleanCard}. */
  clean(card: C): C;
  /** See {@link isSound}. */
  isSound(card: C): boolean;
  /** The line of {@link cardStandIn}, of any length. */
  standIn(card: C): string;
  /** The files it is about, as its sender has them. Nothing to trust. */
  paths(card: C): readonly string[];
  /** See {@link cardLength}. */
  length(card: C): number;
  /** Whether others can apply it to their files, and say so. */
  readonly canBeApplied: boolean;
}

const cardTypes: { readonly [T in CardType]: CardRules<CardOf<T>> } = {
  code: {
    clean: (card) => ({ ...card, ...cleanExcerpt(card) }),
    isSound: (card) => hasItsLines(card),
    standIn: (card) => `${cardSource(card)}:${card.line}`,
    paths: ({ path }) => [path],
    length: ({ path, text }) => path.length + text.length,
    canBeApplied: false,
  },
  error: {
    clean: (card) => ({
      ...card,
      ...cleanExcerpt(card),
      message: roomText(card.message),
      ...(card.source !== undefined && { source: lineText(card.source) }),
      ...(card.code !== undefined && { code: lineText(card.code) }),
    }),
    isSound: (card) => hasItsLines(card) && isWithin(card.at, card),
    standIn: (card) =>
      `${cardSource(card)}:${card.at.line}:${card.at.column}: ${firstLine(card.message)}`,
    paths: ({ path }) => [path],
    length: ({ path, text, message }) => path.length + text.length + message.length,
    canBeApplied: false,
  },
  patch: {
    clean: (card) => ({
      ...card,
      files: card.files.map((file) => ({
        ...file,
        path: lineText(file.path),
        diff: codeText(file.diff),
        ...(file.folder !== undefined && { folder: lineText(file.folder) }),
      })),
    }),
    isSound: () => true,
    standIn: ({ files }) => files.map(({ path }) => path).join(', '),
    paths: ({ files }) => files.map(({ path }) => path),
    length: ({ files }) =>
      files.reduce(
        (sum, { path, diff, folder = '' }) => sum + path.length + diff.length + folder.length,
        0,
      ),
    canBeApplied: true,
  },
};

function rulesOf(card: Card): CardRules<Card> {
  return cardTypes[card.type] as CardRules<Card>;
}

/**
 * Cleans a card for a room's log: valid Unicode without control characters, lines ended by LF. Characters
 * that change the direction of text are removed from paths and names; they stay in code, which may be
 * about them, and whoever shows it marks them.
 */
export function cleanCard(card: Card): Card {
  return rulesOf(card).clean(card);
}

/** Whether what a card says of its lines is true of its text. */
export function isSound(card: Card): boolean {
  return rulesOf(card).isSound(card);
}

/** Longest stand-in, in UTF-16 units. */
const maxStandIn = 500;

/**
 * What a card says in one line of plain text: the text of its message when the person wrote none, for
 * programs that show no cards. Two equal cards have the same.
 */
export function cardStandIn(card: Card): string {
  const text = rulesOf(card).standIn(card);
  if (text.length <= maxStandIn) return text;
  // Not within a character.
  return `${text.slice(0, maxStandIn - 1).replace(/\p{Surrogate}$/u, '')}…`;
}

/** The files that a card is about, as its sender has them. Nothing to trust. */
export function cardPaths(card: Card): readonly string[] {
  return rulesOf(card).paths(card);
}

/** UTF-16 units of a card's texts: what bounds on memory count. */
export function cardLength(card: Card): number {
  return rulesOf(card).length(card);
}

/** Whether others can apply a card to their files, and say so. */
export function canBeApplied(card: Card): boolean {
  return rulesOf(card).canBeApplied;
}

/** Where a card's lines are from, as tools would write it: `lab.ipynb#3` is the third cell. */
export function cardSource({ path, cell }: { path: string; cell?: number | undefined }): string {
  return cell === undefined ? path : `${path}#${cell}`;
}

function cleanExcerpt({ path, text }: ExcerptCard): { path: string; text: string } {
  return { path: lineText(path), text: codeText(text) };
}

function codeText(text: string): string {
  return roomText(text.replaceAll('\r\n', '\n'));
}

function firstLine(text: string): string {
  return text.trim().split(/\r?\n/, 1)[0] ?? '';
}

/** A card of a type that is not known here: a newer program made it. */
const unknownCard = v.pipe(
  v.object({
    type: v.pipe(
      v.string(),
      v.check((type) => !Object.hasOwn(cards, type)),
    ),
  }),
  v.transform(() => undefined),
);

/** A card as a member sends it. Of a type not known here the message goes without it. */
export const sentCard = v.optional(v.union([card, unknownCard]));

/** A card as the hub, or a journal, has it: one that makes no sense here takes nothing with it. */
export const keptCard = v.fallback(v.optional(card), undefined);

/** A card as it was kept on this computer; undefined when it is none, or makes no sense here. */
export function readCard(value: unknown): Card | undefined {
  return v.parse(keptCard, value);
}
