import assert from 'node:assert/strict';
import { listenHub } from '../../../src/net/deskmate/hub-server';
import { defaultLimits } from '../../../src/protocol/limits';
import { systemClock } from '../../../src/util/clock';
import { hubScenes } from '../../helpers/deskmate/hub-scene';
import type { RawMember } from '../../helpers/deskmate/raw-member';
import { watchWrites } from '../../helpers/deskmate/watch-writes';
import { FakeClock } from '../../helpers/fake-clock';
import { waitFor } from '../../helpers/wait-for';

describe('HubServer', () => {
  const open = hubScenes();

  /** The numbers of the entries heard, in order. */
  function numbers(member: RawMember): number[] {
    return member.frames.flatMap((frame) =>
      'seq' in frame && typeof frame.seq === 'number' ? [frame.seq] : [],
    );
  }

  function upTo(first: number, last: number): number[] {
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  }

  it('creates access control if given none, and uses the one it is given', async () => {
    const options = { clock: systemClock, limits: defaultLimits };
    const place = { kind: 'pair', address: '127.0.0.1', port: 0 } as const;
    const first = await listenHub(place, options);
    const { state, pin } = first.access;
    await first.close();
    const again = await listenHub({ ...place, port: first.port, access: state }, options);
    assert.equal(again.port, first.port);
    assert.deepEqual([again.access.state, again.access.pin], [state, pin]);
    await assert.rejects(listenHub({ ...place, port: first.port, access: state }, options), {
      name: 'NetError',
      code: 'port-in-use',
    });
    await again.close();
  });

  it('welcomes a newcomer with a key, the members and the whole log', async () => {
    const scene = await open();
    const { room } = scene;
    room.say('before');
    const ann = await scene.member();
    assert.deepEqual(
      ann.frames.map(({ type }) => type),
      ['welcome', 'people', 'epoch', 'message', 'joined'],
    );
    const { first, last, you, room: told } = await ann.receives('welcome');
    assert.deepEqual([first, last, you.id, told.most], [1, 1, 'm1', 1000]);
    assert.match(you.key ?? '', /^[\w-]{43}$/);
    assert.deepEqual(
      ann.all('people')[0]?.members.map(({ id }) => id),
      ['m1'],
    );
  });

  it('lets a member come back with its key, and gives it what it missed', async () => {
    const scene = await open();
    const { room } = scene;
    const ann = await scene.member();
    const last = room.feed.last;
    ann.destroy();
    await waitFor(() => room.ends.length === 1, 'the hub notices the end');
    assert.equal(room.ends[0]?.reason, 'lost');
    for (const text of ['one', 'two']) room.say(text);
    const back = await scene.stranger();
    const { epoch } = room.feed;
    back.send({ type: 'resume', version: 1, member: ann.id, key: ann.key, last, epoch });
    await back.receivesText('two');
    await back.receives('joined', ({ member }) => member === ann.id);
    const welcome = await back.receives('welcome');
    assert.deepEqual(welcome.you, { id: ann.id, name: ann.id });
    assert.deepEqual(numbers(back), upTo(last + 1, room.feed.last));
    assert.deepEqual(room.requests, [{ id: ann.id, request: { type: 'received', seq: last } }]);
  });

  it('believes that a member holds only what was sent to it', async () => {
    const scene = await open();
    const { room } = scene;
    const ann = await scene.member();
    const { last } = room.feed;
    for (const type of ['received', 'held'] as const) {
      ann.send({ type, seq: last + 1 });
      await ann.receives('refused', ({ code }) => code === 'bad-frame');
      ann.send({ type, seq: last });
      await waitFor(() => room.requests.length > 0, 'the room hears of it');
      const requests = room.requests.splice(0).map(({ request }) => request);
      assert.deepEqual(requests, [{ type, seq: last }]);
    }
  });

  it('tells a member who takes several keys for its own which one is', async () => {
    const scene = await open();
    const ann = await scene.member();
    const { last } = scene.room.feed;
    const other = 'k'.repeat(43);
    const resume = { type: 'resume', version: 1, member: ann.id, last };
    for (const [key, keys, known] of [
      [other, ['l'.repeat(43), ann.key, 'm'.repeat(43)], { key: ann.key }],
      [ann.key, [other], {}],
    ] as const) {
      const back = await scene.stranger();
      back.send({ ...resume, key, keys });
      const { you } = await back.receives('welcome');
      assert.deepEqual(you, { id: ann.id, name: ann.id, ...known });
    }
    const stranger = await scene.stranger();
    stranger.send({ ...resume, key: other, keys: ['l'.repeat(43)] });
    assert.equal((await stranger.receives('bye')).code, 'bad-key');
    const greedy = await scene.stranger();
    greedy.send({ ...resume, key: other, keys: [...Array(32).fill(other), ann.key] });
    assert.equal((await greedy.receives('bye')).code, 'not-authenticated');
  });

  it('doesn’t treat a claim without an epoch as a receipt for entries since the opening', async () => {
    const scene = await open();
    const { room } = scene;
    const ann = await scene.member();
    ann.destroy();
    await waitFor(() => room.ends.length === 1, 'the hub notices the end');
    for (const text of ['one', 'two', 'three']) room.say(text);
    for (const [before, receipts] of [
      [-Infinity, 0],
      [-1, 1],
      [1, 1],
    ] as const) {
      const { last } = room.feed;
      room.opened = Math.max(0, last + before);
      room.requests.length = 0;
      const back = await scene.stranger();
      back.send({ type: 'resume', version: 1, member: ann.id, key: ann.key, last });
      await back.receives('joined', ({ seq }) => seq > last);
      const seq = Math.min(last, room.opened);
      const requests = room.requests.map(({ request }) => request);
      const expected = receipts ? [{ type: 'received', seq }] : [];
      assert.deepEqual<unknown>(requests, expected, `${room.opened} of ${last}`);
      const gone = room.ends.length + 1;
      back.destroy();
      await waitFor(() => room.ends.length === gone, 'the hub notices the end');
    }
  });

  it('reports a gap where the log no longer goes back', async () => {
    const scene = await open({ kept: 5 });
    const { room } = scene;
    for (let count = 1; count <= 20; count += 1) room.say(`${count}`);
    const ann = await scene.member();
    assert.deepEqual(ann.all('gap'), [{ type: 'gap', from: 1, to: 16 }]);
    assert.deepEqual(numbers(ann), upTo(17, 21));
    assert.equal((await ann.receives('welcome')).first, 16);
  });

  it('sends a long log in order to a slow reader while others talk', async () => {
    const scene = await open();
    const { room } = scene;
    const text = 'x'.repeat(2000);
    for (let count = 0; count < 3000; count += 1) room.say(text);
    const [late, talker] = [await scene.stranger(), await scene.member()];
    late.socket.pause();
    late.send(scene.join());
    for (let count = 0; count < 30; count += 1) {
      talker.send({ type: 'say', id: `t${count}`, text: `live ${count}` });
      late.socket.resume();
      await talker.receivesText(`live ${count}`);
      late.socket.pause();
    }
    late.socket.resume();
    await late.receivesText('live 29');
    assert.deepEqual(numbers(late), upTo(1, numbers(late).length));
  });

  it('commits before sending anything, and once per turn', async () => {
    const order: string[] = [];
    // The clock stands still, so that no ping is written.
    const commit = () => order.push('commit') > 0;
    const scene = await open({ commit, clock: new FakeClock() });
    const { room } = scene;
    const [ann, bo] = [await scene.member(), await scene.member()];
    order.length = 0;
    await watchWrites(
      () => order.push('write'),
      async () => {
        for (const text of ['a', 'b', 'c']) room.say(text);
        assert.deepEqual(order, [], 'not in the same turn');
        await Promise.all([ann.receivesText('c'), bo.receivesText('c')]);
      },
    );
    assert.deepEqual(order, ['commit', 'write', 'write']);
  });

  it('gives each of 200 guests the entries of a turn in one write of the same bytes', async () => {
    const scene = await open({ clock: new FakeClock() });
    const { room } = scene;
    const guests: RawMember[] = [];
    for (let batch = 0; batch < 10; batch += 1) {
      const some = Array.from({ length: 20 }, () => scene.member());
      guests.push(...(await Promise.all(some)));
    }
    await Promise.all(guests.map((guest) => guest.receives('joined', (e) => e.member === 'm200')));
    const writes: unknown[] = [];
    await watchWrites(
      (bytes) => writes.push(bytes),
      async () => {
        for (const text of ['one', 'two', 'three']) room.say(text);
        await Promise.all(guests.map((guest) => guest.receivesText('three')));
      },
    );
    assert.equal(writes.length, 200);
    assert.equal(new Set(writes).size, 1, 'one shared buffer');
  });

  it('collects notices about presence and typing, and sends them with the next entry', async () => {
    const scene = await open({ clock: new FakeClock() });
    const { room } = scene;
    const [ann] = [await scene.member(), await scene.member()];
    const toAnn = room.link('m1');
    const toBob = room.link('m2');
    const written: string[] = [];
    const withPresence = () => written.filter((bytes) => bytes.includes('presence')).length;
    await watchWrites(
      (bytes) => written.push(`${bytes}`),
      async () => {
        // In several turns, like members who come back one after the other; a busy computer may take long for that.
        const later = await withoutTimers(async () => {
          for (const presence of ['away', 'here', 'idle'] as const) {
            toAnn.tell({ type: 'presence', member: 'm2', presence });
            toBob.tell({ type: 'refused', code: 'bad-frame' });
            await new Promise((resolve) => setImmediate(resolve));
          }
        });
        assert.deepEqual([written.length, withPresence()], [3, 0], 'not with what others get');
        assert.equal(later.length, 1);
        for (const timer of later) timer();
        await ann.receives('presence', ({ presence }) => presence === 'idle');
        assert.equal(withPresence(), 1, 'soon, in one write');
        toAnn.tell({ type: 'typing', member: 'm2' });
        room.say('hello');
        await ann.receives('typing');
        assert.equal(written.filter((bytes) => bytes.includes('hello')).length, 2);
      },
    );
    const last = ann.frames.slice(-2).map(({ type }) => type);
    // Whoever typed may have sent the message meanwhile.
    assert.deepEqual(last, ['typing', 'message'], 'with the entry, and before it');
  });

  it('says what holds at a member who hosts the room no more: whom its invite led here needs another', async () => {
    let isOpen = true;
    const scene = await open({ isOpen: () => isOpen });
    const { id, key } = await scene.member();
    isOpen = false;
    const token = 'A'.repeat(22);
    const { epoch } = scene.room.feed;
    for (const [frame, code] of [
      [scene.join(), 'other-host'],
      [{ type: 'check', version: 1, token: scene.token }, 'other-host'],
      [{ ...scene.join(), token }, 'bad-token'],
      [{ type: 'check', version: 1, token }, 'bad-token'],
      [{ type: 'resume', version: 1, member: id, key, last: 0, epoch }, 'host-away'],
      [
        { type: 'resume', version: 1, member: id, key: 'B'.repeat(43), last: 0, epoch },
        'host-away',
      ],
    ] as const) {
      const stranger = await scene.stranger();
      stranger.send(frame);
      await stranger.gone();
      assert.deepEqual(stranger.frames, [{ type: 'bye', code }]);
    }
  });

  it('sends everyone a bye after everything published, and resolves when all are closed', async () => {
    const scene = await open();
    const { room, server } = scene;
    const people = [await scene.member(), await scene.member()];
    room.say('last words');
    await server.close({ code: 'host-away' });
    for (const one of people) {
      await one.gone();
      assert.deepEqual(
        one.frames.slice(-2).map(({ type }) => type),
        ['message', 'bye'],
      );
      assert.deepEqual(one.frames.at(-1), { type: 'bye', code: 'host-away' });
    }
    await assert.rejects(scene.stranger());
    assert.deepEqual(room.ends, [{ reason: 'local' }, { reason: 'local' }]);
  });
});

/** Runs something while no timer runs out. Returns what the timers started meanwhile would have called. */
async function withoutTimers(run: () => Promise<void>): Promise<readonly (() => void)[]> {
  const timers: (() => void)[] = [];
  const { setTimeout } = globalThis;
  const never = setTimeout(() => {}, 0);
  globalThis.setTimeout = Object.assign((callback: () => void) => {
    timers.push(callback);
    return never;
  }, setTimeout);
  try {
    await run();
  } finally {
    globalThis.setTimeout = setTimeout;
  }
  return timers;
}
