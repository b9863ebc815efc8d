import { truncate } from '../util/truncate';
import {
  type Card,
  type CardOf,
  type CardType,
  type ExcerptCard,
  type FileId,
  hasItsLines,
  isWithin,
  type TerminalCard,
} from './card';
import { cleanFileName } from './file-name';
import { normalizeLine, normalizeMessageText } from './message-text';
import { readThumb } from './picture';

/** What the protocol needs to know about a card type. */
interface CardRules<C> {
  /** See {@link cleanCard}. */
  clean(card: C): C;
  /** See {@link isSound}. */
  isSound(card: C): boolean;
  /** The text of {@link cardStandIn} before it is shortened. */
  standIn(card: C): string;
  /** See {@link cardPaths}. */
  paths(card: C): readonly string[];
  /** See {@link cardLength}. */
  length(card: C): number;
  /** See {@link canBeApplied}. */
  readonly canBeApplied: boolean;
  /** See {@link cardFile}. */
  file?(card: C): FileId;
}

/** A thumbnail is one byte a character and no text: 1,000 of the largest leave a log most of its texts. */
const thumbShare = 8;

/** The rules of each card type. */
const cardRules: { readonly [T in CardType]: CardRules<CardOf<T>> } = {
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
      message: normalizeMessageText(card.message),
      ...(card.source !== undefined && { source: normalizeLine(card.source) }),
      ...(card.code !== undefined && { code: normalizeLine(card.code) }),
      ...(card.frames && {
        frames: card.frames.map((frame) => ({
          ...frame,
          name: normalizeLine(frame.name),
          ...(frame.path !== undefined && { path: normalizeLine(frame.path) }),
        })),
      }),
      ...(card.locals && {
        locals: card.locals.map((local) => ({
          name: normalizeLine(local.name),
          value: normalizeLine(local.value),
          ...(local.type !== undefined && { type: normalizeLine(local.type) }),
        })),
      }),
    }),
    isSound: (card) => hasItsLines(card) && isWithin(card.at, card),
    standIn: (card) =>
      `${cardSource(card)}:${card.at.line}:${card.at.column}: ${firstLine(card.message)}`,
    paths: ({ path }) => [path],
    length: ({ path, text, message, frames = [], locals = [] }) =>
      frames.reduce((sum, frame) => sum + frame.name.length + (frame.path?.length ?? 0), 0) +
      locals.reduce((sum, { name, value }) => sum + name.length + value.length, 0) +
      path.length +
      text.length +
      message.length,
    canBeApplied: false,
  },
  patch: {
    clean: (card) => ({
      ...card,
      files: card.files.map((file) => ({
        ...file,
        path: normalizeLine(file.path),
        diff: codeText(file.diff),
        ...(file.folder !== undefined && { folder: normalizeLine(file.folder) }),
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
  file: {
    clean: ({ thumb, ...card }) => ({
      ...card,
      name: cleanFileName(card.name),
      ...(thumb !== undefined && readThumb(thumb) && { thumb }),
    }),
    isSound: () => true,
    standIn: ({ name, size }) => `${name} (${sizeText(size)})`,
    paths: ({ name }) => [name],
    length: ({ name, thumb = '' }) => name.length + Math.ceil(thumb.length / thumbShare),
    canBeApplied: false,
    file: ({ hash, size }) => ({ hash, size }),
  },
  terminal: {
    clean: (card) => ({
      ...card,
      ...(card.command !== undefined && { command: codeText(card.command) }),
      ...(card.folder !== undefined && { folder: normalizeLine(card.folder) }),
      output: card.output.map((run) =>
        typeof run === 'string' ? codeText(run) : ([codeText(run[0]), run[1]] satisfies typeof run),
      ),
    }),
    isSound: () => true,
    standIn: (card) =>
      card.command === undefined
        ? firstLine(outputText(card)) || '$'
        : `$ ${firstLine(card.command)}`,
    paths: () => [],
    length: ({ command = '', output }) =>
      output.reduce(
        (sum, run) => sum + (typeof run === 'string' ? run.length : run[0].length + run[1].length),
        command.length,
      ),
    canBeApplied: false,
  },
};

/** The text of a terminal's output, without its styles. */
export function outputText({ output }: Pick<TerminalCard, 'output'>): string {
  return output.map((run) => (typeof run === 'string' ? run : run[0])).join('');
}

function rulesOf(card: Card): CardRules<Card> {
  return cardRules[card.type] as CardRules<Card>;
}

/**
 * Cleans a card for a room's log: valid Unicode without control characters, lines ended by LF. Replaces
 * characters that change the direction of text in paths and names, but keeps them in code, where they may
 * be the subject; the interface marks them when it shows code.
 */
export function cleanCard(card: Card): Card {
  return rulesOf(card).clean(card);
}

/** Whether a card's line numbers match its text. */
export function isSound(card: Card): boolean {
  return rulesOf(card).isSound(card);
}

/** Longest stand-in, in UTF-16 units. */
const maxStandIn = 500;

/**
 * A card as one line of plain text, at most 500 UTF-16 units. It becomes the message's text when the user
 * wrote none, for programs that can't show cards. Equal cards have equal stand-ins.
 */
export function cardStandIn(card: Card): string {
  return truncate(rulesOf(card).standIn(card), maxStandIn);
}

/** Whether a message's text only stands in for its card, so that its author wrote none. */
export function isStandIn(text: string, card: Card | undefined): boolean {
  return card !== undefined && text === cardStandIn(card);
}

/** The paths of the files a card is about, as the sender gives them. Untrusted. */
export function cardPaths(card: Card): readonly string[] {
  return rulesOf(card).paths(card);
}

/** UTF-16 units of a card's texts, and an eighth of a thumbnail's, for limits on memory. */
export function cardLength(card: Card): number {
  return rulesOf(card).length(card);
}

/** Whether others can apply a card to their files and report that they did. */
export function canBeApplied(card: Card): boolean {
  return rulesOf(card).canBeApplied;
}

/** The file whose bytes the hub must have before it takes the card; undefined for a card without one. */
export function cardFile(card: Card): FileId | undefined {
  return rulesOf(card).file?.(card);
}

/** The source of a card's lines as tools write it: `lab.ipynb#3` is the third cell. */
export function cardSource({ path, cell }: { path: string; cell?: number | undefined }): string {
  return cell === undefined ? path : `${path}#${cell}`;
}

function cleanExcerpt({ path, text }: ExcerptCard): { path: string; text: string } {
  return { path: normalizeLine(path), text: codeText(text) };
}

function codeText(text: string): string {
  return normalizeMessageText(text.replaceAll('\r\n', '\n'));
}

/** `820 B`, `1.5 MiB`; for programs, in no language. */
function sizeText(size: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB'];
  let unit = 0;
  let value = size;
  for (; value >= 1024 && unit < units.length - 1; unit += 1) value /= 1024;
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

function firstLine(text: string): string {
  return text.trim().split(/\r?\n/, 1)[0] ?? '';
}
