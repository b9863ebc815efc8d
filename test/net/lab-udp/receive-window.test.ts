import assert from 'node:assert/strict';
import { ReceiveWindow, receiveWindow } from '../../../src/net/lab-udp/receive-window';

const say = (number: number) =>
  ({ type: 'say', number, more: false, body: Buffer.alloc(0) }) as const;

function add(window: ReceiveWindow, number: number): number[] {
  assert.equal(window.classify(number), 'new');
  return window.add(say(number)).map((each) => each.number);
}

describe('ReceiveWindow', () => {
  it('puts datagrams in order', () => {
    const window = new ReceiveWindow();
    assert.deepEqual(add(window, 2), []);
    assert.deepEqual(add(window, 4), []);
    assert.deepEqual(window.acknowledgement, {
      type: 'ack',
      number: 0,
      bitmap: 0b1010,
    });
    assert.deepEqual(add(window, 1), [1, 2]);
    assert.deepEqual(window.acknowledgement, {
      type: 'ack',
      number: 2,
      bitmap: 0b10,
    });
    assert.deepEqual(add(window, 3), [3, 4]);
    assert.deepEqual(window.acknowledgement, { type: 'ack', number: 4, bitmap: 0 });
  });

  it('knows repeats, and holds at most 64 datagrams', () => {
    const window = new ReceiveWindow();
    for (let number = 2; number <= receiveWindow; number += 1) add(window, number);
    assert.equal(window.classify(2), 'repeat');
    assert.equal(window.classify(receiveWindow + 1), 'beyond');
    assert.equal(window.classify(0), 'repeat');
    assert.equal(window.classify(0x8000_0000), 'beyond');
    assert.equal(window.acknowledgement.bitmap, 0xffff_fffe);
    assert.equal(add(window, 1).length, receiveWindow);
    assert.equal(window.classify(1), 'repeat');
    assert.equal(window.classify(receiveWindow + 1), 'new');
  });

  it('goes on after 2³² − 1', () => {
    const window = new ReceiveWindow(0xffff_ffff);
    assert.deepEqual(add(window, 0), []);
    assert.equal(window.acknowledgement.number, 0xffff_fffe);
    assert.deepEqual(add(window, 0xffff_ffff), [0xffff_ffff, 0]);
    assert.deepEqual(window.acknowledgement, { type: 'ack', number: 0, bitmap: 0 });
    assert.equal(window.classify(0xffff_ffff), 'repeat');
  });
});
