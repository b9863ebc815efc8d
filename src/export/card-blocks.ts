import type {
  Card,
  CardOf,
  CardType,
  ExcerptCard,
  FileCard,
  PatchCard,
  TerminalCard,
} from '../protocol/card';
import { cardSource } from '../protocol/card-rules';
import { readThumb } from '../protocol/picture';
import { cardTitle, changeText, formatFileSize, severityLabel } from '../strings/card-text';
import { terminalDetails, terminalText, terminalTitle } from '../strings/terminal-text';
import type { Translate } from '../strings/translate';

/**
 * A part of a card in an exported chat, for all formats alike. Its texts may come from anyone; each format
 * escapes them.
 */
export type ExportBlock =
  /** A line: a bold label, then a path or a place in a file, then more text. */
  | {
      readonly kind: 'line';
      readonly label?: string;
      readonly path?: string;
      readonly text?: string;
    }
  /** Code, or a tool's output. `language`: as its author or the editor calls it; may be empty. */
  | { readonly kind: 'verbatim'; readonly text: string; readonly language: string }
  /** `source`: the picture itself as a `data:` URL; `alt`: its name, for people who don't see it. */
  | { readonly kind: 'picture'; readonly source: string; readonly alt: string };

/** A card as its blocks. */
type BlocksOf<C> = (card: C, t: Translate) => readonly ExportBlock[];

const blocks: { readonly [T in CardType]: BlocksOf<CardOf<T>> } = {
  code: excerptBlocks,
  error: errorBlocks,
  patch: patchBlocks,
  file: fileBlocks,
  terminal: terminalBlocks,
};

/** The parts of a card, in order. */
export function cardBlocks(card: Card, t: Translate): readonly ExportBlock[] {
  const blocksOf = blocks[card.type] as BlocksOf<Card>;
  return blocksOf(card, t);
}

function excerptBlocks(card: ExcerptCard): readonly ExportBlock[] {
  const { text, language } = card;
  return [
    { kind: 'line', path: place(card) },
    { kind: 'verbatim', text, language },
  ];
}

function errorBlocks(card: CardOf<'error'>, t: Translate): readonly ExportBlock[] {
  const { at, severity, source, code, message, frames = [], locals = [] } = card;
  const label = [severityLabel(severity, t), source, code].filter(Boolean).join(' ');
  return [
    { kind: 'line', label, path: `${cardSource(card)}:${at.line}:${at.column}` },
    { kind: 'verbatim', text: message, language: 'text' },
    ...excerptBlocks(card),
    ...listBlocks(locals.map(({ name, value }) => `${name} = ${value}`)),
    ...listBlocks(frames.map(frameText)),
  ];
}

function listBlocks(lines: readonly string[]): readonly ExportBlock[] {
  return lines.length === 0 ? [] : [{ kind: 'verbatim', text: lines.join('\n'), language: 'text' }];
}

/** A frame as debuggers write it: `serve (hub.py:15)`. */
function frameText({ name, path, line }: NonNullable<CardOf<'error'>['frames']>[number]): string {
  return path === undefined ? name : `${name} (${path}:${line ?? 1})`;
}

function patchBlocks(card: PatchCard, t: Translate): readonly ExportBlock[] {
  return [
    { kind: 'line', label: cardTitle(card, t) },
    ...card.files.flatMap(({ path, change, diff }): readonly ExportBlock[] => [
      { kind: 'line', path, text: changeText(change, t) },
      { kind: 'verbatim', text: diff.replace(/\n$/, ''), language: 'diff' },
    ]),
  ];
}

function terminalBlocks(card: TerminalCard, t: Translate): readonly ExportBlock[] {
  const facts = terminalDetails(card, t);
  return [
    { kind: 'line', label: terminalTitle(card, t), ...(facts !== '' && { text: facts }) },
    { kind: 'verbatim', text: terminalText(card, t), language: 'text' },
  ];
}

/** A card's place as compilers and editors write it: `src/main.c:10-12`. */
function place(card: ExcerptCard): string {
  const { line, endLine } = card;
  const lines = line === endLine ? line : `${line}-${endLine}`;
  return `${cardSource(card)}:${lines}`;
}

function fileBlocks({ name, size, thumb }: FileCard): readonly ExportBlock[] {
  const picture = thumb === undefined ? undefined : readThumb(thumb);
  return [
    { kind: 'line', path: name, text: formatFileSize(size) },
    ...(picture
      ? ([
          { kind: 'picture', source: `data:image/${picture.format};base64,${thumb}`, alt: name },
        ] as const)
      : []),
  ];
}
