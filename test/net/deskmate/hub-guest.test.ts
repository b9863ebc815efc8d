import assert from 'node:assert/strict';
import { hubScenes } from '../../helpers/deskmate/hub-scene';
import { FakeClock } from '../../helpers/fake-clock';
import { waitFor } from '../../helpers/wait-for';

describe('HubGuest', () => {
  const open = hubScenes();

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

  it('tells a waiting guest its position, holds its messages, and delivers them on admission', async () => {
    const scene = await open({ seats: 1 });
    const { room } = scene;
    const first = await scene.member();
    const next = await scene.stranger();
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
    const scene = await open();
    const { room } = scene;
    const ann = await scene.member();
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
    const scene = await open({ seats: 0, limits });
    const { room } = scene;
    const next = await scene.stranger();
    // Sixteen megabytes: more than the operating system buffers.
    const text = 'y'.repeat(16_000);
    const says = Array.from({ length: 1000 }, (_, id) => ({ type: 'say', id: `s${id}`, text }));
    next.send(scene.join());
    await next.receives('waiting');
    next.send(...says);
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
    const scene = await open({ clock, limits });
    const { room } = scene;
    const [loud, quiet] = [await scene.member(), await scene.member()];
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

  it('closes one guest with a reason, ignores it afterwards, and keeps the others', async () => {
    const scene = await open();
    const { room } = scene;
    const [out, stays] = [await scene.member(), await scene.member()];
    room.link(out.id).close({ code: 'removed', reason: 'spam' });
    out.send({ type: 'say', id: 'x', text: 'too late' });
    assert.deepEqual(await out.receives('bye'), { type: 'bye', code: 'removed', reason: 'spam' });
    await out.gone();
    stays.send({ type: 'say', id: 'y', text: 'still here' });
    await stays.receivesText('still here');
    assert.ok(!stays.text.includes('too late'));
  });

  it('sends notices after the welcome, and none to a guest who has left', async () => {
    const scene = await open();
    const { room } = scene;
    const ann = await scene.member();
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
    const scene = await open({ clock });
    const { room } = scene;
    const ann = await scene.member();
    await clock.advance(15_000);
    await ann.receives('ping');
    await clock.advance(30_000);
    await waitFor(() => room.ends.length === 1, 'it is considered dead');
    const [end] = room.ends;
    assert.equal(end?.reason === 'lost' && end.error.code, 'connection-lost');
  });
});
