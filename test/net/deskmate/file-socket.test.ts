import assert from 'node:assert/strict';
import { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { FileSocket } from '../../../src/net/deskmate/file-socket';
import { FileError } from '../../../src/protocol/file-error';
import { FakeClock } from '../../helpers/fake-clock';

const slice = Buffer.alloc(64 * 1024);

/** A socket whose operating system takes a write when the test says so. */
class SlowSocket extends Duplex {
  private readonly taken: (() => void)[] = [];

  override _read(): void {}

  override _write(_: unknown, __: unknown, done: () => void): void {
    this.taken.push(done);
  }

  setNoDelay(): void {}
  setKeepAlive(): void {}

  takeOne(): void {
    this.taken.shift()?.();
  }
}

describe('FileSocket', () => {
  let clock: FakeClock;
  let slow: SlowSocket;
  let socket: FileSocket;

  beforeEach(() => {
    clock = new FakeClock();
    slow = new SlowSocket();
    const options = { clock, stallMs: 20_000, closeTimeoutMs: 3000 };
    socket = new FileSocket(slow as unknown as TLSSocket, options);
  });

  afterEach(() => socket.end());

  const timedOut = (error: unknown) => error instanceof FileError && error.code === 'timed-out';

  it('goes on as long as something leaves within each 20 s, however slowly', async () => {
    let written = 0;
    const writing = (async () => {
      for (; written < 6; written += 1) await socket.write(slice);
      await socket.flush();
    })();
    await clock.advance(0);
    assert.equal(written, 1, 'the second one waits for space');
    for (let taken = 0; taken < 6; taken += 1) {
      await clock.advance(19_000);
      slow.takeOne();
    }
    await clock.advance(0);
    await writing;
    assert.equal(socket.queued, 0);
  });

  it('gives up when nothing leaves for 20 s', async () => {
    await socket.write(slice);
    const writing = socket.write(slice);
    const over = assert.rejects(writing, timedOut);
    await clock.advance(20_000);
    await over;
  });

  it('gives up on a side that sends next to nothing', async () => {
    const reading = (async () => {
      for (;;) await socket.read(slice.length);
    })();
    const over = assert.rejects(reading, timedOut);
    for (let second = 0; second < 21; second += 1) {
      slow.push(Buffer.alloc(500));
      await clock.advance(1000);
    }
    await over;
  });

  it('doesn’t blame the other side for a slow disk here', async () => {
    for (let count = 0; count < 5; count += 1) {
      slow.push(Buffer.from('x'));
      await clock.advance(30_000);
      assert.equal((await socket.read(10)).toString(), 'x');
    }
  });

  it('keeps little of what nobody takes', async () => {
    for (let count = 0; count < 10; count += 1) slow.push(slice);
    await clock.advance(0);
    assert.ok(slow.isPaused());
    let bytes = 0;
    for (let count = 0; count < 10; count += 1) bytes += (await socket.read(slice.length)).length;
    assert.equal(bytes, 10 * slice.length);
  });
});
