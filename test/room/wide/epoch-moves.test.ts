import assert from 'node:assert/strict';
import type { WideEpoch } from '../../../src/protocol/wide';
import { EpochMoves } from '../../../src/room/wide/epoch-moves';
import { StreamReader } from '../../../src/room/wide/stream-reader';
import { WideLink } from '../../../src/room/wide/wide-link';
import { WideReducer } from '../../../src/room/wide/wide-reducer';
import { FakeClock } from '../../helpers/fake-clock';
import { FakeWideStream } from '../../helpers/fake-wide-stream';
import { type AnyAct, EntryWriter, openProof, ownerKey, wideId } from '../../helpers/wide-entries';

const box = 'x'.repeat(43);

/** Ann's program, in a room that she owns, with so many others. @param begins with what happened before it started */
function scene(others: number, begins = (_writer: EntryWriter, _reducer: WideReducer) => {}) {
  const [clock, writer] = [new FakeClock(), new EntryWriter()];
  const names = ['ann', ...Array.from({ length: others }, (_, at) => `m${at}`)];
  for (const name of names) writer.write(name, { type: 'join', box });
  const reducer = new WideReducer({ pin: ownerKey, open: openProof });
  begins(writer, reducer);
  for (const entry of writer.written) if (entry.seq > reducer.last) reducer.take(entry);
  const sealed: string[] = [];
  const tokens: string[] = [];
  /** How many were sealed when it let others work. */
  const pauses: number[] = [];
  const stream = Object.assign(new FakeWideStream('ann', [...writer.written]), {
    openToken: () => 'next',
    sealToken: (_epoch: WideEpoch, member: string) => {
      sealed.push(member);
      return 'sealed';
    },
  });
  let epoch: WideEpoch = { number: 1, token: 't' };
  let ids = 0;
  const newId = () => {
    ids += 1;
    return `ann${ids}`;
  };
  const next = new FakeWideStream('ann');
  const link = new WideLink(
    {
      ...{ clock, reducer, newId, heard: new Map(), person: 'ann' },
      streams: { key: 'k', follow: async () => new StreamReader(next, 0) },
      control: () => undefined,
      fileOf: () => undefined,
      refusalOf: () => undefined,
      alarms: () => [],
      onAlarm: () => {},
      onRead: () => {},
      onMoved: (to, left) => {
        epoch = to;
        moves.moved(left);
      },
    },
    {
      ...{ epoch, reader: new StreamReader(stream, reducer.last) },
      ...{ first: 1, outcomes: [], held: reducer.last },
    },
  );
  // Sealing takes a millisecond each time.
  const busy = {
    now: () => clock.now() + sealed.length,
    after: (ms: number, callback: () => void) => {
      pauses.push(sealed.length);
      return clock.after(ms, callback);
    },
  };
  const moves = new EpochMoves({
    ...{ clock: busy, newId, reducer: () => reducer, link: () => link, epoch: () => epoch },
    newToken: async () => {
      tokens.push(`token${tokens.length}`);
      return tokens.at(-1) ?? '';
    },
    streams: { created: 1, creation: { ownerKey: 'o', replicas: 1 } },
  });
  link.read();
  const write = (by: string, act: AnyAct, id?: string) =>
    stream.deliver(writer.write(by, act, by, id));
  return {
    ...{ clock, moves, next, pauses, reducer, sealed, stream, tokens, write },
    /** The server stores what Ann has published last. */
    store: () => {
      write('ann', stream.acts.at(-1) ?? {}, stream.appended.at(-1));
      stream.stored();
    },
    /** Lets Ann's program work until it has published so many entries. */
    published: async (count: number) => {
      for (let turn = 0; stream.acts.length < count && turn < 1000; turn += 1) {
        await clock.advance(0);
      }
      return stream.acts.at(-1) as { readonly keys?: readonly string[]; readonly at?: number };
    },
  };
}

describe('a move to another epoch', () => {
  it('seals the token for 500 members, and leaves time for other work meanwhile', async () => {
    const { moves, pauses, published, sealed, store } = scene(499);
    const moving = moves.move();
    const { keys } = await published(1);
    assert.equal(sealed.length, 500);
    assert.equal(keys?.length, 500);
    const counts = [...pauses, 500].map((count, at) => count - (pauses[at - 1] ?? 0));
    assert.ok(Math.max(...counts) <= 10, `so many at once: ${counts}`);
    store();
    assert.equal(await moving, true);
  });

  it('takes the moderators and the first ones along if there are more', async () => {
    const { moves, published, sealed, store } = scene(600, (writer) => {
      const moderators = [{ member: wideId('m599'), grant: 'g' }];
      const rules = { version: 1, room: 'r', most: 500, locked: false, moderators, at: 601 };
      writer.write('ann', { type: 'rules', ...rules });
    });
    const moving = moves.move();
    await published(1);
    const first = Array.from({ length: 498 }, (_, at) => `m${at}`);
    assert.deepEqual(sealed, ['ann', 'm599', ...first].map(wideId));
    store();
    assert.equal(await moving, true);
  });

  it('is tried again with another token if someone was removed meanwhile, who got the first one', async () => {
    const { moves, published, reducer, store, tokens, write } = scene(3);
    const moving = moves.move();
    assert.equal((await published(1)).keys?.length, 4);
    write('ann', { type: 'remove', member: wideId('m1'), reason: '' }, 'removal');
    store();
    assert.equal(reducer.rekey, undefined);
    const { keys = [] } = await published(2);
    assert.deepEqual(
      keys.map((key) => key.slice(0, 22)),
      ['ann', 'm0', 'm2'].map(wideId),
    );
    assert.equal(new Set(tokens).size, 2);
    store();
    assert.equal(await moving, true);
  });

  it('takes along who has joined meanwhile, and at the fourth time whoever it knows', async () => {
    const { moves, published, store, write } = scene(0);
    const moving = moves.move();
    for (const tries of [1, 2, 3]) {
      const { at, keys } = await published(tries);
      assert.deepEqual([at !== undefined, keys?.length], [true, tries]);
      write(`late${tries}`, { type: 'join', box });
      store();
    }
    assert.equal((await published(4)).at, undefined);
    write('late4', { type: 'join', box });
    store();
    assert.equal(await moving, true);
  });

  it('takes along who moves the room, though the log has no join of it any more', async () => {
    const { moves, published, reducer } = scene(1);
    reducer.members.delete(wideId('ann'));
    void moves.move();
    assert.equal((await published(1)).keys?.[0], `${wideId('ann')}sealed`);
  });

  for (const started of ['before', 'after'] as const) {
    it(`takes along whose join is gone if its program started ${started} that`, async () => {
      const { moves, published } = scene(2, (writer, reducer) => {
        const say = () => writer.write('ann', { type: 'say', text: 'x' });
        while (writer.written.length < 6000) say();
        // What a program does when it runs; that of m1 doesn't.
        for (const name of ['ann', 'm0']) writer.write(name, { type: 'join', box });
        while (writer.written.length < 11_000) say();
        if (started === 'after') reducer.skip(writer.written.length - 10_000);
      });
      void moves.move();
      const { keys = [] } = await published(1);
      assert.deepEqual(
        keys.map((key) => key.slice(0, 22)),
        ['ann', 'm0', ...(started === 'before' ? ['m1'] : [])].map(wideId),
      );
    });
  }

  it('is done when someone else has moved the room at the same time', async () => {
    const { clock, moves, next, published, write } = scene(1);
    const moving = moves.move();
    await published(1);
    const keys = [`${wideId('ann')}sealed`];
    write('ann', { type: 'rekey', epoch: 2, keys }, 'other');
    await clock.advance(0);
    // What came too late is published again, and isn't the next move there.
    assert.equal(next.acts[0]?.type, 'rekey');
    next.deliver(new EntryWriter(10).write('ann', next.acts[0] ?? {}, 'ann', next.appended[0]));
    assert.equal(await moving, true);
  });
});
