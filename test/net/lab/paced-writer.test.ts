import assert from 'node:assert/strict';
import { type ByteSink, gapMs, PacedWriter } from '../../../src/net/lab/paced-writer';
import { messagePieces, type Piece } from '../../../src/net/lab/piece';
import { FakeClock } from '../../helpers/fake-clock';

/** A socket that remembers each system call, and may refuse to take anything. */
class FakeSink implements ByteSink {
  readonly calls: { readonly at: number; readonly writes: string[] }[] = [];
  stuck = false;
  private waiting: (() => void)[] = [];

  constructor(private readonly clock: FakeClock) {}

  write(buffers: readonly Buffer[]): boolean {
    this.calls.push({ at: this.clock.now(), writes: buffers.map((bytes) => bytes.toString()) });
    return !this.stuck;
  }

  whenTaken(callback: () => void): void {
    this.waiting.push(callback);
  }

  release(): void {
    for (const callback of this.waiting.splice(0)) callback();
  }

  get text(): string {
    return this.calls.map(({ writes }) => writes.join('')).join('');
  }
}

function setUp({ join = true, queueBytes = 1024 * 1024, stallMs = 10_000 } = {}) {
  const clock = new FakeClock();
  const sink = new FakeSink(clock);
  let tooSlow = 0;
  const onTooSlow = () => {
    tooSlow += 1;
  };
  const writer = new PacedWriter(sink, clock, { join, queueBytes, stallMs, onTooSlow });
  return { clock, sink, writer, tooSlow: () => tooSlow };
}

const ascii = (text: string): Piece => ({ bytes: Buffer.from(text), alone: false });
const alone = (text: string): Piece => ({ bytes: Buffer.from(text), alone: true });

describe('PacedWriter', () => {
  it('writes ASCII at once, in one call', () => {
    const { sink, writer } = setUp();
    writer.push([ascii('a'), ascii('b')]);
    writer.push([ascii('c')]);
    assert.deepEqual(
      sink.calls.map(({ writes }) => writes),
      [['a', 'b'], ['c']],
    );
    assert.equal(writer.queuedBytes, 0);
  });

  it('leaves a gap before what has to be read by itself, not after it', async () => {
    const { clock, sink, writer } = setUp({ join: false });
    writer.push([ascii('a'), alone('你'), alone('好'), ascii('b')]);
    assert.equal(sink.text, 'a');
    await clock.advance(gapMs - 1);
    assert.equal(sink.text, 'a');
    await clock.advance(1);
    assert.equal(sink.text, 'a你');
    await clock.advance(gapMs);
    assert.equal(sink.text, 'a你好b');
  });

  it('joins what waits into writes of at most 1024 bytes that cut no character', async () => {
    const { clock, sink, writer } = setUp();
    const message = '你'.repeat(100);
    writer.push([ascii('x')]);
    for (let i = 0; i < 20; i += 1) writer.push([alone(message)]);
    await clock.advance(gapMs * 20);
    assert.equal(sink.text, `x${message.repeat(20)}`);
    assert.equal(sink.calls.length, 1 + Math.ceil(20 / 3));
    for (const { writes } of sink.calls) {
      assert.equal(writes.length, 1);
      assert.ok(Buffer.byteLength(writes[0] ?? '') <= 1024);
    }
  });

  it('keeps messages apart where one read is one message', async () => {
    const { clock, sink, writer } = setUp({ join: false });
    let written = 0;
    for (const text of ['one', 'two', 'q']) writer.push(messagePieces(text, () => (written += 1)));
    await clock.advance(gapMs * 3);
    assert.deepEqual(
      sink.calls.map(({ writes }) => writes),
      [['one'], ['two'], ['q']],
    );
    assert.equal(written, 3);
    for (const [index, call] of sink.calls.entries()) {
      if (index > 0) assert.ok(call.at - (sink.calls[index - 1]?.at ?? 0) >= gapMs);
    }
  });

  it('waits for a socket that is full, and goes on in order', () => {
    const { sink, writer } = setUp();
    sink.stuck = true;
    writer.push([ascii('a')]);
    writer.push([ascii('b'), ascii('c')]);
    assert.equal(sink.text, 'a');
    assert.equal(writer.queuedBytes, 3);
    sink.stuck = false;
    sink.release();
    assert.equal(sink.text, 'abc');
    assert.equal(writer.queuedBytes, 0);
  });

  it('gives up a peer that takes nothing for too long', async () => {
    const { clock, sink, writer, tooSlow } = setUp({ stallMs: 10_000 });
    sink.stuck = true;
    writer.push([ascii('a')]);
    await clock.advance(9999);
    assert.equal(tooSlow(), 0);
    await clock.advance(1);
    assert.equal(tooSlow(), 1);
  });

  it('gives up a peer whose queue is longer than allowed, and holds no more', () => {
    const { sink, writer, tooSlow } = setUp({ queueBytes: 4096 });
    sink.stuck = true;
    for (let i = 0; i < 10; i += 1) writer.push([ascii('x'.repeat(1000))]);
    assert.equal(tooSlow(), 1);
    assert.ok(writer.queuedBytes <= 5000);
  });

  it('tells when everything is written', async () => {
    const { clock, writer } = setUp({ join: false });
    writer.push([alone('a'), alone('b')]);
    let idle = false;
    void writer.idle().then(() => {
      idle = true;
    });
    await clock.advance(gapMs - 1);
    assert.equal(idle, false);
    await clock.advance(1);
    assert.equal(idle, true);
  });

  it('is not stopped by a clock that was set back', async () => {
    const { clock, sink, writer } = setUp();
    writer.push([ascii('a')]);
    const now = clock.now.bind(clock);
    clock.now = () => now() - 3_600_000;
    writer.push([alone('你')]);
    await clock.advance(gapMs);
    assert.equal(sink.text, 'a你');
  });
});
