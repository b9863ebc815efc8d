import { type Card, cardSource } from '../../../protocol/card';
import { cardTitle } from '../../../strings/card-title';
import type { Translate } from '../../../strings/translate';
import { exhaustive } from '../../../util/exhaustive';
import { severityLabel } from '../../messages/card-types';
import { changeWords } from '../../patch/patch-words';
import { fencedCode, codeSpan, plainMarkdown } from '../../../text/markdown-text';

type Of<T extends Card['type']> = Extract<Card, { readonly type: T }>;

/** Lines of a document for a message's card. */
export function cardMarkdown(card: Card, t: Translate): string[] {
  switch (card.type) {
    case 'code':
      return [pathCode(place(card)), '', ...fencedCode(card.text, card.language)];
    case 'error':
      return errorMarkdown(card, t);
    case 'patch':
      return patchMarkdown(card, t);
    default:
      return exhaustive(card);
  }
}

function errorMarkdown(card: Of<'error'>, t: Translate): string[] {
  const { at, severity, source, code, message, text, language } = card;
  const label = [severityLabel(severity, t), source, code].filter(Boolean).join(' ');
  return [
    `**${plainMarkdown(label)}** ${pathCode(`${cardSource(card)}:${at.line}:${at.column}`)}`,
    '',
    ...fencedCode(message, 'text'),
    '',
    pathCode(place(card)),
    '',
    ...fencedCode(text, language),
  ];
}

function patchMarkdown(card: Of<'patch'>, t: Translate): string[] {
  return [
    `**${plainMarkdown(cardTitle(card, t))}**`,
    ...card.files.flatMap(({ path, change, diff }) => [
      '',
      `${pathCode(path)} ${changeWords(change, t)}`,
      '',
      ...fencedCode(diff.replace(/\n$/, ''), 'diff'),
    ]),
  ];
}

/** As compilers and editors write it: `src/main.c:10-12`. */
function place(card: Of<'code' | 'error'>): string {
  const { line, endLine } = card;
  const lines = line === endLine ? line : `${line}-${endLine}`;
  return `${cardSource(card)}:${lines}`;
}

/** Somebody's path on one line. */
function pathCode(path: string): string {
  return codeSpan(path.replace(/\s+/g, ' ').trim());
}
