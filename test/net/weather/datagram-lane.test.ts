import assert from 'node:assert/strict';
import { type DatagramArrival, DatagramLane } from '../../../src/net/weather/datagram-lane';
import type { Weather } from '../../../src/protocol/weather';
import { FakeClock } from '../../helpers/fake-clock';

const peer = { address: '127.0.0.1', port: 50412 };

function setUp(weather: Weather) {
  const clock = new FakeClock();
  const start = clock.now();
  const got: (DatagramArrival & { readonly at: number })[] = [];
  const lane = new DatagramLane(weather, 0, clock, (arrival) =>
    got.push({ ...arrival, at: clock.now() - start }),
  );
  const push = (text: string) => lane.push(Buffer.from(text), peer);
  const texts = () => got.map(({ bytes }) => bytes.toString());
  return { clock, lane, got, push, texts };
}

describe('DatagramLane', () => {
  it('delivers later, and to whom it was sent', async () => {
    const { clock, got, push } = setUp({ delayMs: 100 });
    assert.deepEqual(push('hello'), []);
    await clock.advance(1000);
    assert.deepEqual(got, [
      {
        ...{ bytes: Buffer.from('hello'), peer, at: 100 },
        ...{ transit: { tries: 1, delayMs: 100 }, marks: [] },
      },
    ]);
    assert.equal(clock.pending, 0);
  });

  it('says at once what it loses, doubles and lets others overtake', async () => {
    const { clock, got, push } = setUp({ loss: 30, duplicates: 30, reordering: 30, delayMs: 1 });
    const arrived = new Map<string, number>();
    const marks = new Map<string, readonly string[]>();
    for (let number = 0; number < 300; number += 1) {
      marks.set(String(number), push(String(number)));
      await clock.advance(10);
    }
    await clock.advance(5000);
    for (const { bytes } of got) {
      arrived.set(bytes.toString(), (arrived.get(bytes.toString()) ?? 0) + 1);
    }
    for (const [text, found] of marks) {
      const expected = found.includes('lost') ? 0 : found.includes('duplicated') ? 2 : 1;
      assert.equal(arrived.get(text) ?? 0, expected, `${text}: ${found}`);
    }
    const order = got.map(({ bytes }) => Number(bytes.toString()));
    const isLate = (number: number, index: number) => order.slice(0, index).some((n) => n > number);
    const late = new Set(order.filter(isLate).map(String));
    assert.ok(late.size > 20);
    for (const text of late) assert.ok(marks.get(text)?.includes('reordered'), text);
  });

  it('keeps the order where nothing is reordered, whatever the jitter', async () => {
    const { clock, push, texts } = setUp({ delayMs: 10, jitterMs: 500 });
    const sent = Array.from({ length: 200 }, (_, number) => String(number));
    for (const text of sent) {
      push(text);
      await clock.advance(5);
    }
    await clock.advance(1000);
    assert.deepEqual(texts(), sent);
  });

  it('delivers an overtaken datagram after a second at the latest', async () => {
    const { clock, lane, got } = setUp({ reordering: 90, seed: 3 });
    const [marks] = [lane.push(Buffer.from('alone'), peer)];
    assert.deepEqual(marks, ['reordered']);
    await clock.advance(999);
    assert.equal(got.length, 0);
    await clock.advance(1);
    assert.equal(got.length, 1);
  });

  it('knows a repeat of what was lost, and when it was sent first', async () => {
    const { clock, got, push } = setUp({ loss: 60, delayMs: 5, seed: 2 });
    let tries = 1;
    while (push('hello').includes('lost')) {
      tries += 1;
      await clock.advance(200);
    }
    assert.ok(tries > 1, 'the seed loses it at first');
    await clock.advance(5);
    assert.deepEqual(got[0]?.transit, { tries, delayMs: (tries - 1) * 200 + 5 });
  });

  it('drops what exceeds the bytes it can hold', async () => {
    const { clock, lane, got } = setUp({ delayMs: 5000 });
    const datagram = Buffer.alloc(1024);
    let lost = 0;
    for (let count = 0; count < 10_000; count += 1) {
      if (lane.push(datagram, peer).includes('lost')) lost += 1;
    }
    assert.equal(lost, 10_000 - 256);
    await clock.advance(5000);
    assert.equal(got.length, 256);
    assert.deepEqual(lane.push(datagram, peer), [], 'there is room again');
  });

  it('delivers at once what is under way when it is flushed', async () => {
    const { clock, lane, push, texts } = setUp({ delayMs: 100 });
    push('one');
    push('two');
    lane.flush();
    assert.deepEqual(texts(), ['one', 'two']);
    await clock.advance(1000);
    assert.equal(texts().length, 2);
    assert.equal(clock.pending, 0);
  });
});
