import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeToMember, encodeFrame } from '../../../src/protocol/codec';
import type { RoomEntry } from '../../../src/protocol/room-entry';
import type { LogEntry, MessageEntry } from '../../../src/room/log/log-entry';
import { LogProjection } from '../../../src/room/log/log-projection';
import { maxPins, pinnedMessages } from '../../../src/room/log/pins';
import { RoomLog } from '../../../src/room/log/room-log';
import type { FakeGuest } from '../../helpers/fake-guest';
import { hostSession, idleSession } from '../../helpers/host-session';
import { hostedRoom } from '../../helpers/hosted';

const pin = (target: number, on = true) =>
  ({ type: 'react', target, emoji: '📌', on, pin: true }) as const;

function codes(guest: FakeGuest): string[] {
  return guest.notices.flatMap((notice) => (notice.type === 'refused' ? notice.code : []));
}

/** The numbers of the pinned messages, the newest pin first. */
function pins(entries: readonly LogEntry[]): (number | undefined)[] {
  return pinnedMessages(entries).map(({ seq }) => seq);
}

/** What a newcomer sees who gets these entries. */
function seenBy(entries: readonly RoomEntry[]): readonly LogEntry[] {
  const log = new RoomLog();
  const view = new LogProjection(log, 'm9');
  for (const entry of entries) view.apply(entry);
  return log.entries;
}

describe('pinned messages', () => {
  it('are pinned and unpinned by both in a pair, whoever did it', () => {
    const { room, server, log } = hostedRoom({ kind: 'pair' });
    const bo = server.connect('Bo');
    bo.say('one');
    room.say('two');
    bo.request(pin(3));
    room.invited?.change(pin(2));
    assert.deepEqual(pins(log.entries), [2, 3]);
    assert.deepEqual(
      pinnedMessages(log.entries).map(({ withPin: pinned }) => pinned?.name),
      ['Ann', 'Bo'],
    );
    assert.deepEqual(pins(seenBy(bo.entries)), [2, 3]);
    bo.request(pin(2, false));
    room.invited?.change(pin(3, false));
    assert.deepEqual(pins(log.entries), []);
    assert.deepEqual(codes(bo), []);
  });

  it('are for the host alone in a group', () => {
    const { room, server, log } = hostedRoom({ kind: 'group' });
    const bo = server.connect('Bo');
    bo.say('one');
    bo.request(pin(2));
    room.invited?.change(pin(2));
    bo.request(pin(2, false));
    assert.deepEqual(codes(bo), ['may-not-pin', 'may-not-pin']);
    assert.deepEqual(pins(log.entries), [2]);
  });

  it('are fifty at most, and pinning one twice doesn’t count', () => {
    const { server, log } = hostedRoom({ kind: 'pair' });
    const bo = server.connect('Bo');
    for (let count = 0; count <= maxPins; count += 1) bo.say(`${count}`);
    for (let target = 2; target < 2 + maxPins; target += 1) bo.request(pin(target));
    bo.request(pin(4));
    assert.deepEqual(codes(bo), []);
    bo.request(pin(2 + maxPins));
    assert.deepEqual(codes(bo), ['too-many-pins']);
    bo.request({ type: 'delete', target: 2 });
    bo.request(pin(2 + maxPins));
    assert.deepEqual(codes(bo), ['too-many-pins'], 'a deleted message isn’t pinned');
    assert.equal(pins(log.entries).length, maxPins);
  });

  it('can only be messages that exist', () => {
    const { server } = hostedRoom({ kind: 'pair' });
    const bo = server.connect('Bo');
    bo.say('gone');
    bo.request({ type: 'delete', target: 2 });
    for (const target of [1, 2, 99]) bo.request(pin(target));
    assert.deepEqual(codes(bo), ['no-such-message', 'deleted', 'no-such-message']);
  });

  it('aren’t reactions: they neither count as one nor remove one', () => {
    const { server, log } = hostedRoom({ kind: 'pair' });
    const bo = server.connect('Bo');
    bo.say('one');
    bo.request({ type: 'react', target: 2, emoji: '📌', on: true });
    bo.request(pin(2));
    bo.request(pin(2, false));
    const shown = log.entries.find(({ seq }) => seq === 2) as MessageEntry;
    assert.deepEqual([shown.reactions, shown.withPin], [{ '📌': ['m1'] }, undefined]);
  });

  it('are what an older program shows as a reaction, with no number missing', () => {
    const { server } = hostedRoom({ kind: 'pair' });
    const bo = server.connect('Bo');
    bo.say('one');
    bo.request(pin(2));
    const [entry] = bo.entries.slice(-1);
    const decoded = decodeToMember(`${encodeFrame(entry as RoomEntry)}`.trim());
    assert.ok(decoded.ok && decoded.frame.type === 'reacted');
    // It ignores the field that it doesn't know.
    const { pin: _, ...old } = decoded.frame;
    const [shown] = seenBy([...bo.entries.slice(0, -1), old]).slice(-1) as [MessageEntry];
    assert.deepEqual([shown.reactions, shown.withPin], [{ '📌': ['m1'] }, undefined]);
    const numbers = bo.entries.map(({ seq }) => seq);
    assert.deepEqual(
      numbers,
      numbers.map((_, index) => index + (numbers[0] ?? 0)),
    );
  });

  it('end at a guest that has missed entries, where the hub no longer has the message', () => {
    const log = new RoomLog();
    const view = new LogProjection(log, 'm1');
    const said = (seq: number): RoomEntry => ({
      ...{ type: 'message', seq, time: 0, author: 'm0', name: 'Ann', id: `a${seq}`, text: 'x' },
    });
    const by = { time: 0, author: 'm0', name: 'Ann', emoji: '📌', on: true, pin: true } as const;
    for (const seq of [1, 2]) view.apply(said(seq));
    view.apply({ type: 'reacted', seq: 3, id: 'p1', target: 1, ...by });
    view.dropPins(50);
    view.apply(said(51));
    view.apply({ type: 'reacted', seq: 52, id: 'p2', target: 51, ...by });
    assert.deepEqual(pins(log.entries), [51]);
  });

  it('are the same for host, guest and newcomer, and after the host was killed, whatever happens', () => {
    const action = fc.record({
      by: fc.constantFrom('host', 'guest'),
      what: fc.constantFrom('other', 'edit', 'delete', 'react', 'pin', 'pin', 'unpin'),
      target: fc.integer({ min: 1, max: 40 }),
    });
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const { room, server, log, journal } = hostedRoom({ kind: 'pair' });
        const bo = server.connect('Bo');
        for (let count = 0; count < 8; count += 1) {
          bo.say(`bo ${count}`);
          room.say(`ann ${count}`);
        }
        // The model: the hub accepts what the rules allow, in order.
        const model: number[] = [];
        const own = new Map([...log.entries].map((entry) => [entry.seq, authorOf(entry)]));
        const deleted = new Set<number>();
        for (const { by, what, target } of actions) {
          const self = by === 'host' ? 'm0' : 'm1';
          const isMessage = own.get(target) !== undefined && !deleted.has(target);
          const request = requestFor(what, target);
          try {
            if (by === 'guest') bo.request(request);
            else room.invited?.change(request);
          } catch (error) {
            assert.equal((error as Error).name, 'MessageError');
          }
          if (!isMessage) continue;
          if (what === 'delete' && own.get(target) === self) deleted.add(target);
          if (what === 'pin' || what === 'unpin' || deleted.has(target)) {
            const at = model.indexOf(target);
            if (at >= 0) model.splice(at, 1);
          }
          if (what === 'pin') model.unshift(target);
        }
        assert.deepEqual(pins(log.entries), model);
        assert.deepEqual(pins(seenBy(bo.entries)), model);
        // What is on disk is what a host has that comes back after it was killed.
        const kept = journal.committed.filter((record): record is RoomEntry => 'seq' in record);
        assert.deepEqual(pins(seenBy(kept)), model);
      }),
      { numRuns: 100 },
    );
  });

  it('come back with the room, and still count', async () => {
    const { archive, journalId, session, clock } = await hostSession({ kind: 'pair' });
    for (let count = 0; count <= maxPins; count += 1) session.messages.say(`${count}`);
    const [last, ...others] = session.entries.filter(({ kind }) => kind === 'message').toReversed();
    for (const { id } of others) session.messages.pin(id, true);
    await session.suspend();
    const again = idleSession(archive, clock);
    await again.session.reopen(journalId);
    assert.equal(pins(again.session.entries).length, maxPins);
    assert.throws(() => again.session.messages.pin(last?.id ?? '', true), {
      code: 'too-many-pins',
    });
    again.session.messages.pin(others[0]?.id ?? '', false);
    again.session.messages.pin(last?.id ?? '', true);
    assert.equal(pins(again.session.entries)[0], last?.seq);
  });

  it('don’t exist in lab rooms', async () => {
    const { session } = await hostSession({ kind: 'lab-hub' });
    session.messages.say('hi');
    const [entry] = session.entries.slice(-1);
    assert.throws(() => session.messages.pin(entry?.id ?? '', true), { code: 'plain-text' });
  });
});

function authorOf(entry: LogEntry): string | undefined {
  return entry.kind === 'message' ? entry.author : undefined;
}

function requestFor(what: string, target: number) {
  switch (what) {
    case 'edit':
      return { type: 'edit', target, text: 'new' } as const;
    case 'delete':
      return { type: 'delete', target } as const;
    case 'react':
      return { type: 'react', target, emoji: '👍', on: true } as const;
    case 'pin':
      return pin(target);
    case 'unpin':
      return pin(target, false);
    default:
      return { type: 'react', target, emoji: '📌', on: false } as const;
  }
}
