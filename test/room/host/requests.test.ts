import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import type { Card } from '../../../src/protocol/card';
import { encodeFrame } from '../../../src/protocol/codec';
import type { GuestRequest } from '../../../src/protocol/guest-link';
import type { HostRoom } from '../../../src/room/host/host-room';
import { codeCard, longCode } from '../../helpers/cards';
import type { FakeGuest } from '../../helpers/fake-guest';
import { hostedRoom } from '../../helpers/hosted';

/** A room of Ann, Bo and Cy in which Bo has said `hello`, as entry 3. */
function talking() {
  const all = hostedRoom();
  const bo = all.server.connect('Bo');
  const cy = all.server.connect('Cy');
  bo.say('hello');
  return { ...all, bo, cy };
}

/** The code and request id of each refusal. */
function refusals(guest: FakeGuest): string[] {
  return guest.notices.flatMap((notice) =>
    notice.type === 'refused' ? [`${notice.id} ${notice.code}`] : [],
  );
}

const hello = 3;

describe('members’ requests in a hosted room', () => {
  it('shows its own messages to everyone with its name and id', () => {
    const { bo, cy, journal, clock } = talking();
    const id = bo.say('again');
    const entry = { author: 'm1', name: 'Bo', id, text: 'again', seq: 4, time: clock.now() };
    assert.deepEqual(bo.entries.at(-1), { type: 'message', ...entry });
    const [atBo, atCy] = [bo, cy].map(({ seat }) => seat?.feed.read(3, 4)?.bytes);
    assert.equal(atBo?.buffer, atCy?.buffer, 'all share one line, encoded once');
    assert.equal(`${journal.encoded}\n`, `${atBo}`, 'and for the disk');
    assert.deepEqual(journal.committed.at(-1), bo.entries.at(-1));
  });

  it('is on disk before it is on the wire', () => {
    const { bo, journal } = talking();
    const committed = new Set(journal.committed.map((record) => JSON.stringify(record)));
    assert.ok(bo.entries.every((entry) => committed.has(JSON.stringify(entry))));
  });

  it('is done once, even if its entry is no longer kept when it is repeated', () => {
    const limits = { awayMs: 600_000, presenceMs: 2000, logEntries: 10, waitingLine: 2 };
    const { room, server } = hostedRoom({ limits });
    const bo = server.connect('Bo');
    const said = Array.from({ length: 64 }, (_, index) => bo.say(`${index}`));
    bo.lose();
    for (let index = 0; index < 20; index += 1) room.say('and so on');
    const back = server.resume('m1', 1);
    const last = back.seat?.feed.last;
    for (const id of said) back.ask({ type: 'say', id, text: 'again' });
    assert.equal(back.seat?.feed.last, last);
    back.ask({ type: 'say', id: 'new', text: 'and now' });
    assert.equal(back.seat?.feed.last, (last ?? 0) + 1);
  });

  it('changes own messages', () => {
    const { bo, cy, log } = talking();
    bo.request({ type: 'edit', target: hello, text: 'hello all' });
    const shown = () => log.entries.find((entry) => entry.seq === hello);
    const edited = shown();
    assert.ok(edited?.kind === 'message');
    assert.deepEqual([edited.text, edited.edited], ['hello all', true]);
    bo.request({ type: 'delete', target: hello });
    const deleted = shown();
    assert.ok(deleted?.kind === 'message');
    assert.deepEqual([deleted.text, deleted.deleted], ['', true]);
    assert.deepEqual(
      cy.entries.slice(2).map(({ type, seq }) => `${seq} ${type}`),
      ['3 message', '4 edited', '5 deleted'],
    );
  });

  it('doesn’t change others’ messages, other entries, or deleted messages', () => {
    const { bo, cy, lines } = talking();
    const before = lines();
    for (const target of [hello, 1, 4, 99, Number.MAX_SAFE_INTEGER]) {
      cy.request({ type: 'edit', target, text: 'mine' });
      cy.request({ type: 'delete', target });
    }
    assert.deepEqual(lines(), before);
    assert.deepEqual(
      refusals(cy),
      ['not-yours', ...Array(4).fill('no-such-message')].flatMap((code, i) => [
        `r${2 * i + 1} ${code}`,
        `r${2 * i + 2} ${code}`,
      ]),
    );
    bo.request({ type: 'delete', target: hello });
    bo.request({ type: 'edit', target: hello, text: 'no' });
    bo.request({ type: 'delete', target: hello });
    cy.request({ type: 'react', target: hello, emoji: '👍', on: true });
    assert.deepEqual(refusals(bo), ['r3 deleted', 'r4 deleted']);
    assert.equal(refusals(cy).at(-1), 'r11 deleted');
  });

  it('doesn’t change the host’s text', () => {
    const { room, bo, lines } = talking();
    room.say('rules');
    bo.request({ type: 'edit', target: 4, text: 'no rules' });
    assert.deepEqual(refusals(bo), ['r2 not-yours']);
    assert.equal(lines().at(-1), 'Ann> rules');
  });

  it('adds and removes reactions, twenty kinds per message', () => {
    const { bo, cy, log } = talking();
    const kinds = Array.from({ length: 21 }, (_, i) => String.fromCodePoint(0x1f600 + i));
    for (const emoji of kinds) cy.request({ type: 'react', target: hello, emoji, on: true });
    assert.deepEqual(refusals(cy), ['r21 too-many']);
    const [first, last] = [kinds[0] as string, kinds[20] as string];
    bo.request({ type: 'react', target: hello, emoji: first, on: true });
    assert.deepEqual(refusals(bo), [], 'an existing kind doesn’t exceed the limit');
    cy.request({ type: 'react', target: hello, emoji: first, on: false });
    cy.request({ type: 'react', target: hello, emoji: last, on: true });
    assert.equal(refusals(cy).length, 2, 'Bo’s is still there');
    bo.request({ type: 'react', target: hello, emoji: first, on: false });
    cy.request({ type: 'react', target: hello, emoji: last, on: true });
    assert.equal(refusals(cy).length, 2);
    const shown = log.entries.find((entry) => entry.seq === hello);
    assert.ok(shown?.kind === 'message');
    assert.equal(Object.keys(shown.reactions ?? {}).length, 20);
  });

  it('rejects reactions that would move or hide adjacent text', () => {
    const { cy, lines } = talking();
    const before = lines();
    const bad = ['\u202e', 'a\u2066', '\u0000', '\n', ' ', '\u2028', '\ud83d', '\u200f'];
    for (const emoji of bad) cy.request({ type: 'react', target: hello, emoji, on: true });
    assert.deepEqual(
      refusals(cy),
      bad.map((_, i) => `r${i + 1} bad-frame`),
    );
    assert.deepEqual(lines(), before);
    for (const emoji of ['👩‍👩‍👧‍👦', '❤️', '🇩🇪', '+1', '🏴󠁧󠁢󠁳󠁣󠁴󠁿']) {
      cy.request({ type: 'react', target: hello, emoji, on: true });
    }
    assert.equal(refusals(cy).length, bad.length);
  });

  it('rejects a text that doesn’t fit into an entry', () => {
    const { bo, room } = talking();
    const tooLong = ['x'.repeat(32 * 1024 + 1), '你'.repeat(11_000), '"'.repeat(31 * 1024)];
    for (const text of tooLong) {
      bo.request({ type: 'say', text });
      bo.request({ type: 'edit', target: hello, text });
      assert.throws(() => room.say(text), { code: 'too-long' });
    }
    assert.equal(refusals(bo).filter((text) => text.endsWith(' text-too-long')).length, 6);
    bo.request({ type: 'say', text: 'x'.repeat(32 * 1024) });
    assert.equal(bo.entries.at(-1)?.type, 'message');
  });

  it('is done once, however often it is requested', () => {
    const { server, bo, cy, lines } = talking();
    const requests: GuestRequest[] = [
      { type: 'say', id: 'a', text: 'one' },
      { type: 'edit', id: 'b', target: hello, text: 'two' },
      { type: 'react', id: 'c', target: hello, emoji: '👍', on: true },
      { type: 'rename', id: 'd', name: 'Bob' },
    ];
    for (const request of requests) bo.ask(request);
    const before = lines();
    for (const request of requests) bo.ask(request);
    bo.lose();
    const back = server.resume('m1', 7);
    for (const request of requests) back.ask(request);
    assert.deepEqual(lines(), before);
    assert.deepEqual(refusals(back), []);
    cy.ask({ type: 'say', id: 'a', text: 'my own id' });
    assert.equal(lines().at(-1), 'Cy> my own id');
  });

  it('forgets requests and messages together with their entries', () => {
    const limits = { awayMs: 1000, presenceMs: 1000, logEntries: 50, waitingLine: 2 };
    const { server } = hostedRoom({ limits });
    const bo = server.connect('Bo');
    bo.ask({ type: 'say', id: 'old', text: 'old' });
    bo.ask({ type: 'react', id: 'x', target: 2, emoji: '👍', on: true });
    for (let i = 0; i < 200; i += 1) bo.say(`${i}`);
    bo.request({ type: 'edit', target: 2, text: 'too late' });
    bo.request({ type: 'react', target: 2, emoji: '👍', on: false });
    assert.deepEqual(refusals(bo), ['r201 no-such-message', 'r202 no-such-message']);
    assert.equal(bo.seat?.feed.first, bo.seat && bo.seat.feed.last - 49);
    const { last } = bo.seat?.feed ?? { last: 0 };
    bo.ask({ type: 'say', id: 'old', text: 'old' });
    assert.equal(bo.seat?.feed.last, last + 1);
  });

  it('is ignored from a waiting guest and from one who has left', () => {
    const { server, bo, room, lines } = talking();
    server.connect('Di').say('let me in');
    assert.ok(!lines().includes('Di> let me in'));
    bo.lose();
    const before = lines();
    bo.say('from the grave');
    assert.deepEqual(lines(), before);
    assert.equal(room.members.length, 3);
  });

  it('shows the host’s texts clean, like everyone’s', () => {
    const { room, bo } = talking();
    room.say('\x1b[31mred\ud800');
    const said = bo.entries.at(-1);
    assert.equal(said?.type === 'message' && said.text, '\u241b[31mred\ufffd');
  });

  it('can reply to any number, even if its entry is no longer kept', () => {
    const limits = { awayMs: 600_000, presenceMs: 2000, logEntries: 10, waitingLine: 2 };
    const { room, server } = hostedRoom({ limits });
    const bo = server.connect('Bo');
    for (let i = 0; i < 30; i += 1) room.say(`${i}`);
    const last = bo.entries.at(-1)?.seq ?? 0;
    for (const reply of [1, last]) bo.request({ type: 'say', text: `to ${reply}`, reply });
    assert.deepEqual(refusals(bo), []);
    assert.deepEqual(
      bo.entries.slice(-2).map((entry) => entry.type === 'message' && entry.reply),
      [1, last],
    );
    for (const reply of [last + 3, Number.MAX_SAFE_INTEGER]) {
      bo.request({ type: 'say', text: 'to the future', reply });
    }
    assert.deepEqual(refusals(bo), ['r3 no-such-message', 'r4 no-such-message']);
    assert.throws(() => room.say('x', { reply: last + 3 }), { code: 'no-such-message' });
  });

  it('comes with its card, clean, and not when that makes it too large', () => {
    const { bo, cy, room } = talking();
    const path = 'a\u202e\n/../b\u0000';
    bo.request({ type: 'say', text: 'look', card: { ...codeCard, path } });
    const entry = cy.entries.at(-1);
    assert.ok(entry?.type === 'message');
    assert.deepEqual(entry.card, { ...codeCard, path: 'a\ufffd␊/../b␀' });
    const count = cy.entries.length;
    const large = { ...longCode(1), text: '\u007f'.repeat(21 * 1024) };
    bo.request({ type: 'say', text: 'x', card: large });
    bo.request({ type: 'say', text: 'x'.repeat(32 * 1024), card: longCode(29 * 1024) });
    assert.deepEqual(refusals(bo), ['r3 too-large', 'r4 too-large']);
    assert.equal(cy.entries.length, count);
    assert.throws(() => room.say('x', { card: large }), { code: 'too-large' });
    assert.ok(fitsLine(room, cy, 'x'.repeat(31 * 1024), longCode(28 * 1024)));
  });

  it('can be the host’s as well, who is told what can’t be done', () => {
    const { bo, cy, invited, lines, log, room } = talking();
    room.say('rules', { card: codeCard });
    const target = 4;
    invited.change({ type: 'edit', target, text: 'rule one' });
    invited.change({ type: 'react', target: hello, emoji: '👍', on: true });
    invited.change({ type: 'delete', target });
    assert.deepEqual(
      cy.entries.slice(-4).map(({ type }) => type),
      ['message', 'edited', 'reacted', 'deleted'],
    );
    const shown = log.entries.find(({ seq }) => seq === target);
    assert.ok(shown?.kind === 'message' && shown.deleted && !shown.card);
    assert.throws(() => invited.change({ type: 'delete', target }), { code: 'no-such-message' });
    assert.throws(() => invited.change({ type: 'delete', target: hello }), { code: 'not-yours' });
    assert.throws(() => invited.change({ type: 'delete', target: 99 }), {
      code: 'no-such-message',
    });
    assert.throws(() => invited.change({ type: 'edit', target, text: 'x'.repeat(40_000) }), {
      code: 'too-long',
    });
    for (let i = 0; i < 20; i += 1) {
      bo.request({
        type: 'react',
        target: hello,
        emoji: String.fromCodePoint(0x1f600 + i),
        on: true,
      });
    }
    invited.change({ type: 'react', target: hello, emoji: '🎉', on: true });
    assert.equal(lines().at(-1), 'refused', 'the log says why');
    void room.leave();
    assert.throws(() => invited.change({ type: 'delete', target: hello }), { code: 'no-room' });
  });
});

/** Sends a message, and returns whether its entry fits a line of the protocol. */
function fitsLine(room: HostRoom, guest: FakeGuest, text: string, card: Card): boolean {
  room.say(text, { card });
  const entry = guest.entries.at(-1);
  return (
    entry?.type === 'message' &&
    isDeepStrictEqual(entry.card, card) &&
    encodeFrame(entry).length <= 64 * 1024
  );
}
