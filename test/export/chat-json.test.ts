import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { LogEntry } from '../../src/room/log/log-entry';
import { allCards, patchCard } from '../helpers/cards';
import { exportedChat, messageEntry, noon, pair } from './exported-chat';

const page = readFileSync('docs/EXPORT.md', 'utf8').replaceAll('\r\n', '\n');

/** The fields in a section's table. */
function fieldsOf(title: string): string[] {
  const section = new RegExp(`^## ${title}\n([\\s\\S]*?)(?=^## |$(?![\\s\\S]))`, 'm').exec(
    page,
  )?.[1];
  return Array.from(`${section}`.matchAll(/^\| `(\w+)` /gm), ([, field = '']) => field);
}

function parsed(entries: readonly LogEntry[], room?: 'none') {
  return JSON.parse(exportedChat('json', entries, room));
}

/** Entries that together have every field. */
const full: readonly LogEntry[] = [
  messageEntry('hi', { seq: 3, author: 'm2', authorName: 'Ben', own: true }),
  messageEntry('no', { edited: true, delivery: 'unsent', reply: { seq: 3, id: 'e1' } }),
  messageEntry('', { deleted: true, apart: true, announcement: true, anonymous: true }),
  messageEntry('try', {
    card: patchCard,
    reactions: { '👍': ['m2', 'm7'], ['__proto__']: ['m2'] },
    applied: { m2: { files: 1, of: 2 } },
    withPin: { seq: 8, by: 'm2', name: 'Ben' },
  }),
  {
    kind: 'system',
    id: 's',
    seq: 9,
    time: noon,
    event: { type: 'joined', name: 'Bo', self: false },
  },
];

describe('a chat exported as JSON', () => {
  it('has the fields that docs/EXPORT.md lists, and no others', () => {
    const chat = parsed(full);
    const keys = (kind: string) => [
      ...new Set(
        chat.entries
          .filter((entry: { kind: string }) => entry.kind === kind)
          .flatMap((entry: object) => Object.keys(entry)),
      ),
    ];
    assert.deepEqual(Object.keys(chat), fieldsOf('The document'));
    assert.deepEqual(Object.keys(chat.summary), fieldsOf('The summary'));
    assert.deepEqual(keys('message').sort(), fieldsOf('A message').sort());
    assert.deepEqual(keys('event').sort(), fieldsOf('An event').sort());
  });

  it('is what the example on the page looks like', () => {
    const example = JSON.parse(/```json\n([\s\S]*?)```/.exec(page)?.[1] ?? '');
    const chat = parsed(full);
    assert.deepEqual(Object.keys(example), Object.keys(chat));
    assert.deepEqual(Object.keys(example.summary), Object.keys(chat.summary));
    assert.equal(example.version, chat.version);
  });

  it('carries texts, people and numbers as they are', () => {
    const [hi, no, gone, attempt, event] = parsed(full).entries;
    assert.deepEqual(
      [hi.seq, hi.author, hi.name, hi.own, hi.text, hi.time],
      [3, 'm2', 'Ben', true, 'hi', '2025-03-04T12:00:05.000Z'],
    );
    assert.deepEqual([no.edited, no.sent, no.reply], [true, false, { seq: 3, id: 'e1' }]);
    assert.deepEqual([gone.text, gone.deleted, gone.lost], ['', true, true]);
    assert.deepEqual(attempt.reactions, [
      { emoji: '👍', members: [{ member: 'm2', name: 'Ben' }, { member: 'm7' }] },
      { emoji: '__proto__', members: [{ member: 'm2', name: 'Ben' }] },
    ]);
    assert.deepEqual(attempt.applied, [{ member: 'm2', name: 'Ben', files: 1, of: 2 }]);
    assert.deepEqual(attempt.pinned, { member: 'm2', name: 'Ben' });
    assert.deepEqual(event.event, { type: 'joined', name: 'Bo', self: false });
    assert.equal(event.text, 'Bo joined.');
  });

  it('carries every card as it was sent', () => {
    const chat = parsed(allCards.map((card) => messageEntry('x', { card })));
    assert.deepEqual(
      chat.entries.map(({ card }: { card: unknown }) => card),
      JSON.parse(JSON.stringify(allCards)),
    );
  });

  it('is complete for an empty chat without a room', () => {
    const chat = parsed([], 'none');
    assert.deepEqual(chat.entries, []);
    assert.equal(chat.room, undefined);
    assert.equal(parsed([]).room.name, pair.name);
  });

  it('has a line for each entry', () => {
    const lines = exportedChat('json', full).split('\n');
    assert.equal(lines.filter((line) => line.startsWith('{"id"')).length, full.length);
  });
});
