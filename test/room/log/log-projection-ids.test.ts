import assert from 'node:assert/strict';
import type { RoomEntry } from '../../../src/protocol/room-entry';
import { LogProjection } from '../../../src/room/log/log-projection';
import { RoomLog } from '../../../src/room/log/room-log';

const entries: readonly RoomEntry[] = [
  { type: 'joined', seq: 1, time: 1, member: 'm2', name: 'Bo', waited: false },
  { type: 'message', seq: 2, time: 2, author: 'm2', name: 'Bo', id: 'b1', text: 'shall we?' },
  { type: 'message', seq: 3, time: 3, author: 'm1', name: 'Ann', id: 'a1', text: 'yes' },
];

/** A window of a room; its own notes, which the next window doesn't have, come before the entries. */
function windowOn(room: string | undefined, notes: number) {
  const log = new RoomLog();
  const view = new LogProjection(log, 'm1', { name: 'Ann', room: () => room });
  for (let note = 0; note < notes; note += 1) view.addEvent({ type: 'away' }, 0);
  const ids = () => log.entries.flatMap(({ id, seq }) => (seq === undefined ? [] : [id]));
  return { log, view, ids };
}

describe('ids of a log’s entries', () => {
  it('are the same after a reload, even for queued messages', () => {
    const now = windowOn('r', 2);
    for (const entry of entries.slice(0, 2)) now.view.apply(entry);
    now.view.queue({ type: 'say', id: 'a1', text: 'yes' }, 2);
    now.view.apply(entries[2] as RoomEntry);
    const next = windowOn('r', 0);
    for (const entry of entries) next.view.apply(entry);
    assert.equal(now.ids().length, 3);
    assert.deepEqual(next.ids(), now.ids());
  });

  it('differ between rooms', () => {
    const [one, other] = [windowOn('r', 0), windowOn('s', 0)];
    for (const { view } of [one, other]) for (const entry of entries) view.apply(entry);
    assert.equal(new Set([...one.ids(), ...other.ids()]).size, 6);
  });

  it('are unique even if a hub repeats entries', () => {
    const { view, log } = windowOn('r', 0);
    for (const entry of entries) view.apply(entry);
    view.apply({ ...entries[2], seq: 4, text: 'no' } as RoomEntry);
    const ids = log.entries.map(({ id }) => id);
    assert.equal(new Set(ids).size, 4);
    for (const id of ids) assert.equal(log.find(id)?.id, id);
  });
});
