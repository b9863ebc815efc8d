import type { Card, CardOf, CardType, ExcerptCard, FileCard, PatchCard } from '../../protocol/card';
import { cardSource } from '../../protocol/card-rules';
import { changeText, severityLabel } from '../../strings/card-text';
import { formatSize } from '../../strings/storage-text';
import type { Translate } from '../../strings/translate';
import { applyStyle, plainStyle } from '../../text/terminal-style';
import { codeLine, diffLine } from './code-colors';
import { bold, dim, type Line, type Span, warning } from './colors';

/** What a card's lines need besides the card. */
export interface CardContext {
  /** The number of its message in this terminal. */
  readonly number: number;
  /** Whether the user has sent it. */
  readonly own: boolean;
  /** BCP 47 tag of the display language. */
  readonly language: string;
  readonly t: Translate;
}

interface CardLines<C> {
  /** The card as lines for the terminal. */
  lines(card: C, context: CardContext): readonly Line[];
  /** The changes that can be applied; only for cards with changes. */
  patch?(card: C): PatchCard;
  /** The file that can be saved; only for cards with one. */
  file?(card: C): FileCard;
}

const types: { readonly [T in CardType]: CardLines<CardOf<T>> } = {
  code: {
    lines: (card) => [[bold(place(card, card.line, card.endLine))], ...excerptLines(card)],
  },
  error: { lines: errorLines },
  patch: {
    lines: (card, { number, t }) => [
      ...card.files.flatMap(({ path, change, diff }) => [
        [bold(path), ` (${changeText(change, t)})`],
        ...diff.replace(/\n$/, '').split('\n').map(diffLine),
      ]),
      [dim(t('To apply or save this patch: {0}', `/patch ${number}`))],
    ],
    patch: (card) => card,
  },
  file: {
    lines: ({ name, size }, { number, own, language, t }) => [
      [bold(name), ', ', formatSize(size, language)],
      ...(own ? [] : [[dim(t('To download it: {0}', `/save ${number}`))]]),
    ],
    file: (card) => card,
  },
  terminal: { lines: outputLines },
};

function typeOf(card: Card): CardLines<Card> {
  return types[card.type] as CardLines<Card>;
}

/** A card as lines for the terminal, with tabs as spaces. */
export function cardLines(card: Card, context: CardContext): readonly Line[] {
  return typeOf(card)
    .lines(card, context)
    .map((line) => line.map(withoutTabs));
}

/** The changes in a card; undefined for a card without any. */
export function cardPatch(card: Card): PatchCard | undefined {
  return typeOf(card).patch?.(card);
}

/** The file of a card; undefined for a card without one. */
export function cardFileOf(card: Card): FileCard | undefined {
  return typeOf(card).file?.(card);
}

function withoutTabs(span: Span): Span {
  const expanded = (text: string) => text.replaceAll('\t', '    ');
  return typeof span === 'string' ? expanded(span) : { ...span, text: expanded(span.text) };
}

/** A place as compilers write it: `src/main.c:10-12`. */
function place(card: ExcerptCard, line: number, endLine: number): string {
  return `${cardSource(card)}:${line === endLine ? line : `${line}-${endLine}`}`;
}

/** @param isMarked whether to point at a line */
function excerptLines(
  { text, line, endLine, language }: ExcerptCard,
  isMarked: (line: number) => boolean = () => false,
): readonly Line[] {
  const width = `${endLine}`.length;
  return text.split('\n').map((code, index): Line => {
    const number = line + index;
    const mark = isMarked(number) ? '>' : ' ';
    return [mark, dim(`${`${number}`.padStart(width)} | `), ...codeLine(code, language)];
  });
}

function errorLines(card: CardOf<'error'>, { t }: CardContext): readonly Line[] {
  const { at, severity, source, code, message, frames = [], locals = [] } = card;
  const origin = [source, code].filter((part) => part !== undefined).join(' ');
  const [first = '', ...rest] = message.split('\n');
  return [
    [bold(`${place(card, at.line, at.line)}:${at.column}`)],
    [warning(severityLabel(severity, t)), ...(origin === '' ? [] : [' ', origin]), ': ', first],
    ...rest.map((line): Line => ['  ', line]),
    ...excerptLines(card, (line) => line >= at.line && line <= at.endLine),
    ...locals.map(({ name, value }): Line => ['  ', name, ' = ', value]),
    ...frames.map(
      ({ name, path, line = 1 }): Line => [
        '  ',
        path === undefined ? name : `${name} (${path}:${line})`,
      ],
    ),
  ];
}

function outputLines({ command, output, exit }: CardOf<'terminal'>): readonly Line[] {
  const lines: Span[][] = [[]];
  for (const run of output) {
    const [text, codes] = typeof run === 'string' ? [run, undefined] : run;
    const style = codes === undefined ? plainStyle : applyStyle(plainStyle, codes);
    for (const [index, part] of text.split('\n').entries()) {
      if (index > 0) lines.push([]);
      if (part !== '') lines.at(-1)?.push({ text: part, style });
    }
  }
  if (lines.at(-1)?.length === 0) lines.pop();
  return [
    ...(command === undefined ? [] : command.split('\n').map((line): Line => [bold(`$ ${line}`)])),
    ...lines,
    ...(exit === undefined || exit === 0 ? [] : [[warning(`exit ${exit}`)]]),
  ];
}
