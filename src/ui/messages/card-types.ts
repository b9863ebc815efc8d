import type { Card } from '../../protocol/card';
import type { Applied } from '../../protocol/frames';
import { cardTitle } from '../../strings/card-title';
import type { Translate } from '../../strings/translate';
import { exhaustive } from '../../util/exhaustive';
import type { PanelAttachment, PanelCard, PanelExcerpt, PanelPatch } from '../../webview/messages';
import { appliedByWords, changeWords } from '../patch/patch-words';

type Of<T extends Card['type']> = Extract<Card, { readonly type: T }>;

/** What came of a card in this window; `file`: index of a patch's file. */
export type NoteOf = (file?: number) => string | undefined;

/** What a card's message tells besides the card. */
export interface CardContext {
  readonly noteOf: NoteOf;
  /** Whether the person at this window sent it. */
  readonly own: boolean;
  /** Who has applied its patch, by name, and how much of it. */
  readonly applied: readonly (readonly [name: string, Applied])[];
}

/** A message's card as the panel shows it. */
export function panelCard(card: Card, context: CardContext, t: Translate): PanelCard {
  const { noteOf } = context;
  switch (card.type) {
    case 'code':
      return { kind: 'code', ...excerpt(card, noteOf, t) };
    case 'error':
      return { kind: 'error', ...excerpt(card, noteOf, t), error: problem(card, t) };
    case 'patch':
      return patch(card, context, t);
    default:
      return exhaustive(card);
  }
}

/** Longest second half of what is said of an attached card, in UTF-16 units; the page cuts it to a line. */
const maxDetail = 200;

/** A card that waits to be sent, in one line: where it is from, and what it says. */
export function attachedCard(card: Card, t: Translate): Omit<PanelAttachment, 'id'> {
  const about = { kind: card.type, label: cardTitle(card, t) };
  switch (card.type) {
    case 'code':
      return { ...about, detail: oneLine(card.text) };
    case 'error':
      return { ...about, detail: oneLine(card.message) };
    case 'patch':
      return { ...about, detail: oneLine(card.files.map(({ path }) => path).join(', ')) };
    default:
      return exhaustive(card);
  }
}

function oneLine(text: string): string {
  return text.trim().slice(0, maxDetail).replace(/\s+/g, ' ');
}

/** How bad a tool finds what it found. */
export function severityLabel(severity: Of<'error'>['severity'], t: Translate): string {
  switch (severity) {
    case 'error':
      return t('Error');
    case 'warning':
      return t('Warning');
    case 'information':
      return t('Information');
    case 'hint':
      return t('Hint');
    default:
      return exhaustive(severity);
  }
}

function excerpt(
  card: Of<'code' | 'error'>,
  noteOf: NoteOf,
  t: Translate,
): Omit<PanelExcerpt, 'kind' | 'error'> {
  const { path, line, language, text } = card;
  const note = noteOf();
  return {
    place: cardTitle(card, t),
    path,
    line,
    language,
    text,
    ...(note !== undefined && { note }),
  };
}

function problem(
  { severity, message, source, code, at }: Of<'error'>,
  t: Translate,
): NonNullable<PanelExcerpt['error']> {
  return {
    severity,
    severityLabel: severityLabel(severity, t),
    message,
    origin: [source, code].filter(Boolean).join(' '),
    from: at.line,
    to: at.endLine,
  };
}

function patch(card: Of<'patch'>, { noteOf, own, applied }: CardContext, t: Translate): PanelPatch {
  return {
    kind: 'patch',
    title: cardTitle(card, t),
    applicable: !own,
    applied: applied.map(([name, how]) => appliedByWords(name, how, t)),
    files: card.files.map(({ path, change, diff }, index) => {
      const note = noteOf(index);
      return {
        path,
        change,
        changeLabel: changeWords(change, t),
        added: linesWith('+', diff),
        removed: linesWith('-', diff),
        ...(note !== undefined && { note }),
      };
    }),
  };
}

/** Lines of a diff's hunks that begin with this mark. */
function linesWith(mark: '+' | '-', diff: string): number {
  let count = diff.startsWith(mark) ? 1 : 0;
  for (let at = diff.indexOf(`\n${mark}`); at >= 0; at = diff.indexOf(`\n${mark}`, at + 1)) {
    count += 1;
  }
  return count;
}
