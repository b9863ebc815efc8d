import fc from 'fast-check';
import type { Card } from '../../src/protocol/card';
import type { LogEntry } from '../../src/room/log/log-entry';
import { allCards } from '../helpers/cards';
import { chatTexts, markTexts } from '../helpers/chat-texts';
import { addresses, forms, markup, names } from '../window/hostile-texts';
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
  const quoted = messageEntry(text, { authorName: text, author: text, edited: true });
  return [
    quoted,
    messageEntry('x', { reply: { seq: 1, id: quoted.id }, reactions: { [text || 'x']: [text] } }),
    ...allCards.map((card) =>
      messageEntry('x', {
        card: withText(card, text),
        applied: { [quoted.author]: { files: 1, of: 1 } },
        withPin: { seq: 1, by: text, name: text },
      }),
    ),
    {
      ...{ kind: 'system', id: `s${quoted.id}`, time: quoted.time },
      event: {
        ...{ type: 'removed', name: text, reason: text, self: false },
        by: { name: text, self: false },
      },
    },
  ];
}

/** A card with this text in place of every text of its author. */
function withText(card: Card, text: string): Card {
  // Values that the protocol allows only in a few forms.
  const fixed = /^(?:type|severity|change|eol|hash|thumb)$/;
  const json = JSON.stringify(card, (key, value) =>
    typeof value === 'string' && !fixed.test(key) ? text : value,
  );
  return JSON.parse(json);
}

/** How many entries a text gets: the last one is a system line, the third and later ones are cards. */
export const entriesPerText = 3 + allCards.length;

export const hostileEntries = corpus.flatMap(hostile);
