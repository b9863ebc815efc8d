import type { Card, CardOf, CardType } from '../protocol/card';
import type { Applied } from '../protocol/frames';
import { exhaustive } from '../util/exhaustive';
import { codePlace } from './code-text';
import { nameInText } from './inline-text';
import { formatSize } from './storage-text';
import { terminalTitle } from './terminal-text';
import type { Translate } from './translate';

type TitleOf<C> = (card: C, t: Translate) => string;

const titles: { readonly [T in CardType]: TitleOf<CardOf<T>> } = {
  code: (card, t) => codePlace(card, card.line, card.endLine, t),
  error: (card, t) => codePlace(card, card.at.line, card.at.endLine, t),
  patch: ({ files }, t) =>
    files.length === 1 ? t('Patch: 1 file') : t('Patch: {0} files', files.length),
  file: ({ name }) => name,
  terminal: terminalTitle,
};

/** A card in one line: its place in the code, or what it would change. */
export function cardTitle(card: Card, t: Translate): string {
  const titleOf = titles[card.type] as TitleOf<Card>;
  return titleOf(card, t);
}

const severities: Readonly<Record<CardOf<'error'>['severity'], (t: Translate) => string>> = {
  error: (t) => t('Error'),
  warning: (t) => t('Warning'),
  information: (t) => t('Information'),
  hint: (t) => t('Hint'),
};

/** How bad what a tool reports is, in words. */
export function severityLabel(severity: CardOf<'error'>['severity'], t: Translate): string {
  return severities[severity](t);
}

/** What happened to a file in a patch. */
export function changeText(change: 'modified' | 'added' | 'deleted', t: Translate): string {
  switch (change) {
    case 'modified':
      return t('modified');
    case 'added':
      return t('new');
    case 'deleted':
      return t('deleted');
    default:
      return exhaustive(change);
  }
}

/** How much of a patch a member has applied. */
export function appliedByText(member: string, { files, of }: Applied, t: Translate): string {
  const name = nameInText(member);
  if (files === 0) return t('{0} applied part of it', name);
  if (files < of) return t('{0} applied {1} of {2} files', name, files, of);
  return of === 1 ? t('{0} applied it', name) : t('{0} applied all {1} files', name, of);
}

/** A size such as "1.4 MB", which is written alike in the languages of the interface. */
export function formatFileSize(bytes: number): string {
  return formatSize(bytes, 'en');
}
