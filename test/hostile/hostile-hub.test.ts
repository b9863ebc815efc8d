import assert from 'node:assert/strict';
import type { Card } from '../../src/protocol/card';
import { defaultLimits } from '../../src/protocol/limits';
import type { RoomEntry } from '../../src/protocol/room-entry';
import { Session } from '../../src/room/session/session';
import { silentLogger } from '../../src/util/logger';
import { codeCard, errorCard, longCode } from '../helpers/cards';
import { invite, joinedGuest, MemberScene } from '../helpers/member-scene';

/** Reverses what follows, moves the cursor, and is invisible: a trap in a name. */
const trap = '\u202e\u001b[2J\u0000\u200b\u2028';

/** What must not reach a page, a status bar or a terminal; texts may contain direction characters. */
const unfit = /[\p{Cc}\p{Bidi_Control}\p{Surrogate}\u200b\u2028]/u;

const by = { time: 1, author: 'm0', name: `Zoe${trap}` };

describe('a hostile hub', () => {
  it('can’t put invisible characters into names and texts', async () => {
    const { link, session } = await joinedGuest();
    const entries: RoomEntry[] = [
      { ...by, type: 'message', seq: 2, id: 'a', text: 'one\u0007\ud800' },
      { ...by, type: 'edited', seq: 3, id: 'b', target: 2, text: 'two\u009b' },
      { ...by, type: 'message', seq: 4, id: 'c', text: '\u001b[31m' },
      { ...by, type: 'reacted', seq: 5, id: 'd', target: 4, emoji: `👍${trap}`, on: true },
      { ...by, type: 'message', seq: 6, id: 'e', text: 'x' },
      { ...by, type: 'deleted', seq: 7, id: 'f', target: 6 },
      { type: 'joined', seq: 8, time: 1, member: 'm2', name: trap, waited: false },
      { type: 'renamed', seq: 9, time: 1, member: 'm2', name: `Bo${trap}`, before: trap },
      { type: 'joined', seq: 10, time: 1, member: 'm3', name: 'x'.repeat(256), waited: true },
      { type: 'left', seq: 11, time: 1, member: 'm3', name: `${trap}!`, why: 'lost' },
      { type: 'removed', seq: 12, time: 1, member: 'm4', name: trap, reason: 'no\u0007\ud800' },
      {
        ...{ type: 'removed', seq: 13, time: 1, member: 'm5', name: trap, reason: '' },
        by: { member: 'm0', name: trap },
      },
      { ...by, type: 'rekeyed', seq: 14, id: 'g' },
    ];
    link.receive(...entries);
    const shown = session.entries.flatMap((entry) => strings(entry));
    assert.ok(shown.includes('two\ufffd'));
    assert.ok(shown.includes('␛[31m'));
    for (const text of shown) assert.doesNotMatch(text, unfit);
    const names = session.state.members.map(({ name }) => name);
    assert.deepEqual(names, ['Zoe', 'Ann', 'Bo[2J']);
  });

  it('can’t put them into cards, nor make cards too large', async () => {
    const { archive, clock, journalId, link, session } = await joinedGuest();
    const path = `../a${trap.replaceAll('\u200b', '')}`;
    const large = { ...longCode(1), text: '\u007f'.repeat(60 * 1024) };
    const cards: readonly Card[] = [
      { ...codeCard, path, text: `a\n\u0000\u001b\n${'\u202e'}` },
      { ...errorCard, path, source: path, code: path, message: `${trap}!` },
      { type: 'patch', files: [{ path, change: 'modified', diff: '\u0007\r\n\ud800' }] },
      large,
    ];
    const said = cards.map((card, i) => ({
      ...{ ...by, type: 'message', seq: i + 2, id: `c${i}`, text: 'x' },
      ...{ card, reply: 2 ** 40 },
    }));
    link.receive(...(said as RoomEntry[]));
    const shown = session.entries.flatMap((entry) =>
      entry.kind === 'message' ? [entry.card] : [],
    );
    const [code, error, patch, none] = shown;
    assert.ok(code?.type === 'code' && error?.type === 'error' && patch?.type === 'patch');
    assert.equal(none, undefined, 'once it is made visible it is too large');
    assert.equal(code.text, 'a\n␀␛\n\u202e');
    assert.equal(patch.files[0]?.diff, '␇\n\ufffd');
    for (const text of [code.path, error.path, error.source, error.code, patch.files[0]?.path]) {
      assert.doesNotMatch(text ?? '', unfit);
    }
    await clock.advance(1000);
    const kept = archive.read(journalId)?.filter((record) => record.type === 'message') ?? [];
    assert.deepEqual(
      kept.map(({ card }) => card),
      shown,
    );
    assert.ok(kept.every((entry) => JSON.stringify(entry).length < 64 * 1024));
  });

  it('can’t put them into a welcome', async () => {
    const { link, session } = await joinedGuest();
    link.receive(
      {
        type: 'welcome',
        version: 1,
        room: { name: `Lab${trap}`, kind: 'group', most: 1 },
        you: { id: 'm1', name: `Ann${trap}` },
        first: 1,
        last: 1,
      },
      {
        type: 'people',
        members: [
          { id: 'm0', name: trap, host: true, presence: 'here' },
          { id: 'm1', name: `Ann${trap}`, host: false, presence: 'here' },
        ],
      },
    );
    const { members, room } = session.state;
    assert.equal(room?.name, 'Lab[2J');
    assert.deepEqual(
      members.map(({ name }) => name),
      ['[2J', 'Ann[2J'],
    );
    session.messages.say('hello');
    for (const text of session.entries.flatMap((entry) => strings(entry))) {
      assert.doesNotMatch(text, unfit);
    }
  });

  it('doesn’t log refusals of requests that weren’t made', async () => {
    const said: string[] = [];
    const scene = new MemberScene();
    const note = (message: string) => void said.push(message);
    const logger = { ...silentLogger, info: note, warn: note };
    const { archive, clock, hub } = scene;
    const session = new Session({
      network: hub.network,
      limits: defaultLimits,
      clock,
      logger,
      archive,
    });
    const entering = session.joinByInvite(invite, 'Ann');
    await clock.advance(0);
    hub.run();
    await entering;
    said.length = 0;
    for (let count = 0; count < 100; count += 1) {
      hub.link?.receive({ type: 'refused', code: 'bad-frame', id: `x${count}` });
      hub.link?.receive({ type: 'refused', code: 'bad-frame' });
    }
    assert.deepEqual(said, []);
  });
});

/** All strings in a value at any depth, including keys. */
function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => [key, ...strings(part)]);
}
