import assert from 'node:assert/strict';
import { messagePieces, type Piece } from '../../../src/net/lab-tcp/batch';
import { utf8Encoding } from '../../../src/net/lab-tcp/encodings';
import {
  type ByteSink,
  messageGapMs,
  PacedWriter,
  readMs,
} from '../../../src/net/lab-tcp/paced-writer';
import { FakeClock } from '../../helpers/fake-clock';

/** A socket that records each system call, and can refuse data. */
class FakeSink implements ByteSink {
  readonly calls: { readonly at: number; readonly writes: string[] }[] = [];
  stuck = false;
  tooSlow = 0;
  private waiting: (() => void)[] = [];

  constructor(private readonly clock: FakeClock) {}

  write(buffers: readonly Buffer[]): boolean {
    this.calls.push({ at: this.clock.now(), writes: buffers.map((bytes) => bytes.toString()) });
    return !this.stuck;
  }

  whenTaken(callback: () => void): void {
    this.waiting.push(callback);
  }

  onTooSlow(): void {
    this.tooSlow += 1;
  }

  release(): void {
    for (const callback of this.waiting.splice(0)) callback();
  }

  get text(): string {
    return this.calls.map(({ writes }) => writes.join('')).join('');
  }
}

function setUp({ queueBytes = 1024 * 1024, stallMs = 10_000 } = {}) {
  const clock = new FakeClock();
  const sink = new FakeSink(clock);
  const writer = new PacedWriter(sink, clock, { queueBytes, stallMs });
  return { clock, sink, writer, tooSlow: () => sink.tooSlow };
}

const ascii = (text: string): Piece => ({ bytes: Buffer.from(text), ascii: true });
const wide = (text: string): Piece => ({ bytes: Buffer.from(text), ascii: false });
const first = (text: string): Piece => ({ ...ascii(text), first: true });
const writesOf = ({ calls }: FakeSink) => calls.map(({ writes }) => writes);

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

  it('writes ASCII past its queue only if nothing is queued', () => {
    const { sink, writer } = setUp();
    const buffers = (...texts: string[]) => texts.map((text) => Buffer.from(text));
    assert.equal(writer.writeAscii(buffers('a', 'b')), true);
    sink.stuck = true;
    assert.equal(writer.writeAscii(buffers('c')), true);
    assert.equal(writer.queuedBytes, 1);
    assert.equal(writer.writeAscii(buffers('d')), false);
    writer.push([ascii('d')]);
    sink.stuck = false;
    sink.release();
    assert.deepEqual(writesOf(sink), [['a', 'b'], ['c'], ['d']]);
    assert.equal(writer.queuedBytes, 0);
    assert.equal(writer.pushedBytes, 4);
  });

  it('pauses before a character after ASCII that it wrote past its queue', async () => {
    const { clock, sink, writer } = setUp();
    writer.writeAscii([Buffer.from('x'.repeat(1024))]);
    writer.push([wide('好')]);
    assert.equal(writer.writeAscii([Buffer.from('y')]), false);
    await clock.advance(readMs - 1);
    assert.equal(sink.calls.length, 1);
    await clock.advance(1);
    assert.equal(writer.writeAscii([Buffer.from('y')]), true);
    assert.ok(sink.text.endsWith('好y'));
  });

  it('gives up a peer that takes none of what was written past its queue', async () => {
    const { clock, sink, writer, tooSlow } = setUp();
    sink.stuck = true;
    writer.writeAscii([Buffer.from('a')]);
    await clock.advance(10_000);
    assert.equal(tooSlow(), 1);
  });

  it('writes what fits into one read at once, whatever it contains', () => {
    const { sink, writer } = setUp();
    for (const text of ['你', '好', 'ok', '世界']) writer.push([wide(text)]);
    assert.equal(sink.text, '你好ok世界');
  });

  it('pauses before a character that a read of 1024 bytes could cut', async () => {
    const { clock, sink, writer } = setUp();
    const long = '你'.repeat(300);
    writer.push([wide(long)]);
    await clock.advance(readMs - 1);
    writer.push([wide('好'.repeat(41)), wide('好'.repeat(100))]);
    assert.equal(sink.text, long + '好'.repeat(41));
    await clock.advance(readMs - 1);
    assert.equal(sink.text, long + '好'.repeat(41));
    await clock.advance(1);
    assert.equal(sink.text, long + '好'.repeat(141));
  });

  it('lets ASCII follow anything at once, and pauses after it', async () => {
    const { clock, sink, writer } = setUp();
    const long = '你'.repeat(300);
    writer.push([wide(long), ascii('x'.repeat(1000)), ascii('y'.repeat(1000)), wide('好')]);
    assert.ok(sink.text.endsWith('y'));
    await clock.advance(readMs);
    assert.ok(sink.text.endsWith('y好'));
  });

  it('joins what waits into writes of at most 1024 bytes of whole characters', async () => {
    const { clock, sink, writer } = setUp();
    const message = '你'.repeat(100);
    for (let i = 0; i < 21; i += 1) writer.push([wide(message)]);
    await clock.advance(readMs * 20);
    assert.equal(sink.text, message.repeat(21));
    for (const [index, { at, writes }] of sink.calls.entries()) {
      assert.equal(writes.length, 1);
      const until = sink.calls.filter((call) => call.at > at - readMs && call.at <= at);
      const bytes = until.map((call) => Buffer.byteLength(call.writes.join('')));
      assert.ok(bytes.reduce((sum, length) => sum + length) <= 1024, `write ${index}`);
    }
    assert.ok((sink.calls.at(-1)?.at ?? 0) - (sink.calls[0]?.at ?? 0) <= 6 * readMs);
  });

  it('keeps messages apart where each read is a message', async () => {
    const { clock, sink, writer } = setUp();
    let written = 0;
    for (const text of ['one', 'two', 'q'])
      writer.push(messagePieces(text, { encoding: utf8Encoding, onWritten: () => (written += 1) }));
    await clock.advance(messageGapMs * 3);
    assert.deepEqual(writesOf(sink), [['one'], ['two'], ['q']]);
    assert.equal(written, 3);
    for (const [index, call] of sink.calls.entries()) {
      if (index > 0) assert.ok(call.at - (sink.calls[index - 1]?.at ?? 0) >= messageGapMs);
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

  it('gives up a peer that accepts nothing for too long', async () => {
    const { clock, sink, writer, tooSlow } = setUp({ stallMs: 10_000 });
    sink.stuck = true;
    writer.push([ascii('a')]);
    await clock.advance(9999);
    assert.equal(tooSlow(), 0);
    await clock.advance(1);
    assert.equal(tooSlow(), 1);
  });

  it('gives up a peer whose queue is too long, and queues no more', () => {
    const { sink, writer, tooSlow } = setUp({ queueBytes: 4096 });
    sink.stuck = true;
    for (let i = 0; i < 10; i += 1) writer.push([ascii('x'.repeat(1000))]);
    assert.equal(tooSlow(), 1);
    assert.ok(writer.queuedBytes <= 5000);
  });

  it('resolves when everything is written', async () => {
    const { clock, writer } = setUp();
    writer.push([first('a'), first('b')]);
    let idle = false;
    void writer.idle().then(() => {
      idle = true;
    });
    await clock.advance(messageGapMs - 1);
    assert.equal(idle, false);
    await clock.advance(1);
    assert.equal(idle, true);
  });

  it('is not stopped by a clock that was set back', async () => {
    const { clock, sink, writer } = setUp();
    writer.push([wide('你'.repeat(341))]);
    const now = clock.now.bind(clock);
    clock.now = () => now() - 3_600_000;
    writer.push([wide('好')]);
    await clock.advance(readMs);
    assert.ok(sink.text.endsWith('好'));
  });
});
