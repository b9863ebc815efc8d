import assert from 'node:assert/strict';
import { OwnMessages, waitForDelivery } from '../../../src/cli/pipe/wait-for-delivery';
import type { Delivery, LogEntry } from '../../../src/room/log/log-entry';
import { RoomLog } from '../../../src/room/log/room-log';
import { FakeClock } from '../../helpers/fake-clock';

function scene(before: readonly Delivery[] = []) {
  const log = new RoomLog();
  const clock = new FakeClock();
  const say = (delivery: Delivery = 'queued', own = true) =>
    log.add(
      {
        ...({ kind: 'message', time: 1, author: 'm1', authorName: 'Ann', text: 'x' } as const),
        ...{ own, delivery },
      },
      { queued: delivery === 'queued' },
    );
  const gets = (id: string, delivery: Delivery) =>
    log.amend(id, (entry) => ({ ...entry, delivery }) as LogEntry);
  const ids = before.map((delivery) => say(delivery));
  const session = {
    get entries() {
      return log.entries;
    },
    onDidChangeLog: log.onDidChange,
  };
  const own = new OwnMessages(session);
  const aborting = new AbortController();
  const wait = (goal: 'hub' | 'received' = 'hub') => {
    const state: { result?: boolean } = {};
    const { signal } = aborting;
    void waitForDelivery(own, goal, { clock, patience: 1000, signal }).then((result) => {
      state.result = result;
    });
    return state;
  };
  return { aborting, clock, gets, ids, log, own, say, wait };
}

const received = (count: number, of: number): Delivery => ({ received: count, of, names: [] });

describe('waiting for delivery', () => {
  it('ends at once when nothing waits', async () => {
    const { clock, own, say, wait } = scene(['hub', received(1, 2)]);
    say('hub');
    say('queued', false);
    assert.equal(own.waiting, 0);
    const waiting = wait('received');
    await clock.advance(0);
    assert.equal(waiting.result, true, 'earlier messages don’t count');
    assert.equal(clock.pending, 0);
  });

  it('ends when the hub has all messages, those from before included', async () => {
    const { clock, gets, ids, own, say, wait } = scene(['queued']);
    const second = say();
    const waiting = wait();
    gets(second, 'hub');
    await clock.advance(900);
    assert.deepEqual([own.waiting, waiting.result], [1, undefined]);
    gets(ids[0] ?? '', received(1, 1));
    await clock.advance(0);
    assert.equal(waiting.result, true);
  });

  it('goes on as long as something gets further, and not longer', async () => {
    const { clock, gets, say, wait } = scene();
    const ids = Array.from({ length: 5 }, () => say());
    const waiting = wait();
    for (const id of ids.slice(0, 4)) {
      await clock.advance(900);
      gets(id, 'hub');
    }
    await clock.advance(999);
    assert.equal(waiting.result, undefined);
    await clock.advance(1);
    assert.equal(waiting.result, false);
    assert.equal(clock.pending, 0);
  });

  it('ends when everyone has received the messages', async () => {
    const { clock, gets, say, wait } = scene();
    const id = say();
    const waiting = wait('received');
    for (const delivery of ['hub', received(1, 2)] as const) {
      gets(id, delivery);
      await clock.advance(0);
      assert.equal(waiting.result, undefined);
    }
    gets(id, received(2, 2));
    await clock.advance(0);
    assert.equal(waiting.result, true);
  });

  it('counts messages that the hub refuses, and doesn’t wait for them', async () => {
    const { clock, gets, own, say, wait } = scene();
    const id = say();
    const waiting = wait('received');
    gets(id, 'unsent');
    await clock.advance(0);
    assert.deepEqual([waiting.result, own.refused, own.waiting], [true, 1, 0]);
  });

  it('waits again for what a host has lost', () => {
    const { gets, own, say } = scene();
    const id = say();
    gets(id, 'hub');
    assert.equal(own.waiting, 0);
    gets(id, 'queued');
    assert.equal(own.waiting, 1);
  });

  it('ends when it is aborted', async () => {
    const { aborting, clock, say, wait } = scene();
    say();
    const waiting = wait();
    aborting.abort();
    await clock.advance(0);
    assert.equal(waiting.result, false);
    const late = wait();
    await clock.advance(0);
    assert.equal(late.result, false);
    assert.equal(clock.pending, 0);
  });
});
