import assert from 'node:assert/strict';
import { type Acknowledged, SendWindow, sendWindow } from '../../../src/net/lab-udp/send-window';

const part = (text: string, more = false) => ({ body: Buffer.from(text), more });

function filled(count: number, next?: number): SendWindow {
  const window = new SendWindow(next);
  for (let index = 0; index < count; index += 1) window.push([part(`${index}`)], 0);
  return window;
}

describe('SendWindow', () => {
  it('sends at most 16 datagrams that aren’t acknowledged, and says once that it is full', () => {
    const window = filled(40);
    const first = window.transmit(0);
    assert.equal(first.length, sendWindow);
    assert.equal(
      first.findIndex(({ fillsWindow }) => fillsWindow),
      sendWindow - 1,
    );
    assert.deepEqual(window.transmit(0), []);
    // A later one is acknowledged: the oldest still holds the window.
    window.acknowledge({ number: 0, bitmap: 0b10 }, 10);
    assert.deepEqual(window.transmit(10), []);
    window.acknowledge({ number: 2, bitmap: 0 }, 10);
    const next = window.transmit(10);
    assert.deepEqual(
      next.map(({ number }) => number),
      [17, 18],
    );
    assert.equal(
      next.some(({ fillsWindow }) => fillsWindow),
      false,
    );
  });

  it('repeats what isn’t acknowledged in time, and nothing else', () => {
    const window = filled(3);
    window.transmit(0);
    assert.equal(window.due, 1000);
    window.acknowledge({ number: 1, bitmap: 0b10 }, 20);
    assert.deepEqual(window.transmit(999), []);
    const repeats = window.transmit(1000);
    assert.deepEqual(
      repeats.map(({ number, isRepeat }) => [number, isRepeat]),
      [[2, true]],
    );
    // 200 ms, doubled.
    assert.equal(window.due, 1400);
  });

  it('reports when all of a message is acknowledged, and after how many tries', () => {
    const window = new SendWindow();
    const done: Acknowledged[] = [];
    window.push([part('a', true), part('b')], 0, (how) => done.push(how));
    window.transmit(0);
    window.acknowledge({ number: 1, bitmap: 0 }, 10);
    window.transmit(1000);
    assert.deepEqual(done, []);
    window.acknowledge({ number: 2, bitmap: 0 }, 1010);
    assert.deepEqual(done, [{ tries: 2, waitedMs: 1010 }]);
    assert.equal(window.queuedBytes, 0);
    assert.equal(window.isIdle, true);
    assert.equal(window.due, undefined);
  });

  it('doesn’t measure the round trip of what it sent twice', () => {
    const window = filled(1);
    window.transmit(0);
    window.transmit(1000);
    window.acknowledge({ number: 1, bitmap: 0 }, 1001);
    window.push([part('next')], 1001);
    window.transmit(1001);
    assert.equal(window.due, 2001);
  });

  it('learns from the acknowledgement of a second copy that the round trip has grown', () => {
    const window = filled(1);
    window.transmit(0);
    window.acknowledge({ number: 1, bitmap: 0 }, 10);
    // From now on, the round trip takes 1 s, and the timeout is 200 ms.
    window.push([part('slow')], 10);
    window.transmit(10);
    window.transmit(210);
    assert.equal(window.acknowledge({ number: 2, bitmap: 0 }, 1010), true);
    assert.equal(window.acknowledge({ number: 2, bitmap: 0 }, 1210), false);
    window.push([part('next')], 1210);
    window.transmit(1210);
    assert.ok((window.due ?? 0) > 1210 + 1000);
  });

  it('waits longer with each repeat, but not for what was lost before something that arrived', () => {
    const window = filled(1);
    window.transmit(0);
    window.transmit(1000);
    assert.equal(window.due, 3000);
    window.push([part('later')], 1500);
    window.transmit(1500);
    window.acknowledge({ number: 0, bitmap: 0b10 }, 1520);
    // 200 ms after it was last sent is past already.
    assert.deepEqual(
      window.transmit(1520).map(({ number, isRepeat }) => [number, isRepeat]),
      [[1, true]],
    );
  });

  it('ignores acknowledgements of what it hasn’t sent, and late ones', () => {
    const window = filled(5);
    window.transmit(0);
    for (const number of [6, 7, 100, 0x7fff_ffff, 0x8000_0010]) {
      assert.equal(window.acknowledge({ number, bitmap: 0xffff_ffff }, 1), false, `${number}`);
    }
    assert.equal(window.acknowledge({ number: 3, bitmap: 0 }, 1), true);
    assert.equal(window.acknowledge({ number: 3, bitmap: 0 }, 1), false);
    assert.equal(window.acknowledge({ number: 0, bitmap: 0b110 }, 1), false);
    assert.equal(window.acknowledge({ number: 3, bitmap: 0xffff_ffff }, 1), true);
    assert.equal(window.isIdle, true);
  });

  it('numbers on after 2³² − 1', () => {
    const window = filled(40, 0xffff_fffa);
    const numbers = window.transmit(0).map(({ number }) => number);
    assert.deepEqual(numbers.slice(4, 8), [0xffff_fffe, 0xffff_ffff, 0, 1]);
    // 7 more than 2³² − 7: the bitmap spans the wrap.
    assert.equal(window.acknowledge({ number: 0xffff_ffff, bitmap: 0b1 }, 1), true);
    assert.deepEqual(
      window.transmit(1).map(({ number }) => number),
      [10, 11, 12, 13, 14, 15, 16],
    );
  });
});
