import assert from 'node:assert/strict';
import type { RoomEntry } from '../../../src/protocol/room-entry';
import { restoreHosted } from '../../../src/room/host/restored-room';
import { Epochs } from '../../../src/room/log/epochs';
import type { HostHeader, JournalRecord } from '../../../src/room/log/journal';
import { codeCard, patchCard } from '../../helpers/cards';
import { awayMs, hostedRoom } from '../../helpers/hosted';

const header: HostHeader = {
  type: 'hosted',
  version: 1,
  kind: 'group',
  name: 'Lab 3',
  address: '127.0.0.1',
  port: 9000,
  most: 2,
  host: { id: 'm0', name: 'Ann' },
  door: {
    certificate: 'certificate',
    privateKey: 'private key',
    token: 'token0'.padEnd(22, '0'),
    locked: false,
    keys: [],
  },
};

const by = { time: 1, name: 'Bo' };

function restored(...records: JournalRecord[]) {
  const result = restoreHosted([header, ...records]);
  assert.ok(result);
  return result.restored;
}

describe('a reopened hosted room', () => {
  it('shows cards, replies and changes as before, and continues from there', async () => {
    const before = hostedRoom();
    const bo = before.server.connect('Bo');
    before.room.say('look', { card: codeCard });
    bo.request({ type: 'say', text: 'and this', reply: 2, card: patchCard });
    bo.request({ type: 'react', target: 2, emoji: '👍', on: true });
    before.invited.change({ type: 'edit', target: 2, text: 'look here' });
    const messages = ({ log }: typeof before) =>
      log.entries.flatMap((entry) => {
        if (entry.kind !== 'message') return [];
        const { card, edited, reactions, reply, text } = entry;
        return [
          { text, card, edited, reactions, repliesTo: reply && log.find(reply.id ?? '')?.seq },
        ];
      });
    const shown = messages(before);
    assert.deepEqual(shown, [
      {
        ...{ text: 'look here', card: codeCard, edited: true, repliesTo: undefined },
        reactions: { '👍': ['m1'] },
      },
      {
        ...{ text: 'and this', card: patchCard, edited: undefined, repliesTo: 2 },
        reactions: undefined,
      },
    ]);
    await before.room.suspend();
    const after = hostedRoom({ restored: restored(...before.journal.committed) });
    assert.deepEqual(messages(after), shown);
    const back = after.server.resume('m1', 1);
    back.ask({ type: 'delete', id: 'new', target: 3 });
    after.invited.change({ type: 'delete', target: 2 });
    assert.ok(messages(after).every(({ card, text }) => !card && text === ''));
  });

  it('has its members, log, access and numbers', async () => {
    const before = hostedRoom();
    const bo = before.server.connect('Bo');
    const cy = before.server.connect('Cy');
    const said = bo.say('hello');
    cy.request({ type: 'rename', name: 'Cyd' });
    cy.end();
    await before.invited.rename('Anna');
    before.hostActions.resetInvite();
    before.hostActions.lock(true);
    const shown = before.lines();
    const state = before.server.access?.state;
    await before.room.suspend();

    const room = restored(...before.journal.committed);
    assert.deepEqual(room.access, state);
    const after = hostedRoom({ restored: room });
    assert.deepEqual(after.lines(), [...shown.slice(1), 'opened']);
    assert.deepEqual(after.names(), ['Anna', 'Bo']);
    assert.equal(after.room.members[1]?.presence, 'away');
    assert.equal(after.room.info.locked, true);
    const last = after.log.entries.at(-1);
    assert.ok(last?.kind === 'system' && last.event.type === 'opened' && last.event.again);

    const back = after.server.resume('m1', 3);
    assert.equal(back.seat?.name, 'Bo');
    assert.deepEqual(
      back.entries.map(({ seq, type }) => `${seq} ${type}`),
      ['4 renamed', '5 left', '6 renamed'],
    );
    back.ask({ type: 'say', id: said, text: 'hello' });
    assert.equal(back.entries.length, 3, 'a repeated request is recognized even then');
    back.ask({ type: 'say', id: 'new', text: 'hello again' });
    assert.equal(back.entries.at(-1)?.seq, 7, 'no number is used twice');
    assert.equal(after.server.resume('m2', 0).seat?.name, 'Cyd');
    after.hostActions.lock(false);
    const dee = after.server.connect('Dee');
    assert.equal(dee.admitted, false, 'all seats are taken');
    back.end();
    assert.equal(dee.id, 'm3');
  });

  it('sends once what its host wrote while nothing could be stored', () => {
    const one = { type: 'say', id: 'h1-2', text: 'one' } as const;
    const two = { type: 'say', id: 'h1-3', text: 'two' } as const;
    const edit = { type: 'edit', id: 'h1-4', target: 1, text: 'first, edited' } as const;
    const first: RoomEntry = {
      type: 'message',
      seq: 1,
      author: 'm0',
      id: 'h1-1',
      text: 'first',
      ...by,
    };
    const queued = [one, two, edit].map((request) => ({ type: 'queued', request }) as const);
    const numbered: RoomEntry = { ...first, seq: 2, id: one.id, text: one.text };
    const unqueued = { type: 'unqueued', id: two.id } as const;
    const records = [first, ...queued, numbered];
    const shown = (all: readonly JournalRecord[]) => {
      const { room, journal, log } = hostedRoom({ restored: restored(...all) });
      room.commit();
      const texts = log.entries.flatMap((entry) => (entry.kind === 'message' ? [entry.text] : []));
      assert.ok(
        log.entries.every((entry) => entry.kind !== 'message' || entry.delivery !== 'queued'),
      );
      return [texts, journal.committed] as const;
    };
    const [texts, added] = shown(records);
    assert.deepEqual(texts, ['first, edited', 'one', 'two']);
    assert.deepEqual(shown([...records, ...added])[0], texts, 'and not twice');
    assert.deepEqual(shown([...records, unqueued])[0], ['first, edited', 'one']);
  });

  it('reuses no id of a lost message', () => {
    const idOf = (opening: number) => {
      const epochs = new Epochs([{ term: 1, opening, after: 0 }]);
      const { room, journal } = hostedRoom({ epochs });
      room.say('hello');
      const [said] = journal.committed.filter((record) => record.type === 'message');
      assert.match(said?.id ?? '', /^[A-Za-z0-9_-]{1,64}$/);
      return said?.id;
    };
    assert.notEqual(idOf(1), idOf(2));
    assert.ok(idOf(Number.MAX_SAFE_INTEGER));
  });

  it('waits for its members as long as for others who are away', async () => {
    const before = hostedRoom();
    before.server.connect('Bo');
    await before.room.suspend();
    const { names, clock, lines } = hostedRoom({ restored: restored(...before.journal.committed) });
    await clock.advance(awayMs - 1);
    assert.deepEqual(names(), ['Ann', 'Bo']);
    await clock.advance(1);
    assert.deepEqual(names(), ['Ann']);
    assert.equal(lines().at(-1), 'Bo vanished');
  });

  it('is always the same room, wherever its journal breaks off', async () => {
    const first = hostedRoom();
    const bo = first.server.connect('Bo');
    for (let i = 0; i < 5; i += 1) bo.say(`${i}`);
    bo.request({ type: 'react', target: 2, emoji: '👍', on: true });
    bo.request({ type: 'delete', target: 3 });
    const records = first.journal.committed;
    for (let length = 0; length <= records.length; length += 1) {
      const room = restored(...records.slice(0, length));
      const { server } = hostedRoom({ restored: room });
      const numbers = room.entries.map(({ seq }) => seq);
      const guest = server.connect('Cy');
      guest.say('next');
      const { first: oldest, last } = guest.seat?.feed ?? { first: 0, last: 0 };
      assert.deepEqual([oldest, last], [1, numbers.length + 2]);
      assert.equal(guest.id, length === 0 ? 'm1' : 'm2');
    }
  });

  it('tracks the state of its messages', () => {
    const before = hostedRoom();
    const bo = before.server.connect('Bo');
    for (const text of ['a', 'b']) bo.say(text);
    bo.request({ type: 'delete', target: 2 });
    bo.request({ type: 'react', target: 3, emoji: '👍', on: true });
    const { server, log } = hostedRoom({ restored: restored(...before.journal.committed) });
    const back = server.resume('m1', 5);
    back.ask({ type: 'edit', id: 'x', target: 2, text: 'no' });
    back.ask({ type: 'edit', id: 'y', target: 3, text: 'B' });
    assert.deepEqual(back.notices.at(-1), { type: 'refused', code: 'deleted', id: 'x' });
    const shown = log.entries.find(({ seq }) => seq === 3);
    assert.ok(shown?.kind === 'message');
    assert.deepEqual([shown.text, shown.reactions], ['B', { '👍': ['m1'] }]);
  });

  it('restores receipts, and tells authors who wait for them', async () => {
    const before = hostedRoom();
    before.server.connect('Bo').say('hello');
    before.server.connect('Cy');
    before.room.say('hi');
    const { server, clock, log } = hostedRoom({ restored: restored(...before.journal.committed) });
    const bo = server.resume('m1', 4);
    const cy = server.resume('m2', 4);
    cy.ask({ type: 'received', seq: 4 });
    await clock.advance(250);
    const marks = bo.notices.flatMap((notice) => (notice.type === 'receipts' ? notice.marks : []));
    assert.ok(marks.some(({ member, seq }) => member === 'm2' && seq === 4));
    const own = log.entries.find(({ seq }) => seq === 4);
    assert.deepEqual(own?.kind === 'message' && own.delivery, {
      received: 1,
      of: 2,
      names: ['Cy'],
    });
  });

  it('treats anyone who does something as a member if their joining is no longer kept', () => {
    const entries: RoomEntry[] = [
      { type: 'message', seq: 70, author: 'm7', id: 'a', text: 'hi', ...by },
      { type: 'left', seq: 71, member: 'm8', why: 'left', ...by, name: 'Di' },
    ];
    const room = restored(...entries);
    assert.deepEqual(room.members, [{ id: 'm7', name: 'Bo' }]);
    assert.deepEqual(room.former, [{ id: 'm8', name: 'Di' }]);
    assert.equal(room.lastMember, 8);
    const { server } = hostedRoom({ restored: room });
    assert.equal(server.connect('Ed').id, 'm9');
    assert.equal(server.connected[0]?.seat?.feed.first, 70);
  });

  it('continues after a gap or a repetition in its journal', () => {
    const say = (seq: number): RoomEntry => ({
      type: 'message',
      seq,
      author: 'm1',
      id: `i${seq}`,
      text: 'x',
      ...by,
    });
    const { entries } = restored(say(1), say(2), say(2), say(5), say(4), say(6));
    assert.deepEqual(
      entries.map(({ seq }) => seq),
      [5, 6],
    );
  });

  it('keeps no key twice, and no revoked key', () => {
    const { access, lastMember, former } = restored(
      { type: 'left', seq: 1, member: 'm1', why: 'left', ...by },
      { type: 'door', change: { type: 'key', member: 'm1', hash: 'a' } },
      { type: 'door', change: { type: 'key', member: 'm12', hash: 'b' } },
      { type: 'door', change: { type: 'key', member: 'm12', hash: 'c' } },
      { type: 'door', change: { type: 'revoked', member: 'm1' } },
    );
    assert.deepEqual(access.keys, [{ member: 'm12', hash: 'c' }]);
    assert.deepEqual(former, []);
    assert.equal(lastMember, 12, 'its id was issued, though its entry is lost');
  });

  it('doesn’t come back after it was closed for good, nor from a guest’s journal', () => {
    assert.equal(restoreHosted([header, { type: 'closed' }]), undefined);
    const closed = { type: 'closed', again: true } as const;
    const opening = { type: 'opening', term: 1, opening: 2, after: 0 } as const;
    assert.equal(restoreHosted([header, closed])?.closed, true);
    assert.equal(restoreHosted([header, closed, opening])?.closed, false);
    assert.equal(restoreHosted([header, closed, opening, { type: 'closed' }]), undefined);
    assert.equal(restoreHosted([]), undefined);
    assert.equal(restoreHosted([{ type: 'closed' }, header]), undefined);
  });
});
