import assert from 'node:assert/strict';
import { FlushTurn } from '../../../src/net/socket/flush-turn';

/** Lets the event loop turn once. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function counted() {
  let flushes = 0;
  const turn = new FlushTurn(() => {
    flushes += 1;
    turn.clear();
  });
  return { turn, flushes: () => flushes };
}

describe('FlushTurn', () => {
  it('flushes once at the end of the turn for few members', async () => {
    const { turn, flushes } = counted();
    for (let count = 0; count < 5; count += 1) turn.add(3);
    assert.ok(turn.isDue);
    assert.equal(flushes(), 0);
    await nextTurn();
    assert.equal(flushes(), 1);
    assert.ok(!turn.isDue);
    await nextTurn();
    assert.equal(flushes(), 1);
  });

  it('waits for many members until a turn brings nothing more', async () => {
    const { turn, flushes } = counted();
    turn.add(50);
    for (let count = 0; count < 5; count += 1) {
      await nextTurn();
      turn.add(50);
    }
    assert.equal(flushes(), 0);
    await nextTurn();
    await nextTurn();
    assert.equal(flushes(), 1);
  });

  it('waits a bounded number of turns, however much each brings', async () => {
    const { turn, flushes } = counted();
    for (let count = 0; count < 100; count += 1) {
      turn.add(50);
      await nextTurn();
    }
    // A quarter as many turns as members, and the one that begins it.
    assert.ok(flushes() >= Math.floor(100 / 14), `${flushes()} flushes`);
  });

  it('doesn’t flush what was flushed by another way', async () => {
    const { turn, flushes } = counted();
    turn.add(50);
    turn.clear();
    assert.ok(!turn.isDue);
    await nextTurn();
    await nextTurn();
    assert.equal(flushes(), 0);
    turn.add(1);
    await nextTurn();
    assert.equal(flushes(), 1);
  });
});
