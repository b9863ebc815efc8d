import assert from 'node:assert/strict';
import type { RoomEntry } from '../../../src/protocol/room-entry';
import { type RestoredGuest, restoreGuest } from '../../../src/room/guest/restored-guest';
import { restoreHosted } from '../../../src/room/host/restored-room';
import { successorsIn } from '../../../src/room/log/entries';
import type { JournalRecord } from '../../../src/room/log/journal';
import { continuedRecords } from '../../../src/room/session/continued-records';
import { hostIn } from '../../../src/room/voter/voter-log';
import { guestHeader, hostHeader, joined, message } from '../../helpers/journal-records';

const header = { ...hostHeader, host: guestHeader.self };

function copyOf(...records: readonly JournalRecord[]) {
  const restored = restoreGuest([guestHeader, ...records]) as RestoredGuest;
  const copy = continuedRecords(restored, { header, host: 'Ann', now: 5000 });
  const room = restoreHosted(copy)?.restored;
  assert.ok(room);
  return { copy, room, entries: room.entries.map(short) };
}

/** An entry in short: its number, its type, and what it is about. */
function short(entry: RoomEntry): string {
  const about = [
    ...('target' in entry ? [`of ${entry.target}`] : []),
    ...('reply' in entry && entry.reply !== undefined ? [`to ${entry.reply}`] : []),
  ];
  return [entry.seq, entry.type, ...about].join(' ');
}

const opening = (term: number, number: number, after: number): JournalRecord => ({
  ...{ type: 'opening', term, opening: number, after },
});
const edited = (seq: number, target: number): RoomEntry => ({
  ...{ type: 'edited', seq, time: seq, author: 'm1', name: 'Bob', id: `e${seq}`, target },
  text: 'new',
});
const successors = (seq: number): RoomEntry => ({
  ...{ type: 'successors', seq, time: seq },
  successors: [{ member: 'm0', pin: 'p'.repeat(43), addresses: ['10.0.0.1'], port: 1 }],
});

describe('the records of a room that continues another one', () => {
  it('have its entries and epochs, and end with the entry that says so', () => {
    const { copy, entries, room } = copyOf(
      opening(1, 7, 0),
      joined(1, 'm1', 'Bob'),
      message(2),
      opening(2, 9, 2),
      message(3, 'hi', 'm0'),
    );
    assert.deepEqual(entries, ['1 joined', '2 message', '3 message', '4 continued']);
    assert.deepEqual(
      room.openings.map(({ term, after }) => ({ term, after })),
      [
        { term: 1, after: 0 },
        { term: 2, after: 2 },
        { term: 2, after: 3 },
      ],
    );
    const [, , last] = room.openings;
    assert.ok(last && last.opening > 9);
    assert.deepEqual(copy.at(-1), {
      ...{ type: 'continued', seq: 4, time: 5000, member: 'm1', name: 'Bob', host: 'Ann' },
    });
  });

  it('have the user alone as the host, and nobody who could come back', () => {
    const { copy, room } = copyOf(
      joined(1, 'm1', 'Bob'),
      joined(2, 'm2', 'Cy'),
      { type: 'left', seq: 3, time: 3, member: 'm2', name: 'Cy', why: 'left' },
      joined(4, 'm5', 'Dee'),
    );
    assert.deepEqual([room.members, room.former], [[], []]);
    assert.deepEqual(room.host, { id: 'm1', name: 'Bob' });
    assert.deepEqual(room.access.keys, []);
    // Their ids aren't given away again.
    assert.equal(room.lastMember, 5);
    const later = restoreHosted([...copy, joined(6, 'm6', 'Eve')])?.restored;
    assert.deepEqual(later?.members, [{ id: 'm6', name: 'Eve' }]);
  });

  it('are numbered without gaps, and refer to the new numbers', () => {
    const reply: RoomEntry = { ...message(13, 'yes', 'm2'), reply: 11 } as RoomEntry;
    const { entries } = copyOf(
      message(5),
      // The host no longer had 6 to 9.
      message(10),
      message(11),
      edited(12, 10),
      reply,
      edited(14, 7),
      { ...message(15, 'to an older one'), reply: 3 } as RoomEntry,
    );
    assert.deepEqual(entries, [
      '1 message',
      '2 message',
      '3 message',
      '4 edited of 2',
      '5 message to 3',
      '6 message',
      '7 continued',
    ]);
  });

  it('have nothing of what a deleted message said', () => {
    const { copy, entries } = copyOf(
      message(1, 'secret one'),
      message(2, 'public'),
      { ...edited(3, 1), text: 'secret two' } as RoomEntry,
      { type: 'deleted', seq: 4, time: 4, author: 'm1', name: 'Bob', id: 'd', target: 1 },
    );
    assert.deepEqual(entries, ['1 message', '2 message', '3 deleted of 1', '4 continued']);
    assert.doesNotMatch(JSON.stringify(copy), /secret (one|two)/);
  });

  it('leave out who could take over the other room', () => {
    const { copy, entries, room } = copyOf(message(1), successors(2), message(3), {
      ...{ type: 'took-over', seq: 4, time: 4, term: 2, member: 'm2', name: 'Cy', before: 'm0' },
    });
    assert.deepEqual(entries, ['1 message', '2 message', '3 continued']);
    assert.ok(copy.every(({ type }) => type !== 'successors' && type !== 'took-over'));
    assert.equal(hostIn(room.entries), 'm1');
    // Nor would a list that is still there count.
    assert.deepEqual(
      successorsIn([
        successors(1),
        { type: 'continued', seq: 2, time: 2, member: 'm1', name: 'Bob' },
      ]),
      [],
    );
  });

  it('have what the host’s disk had lost, where it was said', () => {
    const { room } = copyOf(
      message(1, 'one', 'm2'),
      message(2, 'lost', 'm2'),
      { type: 'took-back', keep: 1, time: 9, lost: 1, again: 0 },
      { ...message(2, 'two', 'm2'), id: 'other' } as RoomEntry,
    );
    const texts = room.entries.flatMap((entry) => (entry.type === 'message' ? [entry.text] : []));
    assert.deepEqual(texts, ['one', 'lost', 'two']);
  });

  it('have the user’s waiting requests, and how far members have received the log', () => {
    const { room } = copyOf(
      successors(1),
      message(2),
      message(3),
      { type: 'marks', marks: [{ member: 'm0', name: 'Ann', seq: 2 }] },
      { type: 'queued', request: { type: 'say', id: 'a', text: 'waits', reply: 3 } },
      { type: 'queued', request: { type: 'delete', id: 'b', target: 2 } },
      { type: 'queued', request: { type: 'delete', id: 'c', target: 1 } },
    );
    assert.deepEqual(room.asked, [
      { type: 'say', id: 'a', text: 'waits', reply: 2 },
      { type: 'delete', id: 'b', target: 1 },
    ]);
    assert.deepEqual(room.marks, [{ member: 'm0', name: 'Ann', seq: 1 }]);
  });
});
