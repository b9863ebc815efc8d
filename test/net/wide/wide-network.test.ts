import assert from 'node:assert/strict';
import type { ChainPoint } from '../../../src/protocol/wide';
import { FakeClock } from '../../helpers/fake-clock';
import { MemoryWide } from '../../helpers/wide-memory';
import { type StreamMember, WideScene } from '../../helpers/wide-scene';

describe('a member who comes back to a wide room, and has read three entries', () => {
  let clock: FakeClock;
  let wide: MemoryWide;
  let scene: WideScene;
  let ben: StreamMember;
  let point: ChainPoint | undefined;
  /** How long it took to open the stream, in ms. */
  let openedAfter: number | undefined;

  beforeEach(async () => {
    clock = new FakeClock();
    wide = new MemoryWide(clock);
    scene = await WideScene.create(wide, wide.server);
    ben = (await scene.join()).start();
    for (const text of ['1', '2', '3']) await ben.say(text);
    await clock.advance(0);
    point = ben.stream.chain;
    ben.stream.drop();
    openedAfter = undefined;
  });

  afterEach(() => {
    scene.dispose();
    assert.equal(clock.pending, 0);
  });

  /** Comes back to a server that changes so, each time after a while. */
  const comeBack = async (...changes: readonly (readonly [ms: number, Partial<MemoryWide>])[]) => {
    const begin = clock.now();
    const opened = scene.join(ben.ticket, { seen: 3 }).finally(() => {
      openedAfter = clock.now() - begin;
    });
    const opening = opened.then((back) => back.start(3, point));
    opening.catch(() => {});
    for (const [ms, change] of changes) {
      await clock.advance(ms);
      Object.assign(wide, change);
    }
    await clock.advance(60_000);
    return opening;
  };

  it('waits for a leader that was just elected, and doesn’t know all of them yet', async () => {
    wide.unapplied = 2;
    const back = await comeBack([1500, { unapplied: 0 }]);
    assert.ok(openedAfter !== undefined && openedAfter < 4000, `${openedAfter}`);
    assert.deepEqual([back.stream.last, back.alarms, back.entries], [3, [], []]);
    await back.say('4');
    await clock.advance(0);
    assert.deepEqual(back.texts, ['4']);
  });

  it('believes no leader that doesn’t stay', async () => {
    wide.unapplied = 2;
    const back = await comeBack(
      [25_000, { led: false }],
      [9000, { led: true }],
      [25_000, { unapplied: 0 }],
    );
    assert.deepEqual([back.stream.last, back.alarms], [3, []]);
  });

  it('believes a leader that has lost them, after half a minute', async () => {
    wide.log(scene.ticket()).rollBack(1);
    const back = await comeBack();
    assert.ok(openedAfter !== undefined && openedAfter > 30_000, `${openedAfter}`);
    assert.deepEqual([back.stream.last, back.alarms], [2, ['rolled-back']]);
  });

  it('believes that the room is gone after half a minute, too', async () => {
    wide.logs.clear();
    await assert.rejects(comeBack(), { name: 'NetError', code: 'room-closed' });
    assert.ok(openedAfter !== undefined && openedAfter > 30_000, `${openedAfter}`);
  });

  it('isn’t kept waiting for ever by leaders of which none stays', async () => {
    wide.unapplied = 2;
    const changes = Array.from({ length: 100 }, (_, at) => [5000, { led: at % 2 === 1 }] as const);
    await assert.rejects(comeBack(...changes), { name: 'NetError', code: 'no-quorum' });
  });

  it('reads that the connection was lost, not that there is no leader', async () => {
    wide.led = false;
    const lost = assert.rejects(comeBack(), { name: 'NetError', code: 'connection-lost' });
    await clock.advance(1000);
    wide.crash();
    await clock.advance(1000);
    assert.ok(openedAfter !== undefined && openedAfter < 2000, `${openedAfter}`);
    await clock.advance(60_000);
    await lost;
  });

  it('stops waiting when it is told to', async () => {
    wide.unapplied = 2;
    const stop = new AbortController();
    const joining = scene.join(ben.ticket, { seen: 3, signal: stop.signal });
    const cancelled = assert.rejects(joining, { name: 'NetError', code: 'cancelled' });
    await clock.advance(3000);
    stop.abort();
    await cancelled;
    assert.equal(wide.engines.size, 0);
  });

  it('waits for a node that follows its leader slowly', async () => {
    wide.lag = 2;
    const back = (await scene.join(ben.ticket, { seen: 3 })).start(0, point);
    await clock.advance(45_000);
    assert.deepEqual([back.texts, back.alarms], [['1'], []]);
    wide.lag = 0;
    await clock.advance(5000);
    assert.deepEqual([back.texts, back.alarms], [['1', '2', '3'], []]);
  });
});
