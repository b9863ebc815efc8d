import type { Card } from '../../net/transport';
import { cardTitle } from '../words/card-title';
import { exhaustive } from '../words/exhaustive';
import { severityLabel } from '../words/panel-card';
import { changeWords } from '../words/patch-words';
import type { Translate } from '../words/translate';
import { codeBlock, codeSpan, plainMarkdown } from './markdown-text';

type Of<T extends Card['type']> = Extract<Card, { readonly type: T }>;

/** Lines of a document for a message's card. */
export function cardMarkdown(card: Card, t: Translate): string[] {
  switch (card.type) {
    case 'code':
      return [codeSpan(place(card.path, card)), '', ...codeBlock(card.text, card.language)];
    case 'error':
      return errorMarkdown(card, t);
    case 'patch':
      return patchMarkdown(card, t);
    default:
      return exhaustive(card);
  }
}

function errorMarkdown(card: Of<'error'>, t: Translate): string[] {
  const { path, at, severity, source, code, message, text, language } = card;
  const label = [severityLabel(severity, t), source, code].filter(Boolean).join(' ');
  return [
    `**${plainMarkdown(label)}** ${codeSpan(`${path}:${at.line}:${at.column}`)}`,
    '',
    ...codeBlock(message, 'text'),
    '',
    codeSpan(place(path, card)),
    '',
    ...codeBlock(text, language),
  ];
}

function patchMarkdown(card: Of<'patch'>, t: Translate): string[] {
  return [
    `**${plainMarkdown(cardTitle(card, t))}**`,
    ...card.files.flatMap(({ path, change, diff }) => [
      '',
      `${codeSpan(path)} ${changeWords(change, t)}`,
      '',
      ...codeBlock(diff.replace(/\n$/, ''), 'diff'),
    ]),
  ];
}

/** As compilers and editors write it: `src/main.c:10-12`. */
function place(path: string, { line, endLine }: { line: number; endLine: number }): string {
  return line === endLine ? `${path}:${line}` : `${path}:${line}-${endLine}`;
}
