import assert from 'node:assert/strict';
import { listenHub } from '../../../src/net/deskmate/hub-server';
import { defaultLimits } from '../../../src/protocol/limits';
import { systemClock } from '../../../src/util/clock';
import { HubScene } from '../../helpers/deskmate/hub-scene';
import type { RawMember } from '../../helpers/deskmate/raw-member';
import { watchWrites } from '../../helpers/deskmate/watch-writes';
import { FakeClock } from '../../helpers/fake-clock';
import { waitFor } from '../../helpers/wait-for';

describe('HubServer', () => {
  let scene: HubScene | undefined;

  async function open(options?: Parameters<typeof HubScene.open>[0]): Promise<HubScene> {
    scene = await HubScene.open(options);
    return scene;
  }

  afterEach(async () => {
    await scene?.close();
    scene = undefined;
  });

  /** The numbers of the entries heard, in order. */
  function numbers(member: RawMember): number[] {
    return member.frames.flatMap((frame) =>
      'seq' in frame && typeof frame.seq === 'number' ? [frame.seq] : [],
    );
  }

  /** Resolves with the number once 30 reads in a row, each in another turn of the event loop, return the same. */
  async function settled(read: () => number): Promise<number> {
    let last = read();
    let looks = 0;
    await waitFor(
      () => {
        looks = read() === last ? looks + 1 : 0;
        last = read();
        return looks >= 30;
      },
      () => `${last} doesn’t change`,
    );
    return last;
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
    const { room } = await open();
    room.say('before');
    const ann = await scene?.member();
    assert.ok(ann);
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
    const { room } = await open();
    const ann = await scene?.member();
    assert.ok(ann && scene);
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

  it('doesn’t treat a claim without an epoch as a receipt for entries since the opening', async () => {
    const { room } = await open();
    const ann = await scene?.member();
    assert.ok(ann && scene);
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
    const { room } = await open({ kept: 5 });
    for (let count = 1; count <= 20; count += 1) room.say(`${count}`);
    const ann = await scene?.member();
    assert.ok(ann);
    assert.deepEqual(ann.all('gap'), [{ type: 'gap', from: 1, to: 16 }]);
    assert.deepEqual(numbers(ann), upTo(17, 21));
    assert.equal((await ann.receives('welcome')).first, 16);
  });

  it('sends a long log in order to a slow reader while others talk', async () => {
    const { room } = await open();
    const text = 'x'.repeat(2000);
    for (let count = 0; count < 3000; count += 1) room.say(text);
    const [late, talker] = [await scene?.stranger(), await scene?.member()];
    assert.ok(late && talker && scene);
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
    const { room } = await open({ commit, clock: new FakeClock() });
    const [ann, bo] = [await scene?.member(), await scene?.member()];
    order.length = 0;
    await watchWrites(
      () => order.push('write'),
      async () => {
        for (const text of ['a', 'b', 'c']) room.say(text);
        assert.deepEqual(order, [], 'not in the same turn');
        await Promise.all([ann?.receivesText('c'), bo?.receivesText('c')]);
      },
    );
    assert.deepEqual(order, ['commit', 'write', 'write']);
  });

  it('gives each of 200 guests the entries of a turn in one write of the same bytes', async () => {
    const { room } = await open({ clock: new FakeClock() });
    const guests: RawMember[] = [];
    for (let batch = 0; batch < 10; batch += 1) {
      const some = Array.from({ length: 20 }, () => scene?.member());
      for (const guest of await Promise.all(some)) if (guest) guests.push(guest);
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
    const { room } = await open({ clock: new FakeClock() });
    const [ann] = [await scene?.member(), await scene?.member()];
    assert.ok(ann);
    const toAnn = room.link('m1');
    const written: string[] = [];
    await watchWrites(
      (bytes) => written.push(`${bytes}`),
      async () => {
        // In several turns, like members who come back one after the other.
        for (const presence of ['away', 'here', 'idle'] as const) {
          toAnn.tell({ type: 'presence', member: 'm2', presence });
          await new Promise((resolve) => setImmediate(resolve));
        }
        assert.equal(written.length, 0);
        await ann.receives('presence', ({ presence }) => presence === 'idle');
        assert.equal(written.length, 1, 'soon, in one write');
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

  it('tells a waiting guest its position, holds its messages, and delivers them on admission', async () => {
    const { room } = await open({ seats: 1 });
    const first = await scene?.member();
    const next = await scene?.stranger();
    assert.ok(first && next && scene);
    next.send(scene.join(), { type: 'say', id: 'w1', text: 'from the line' });
    assert.equal((await next.receives('waiting')).position, 1);
    first.send({ type: 'leave' });
    await first.gone();
    assert.deepEqual(room.ends, [{ reason: 'closed' }]);
    assert.ok(!next.text.includes('welcome'));
    room.seatNext();
    await next.receivesText('from the line');
  });

  it('delivers only what isn’t for the log while the room can’t store it', async () => {
    const { room } = await open();
    const ann = await scene?.member();
    assert.ok(ann);
    room.link('m1').listen('status');
    ann.send(
      { type: 'say', id: 's1', text: 'hello' },
      { type: 'nudge', id: 'n1', member: 'm0' },
      { type: 'typing' },
    );
    const types = () => room.requests.map(({ request }) => request.type);
    await waitFor(
      () => types().length >= 2,
      () => `delivered: ${types()}`,
    );
    assert.deepEqual(types(), ['nudge', 'typing']);
    room.link('m1').listen();
    await waitFor(
      () => types().length >= 3,
      () => `delivered: ${types()}`,
    );
    assert.deepEqual(types(), ['nudge', 'typing', 'say']);
  });

  it('reads at most the limit from a waiting guest, and loses nothing', async () => {
    const limits = { messagesPerSecond: 100_000, messageBurst: 100_000 };
    const { room } = await open({ seats: 0, limits });
    const next = await scene?.stranger();
    assert.ok(next && scene);
    // Sixteen megabytes: more than the operating system buffers.
    const text = 'y'.repeat(16_000);
    const says = Array.from({ length: 1000 }, (_, id) => ({ type: 'say', id: `s${id}`, text }));
    next.send(scene.join(), ...says);
    await next.receives('waiting');
    const unsent = await settled(() => next.socket.writableLength);
    assert.ok(unsent > 1_000_000, `${unsent} bytes have not been taken`);
    assert.deepEqual(room.requests, []);
    room.seatNext();
    await next.receives('message', ({ id }) => id === 's999');
    assert.deepEqual(
      next.all('message').map(({ id }) => id),
      says.map(({ id }) => id),
    );
  });

  it('slows down a member that sends too much, loses nothing, and delays no one else', async () => {
    const clock = new FakeClock();
    const limits = { messagesPerSecond: 100, messageBurst: 10 };
    const { room } = await open({ clock, limits });
    const [loud, quiet] = [await scene?.member(), await scene?.member()];
    assert.ok(loud && quiet);
    loud.send(
      ...Array.from({ length: 110 }, (_, index) => ({
        type: 'say',
        id: `l${index}`,
        text: `${index}`,
      })),
    );
    quiet.send({ type: 'say', id: 'q', text: 'excuse me' });
    await loud.receivesText('excuse me');
    assert.ok(room.requests.filter(({ id }) => id === loud.id).length < 60, 'in between');
    const heard = async () => {
      await clock.advance(100);
      return quiet.all('message').some(({ text }) => text === '109');
    };
    await waitFor(heard, 'the last message arrives');
    assert.deepEqual(
      quiet.all('message').flatMap(({ author, text }) => (author === loud.id ? [text] : [])),
      Array.from({ length: 110 }, (_, index) => `${index}`),
    );
  });

  it('sends everyone a bye after everything published, and resolves when all are closed', async () => {
    const { room, server } = await open();
    const people = [await scene?.member(), await scene?.member()];
    room.say('last words');
    await server.close({ code: 'host-away' });
    for (const one of people) {
      await one?.gone();
      assert.deepEqual(
        one?.frames.slice(-2).map(({ type }) => type),
        ['message', 'bye'],
      );
      assert.deepEqual(one?.frames.at(-1), { type: 'bye', code: 'host-away' });
    }
    await assert.rejects(scene?.stranger() as Promise<unknown>);
    assert.deepEqual(room.ends, [{ reason: 'local' }, { reason: 'local' }]);
  });

  it('closes one guest with a reason, ignores it afterwards, and keeps the others', async () => {
    const { room } = await open();
    const [out, stays] = [await scene?.member(), await scene?.member()];
    assert.ok(out && stays);
    room.link(out.id).close({ code: 'removed', reason: 'spam' });
    out.send({ type: 'say', id: 'x', text: 'too late' });
    assert.deepEqual(await out.receives('bye'), { type: 'bye', code: 'removed', reason: 'spam' });
    await out.gone();
    stays.send({ type: 'say', id: 'y', text: 'still here' });
    await stays.receivesText('still here');
    assert.ok(!stays.text.includes('too late'));
  });

  it('sends notices after the welcome, and none to a guest who has left', async () => {
    const { room } = await open();
    const ann = await scene?.member();
    assert.ok(ann);
    const link = room.link(ann.id);
    room.say('hello');
    link.tell({ type: 'presence', member: 'm0', presence: 'idle' });
    await ann.receives('presence', ({ presence }) => presence === 'idle');
    assert.deepEqual(
      ann.frames.slice(-2).map(({ type }) => type),
      ['message', 'presence'],
    );
    ann.send({ type: 'leave' });
    await ann.gone();
    link.tell({ type: 'typing', member: 'm0' });
    link.close();
  });

  it('sends pings while idle, and detects a half-open connection in 45 s', async () => {
    const clock = new FakeClock();
    const { room } = await open({ clock });
    const ann = await scene?.member();
    assert.ok(ann);
    await clock.advance(15_000);
    await ann.receives('ping');
    await clock.advance(30_000);
    await waitFor(() => room.ends.length === 1, 'it is considered dead');
    const [end] = room.ends;
    assert.equal(end?.reason === 'lost' && end.error.code, 'connection-lost');
  });
});
