import fc from 'fast-check';
import type { LogEntry } from '../../../../src/room/log/log-entry';
import { chatTexts, markTexts } from '../../../helpers/chat-texts';
import { addresses, forms, markup, names } from '../../../window/hostile-texts';
import { messageEntry } from './exported-chat';

/** Texts that try to be more than texts. */
export const corpus: readonly string[] = [
  ...forms.flatMap((form) => addresses.map((address, index) => form(address, index))),
  ...markup,
  ...names,
  ...fc.sample(chatTexts, { numRuns: 150, seed: 7 }),
  ...fc.sample(markTexts, { numRuns: 150, seed: 7 }),
];

/** Entries that carry a text in every place where foreign text can be. */
function hostile(text: string): readonly LogEntry[] {
  const excerpt = { path: text, line: 1, endLine: 1, language: text, text, hash: text };
  const quoted = messageEntry(text, { authorName: text, author: text, edited: true });
  return [
    quoted,
    messageEntry('x', { reply: { seq: 1, id: quoted.id }, reactions: { [text || 'x']: [text] } }),
    messageEntry('x', { card: { type: 'code', ...excerpt } }),
    messageEntry('x', {
      card: {
        ...{ type: 'error', ...excerpt, severity: 'error', message: text, source: text },
        ...{ code: text, at: { line: 1, column: 1, endLine: 1, endColumn: 1 } },
      },
    }),
    messageEntry('x', {
      card: { type: 'patch', files: [{ path: text, change: 'added', diff: text }] },
      applied: { [quoted.author]: { files: 1, of: 1 } },
    }),
    {
      ...{ kind: 'system', id: `s${quoted.id}`, time: quoted.time },
      event: { type: 'removed', name: text, reason: text, self: false },
    },
  ];
}

/** A log of them, six entries for each. */
export const hostileEntries = corpus.flatMap(hostile);
