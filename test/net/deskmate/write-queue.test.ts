import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { WriteQueue } from '../../../src/net/deskmate/write-queue';

const kib = 1024;

/** A socket that accepts data when the test says so. */
class SlowSocket extends Writable {
  /** Bytes written, by call. */
  readonly calls: number[] = [];
  readonly parts: Buffer[] = [];
  private pending: (() => void) | undefined;

  override _write(chunk: Buffer, _encoding: string, callback: () => void): void {
    this._writev([{ chunk }], callback);
  }

  override _writev(chunks: readonly { readonly chunk: Buffer }[], callback: () => void): void {
    this.parts.push(...chunks.map(({ chunk }) => chunk));
    this.calls.push(chunks.reduce((sum, { chunk }) => sum + chunk.length, 0));
    this.pending = callback;
  }

  /** Accepts the last write; resolves when that is reported. */
  async take(): Promise<void> {
    const callback = this.pending;
    this.pending = undefined;
    callback?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function setUp() {
  const socket = new SlowSocket();
  const taken: number[] = [];
  const queue = new WriteQueue(socket, () => taken.push(queue.bytes));
  return { socket, queue, taken };
}

/** A queue that has written 4 MiB. */
async function setUpLater() {
  const scene = setUp();
  for (let written = 0; written < 4096; written += 4) {
    scene.queue.push(Buffer.alloc(4 * kib));
    await scene.socket.take();
  }
  scene.socket.calls.length = 0;
  return scene;
}

/** Bytes that differ by position. */
function pattern(length: number): Buffer {
  return Buffer.from(Uint8Array.from({ length }, (_, at) => at % 251));
}

describe('WriteQueue', () => {
  it('writes what fits at once, and reports when it is accepted', async () => {
    const { socket, queue, taken } = setUp();
    queue.push(Buffer.alloc(1000));
    assert.deepEqual(socket.calls, [1000]);
    assert.equal(queue.bytes, 1000);
    await socket.take();
    assert.equal(queue.bytes, 0);
    assert.deepEqual(taken, [0]);
  });

  it('writes what came meanwhile in one call', async () => {
    const { socket, queue } = setUp();
    for (let count = 0; count < 5; count += 1) queue.push(Buffer.alloc(1000));
    await socket.take();
    assert.deepEqual(socket.calls, [1000, 4000]);
  });

  it('writes 16,000 bytes at a time at first, so that progress shows and no large buffers stay', async () => {
    const { socket, queue, taken } = setUp();
    const bytes = pattern(1000 * kib);
    queue.push(bytes);
    for (let left = bytes.length; left > 0; left -= 16_000) {
      assert.equal(queue.bytes, left);
      await socket.take();
    }
    assert.equal(queue.bytes, 0);
    assert.equal(taken.length, 64);
    assert.ok(Math.max(...socket.calls) <= 16_000);
    assert.ok(Buffer.concat(socket.parts).equals(bytes));
  });

  it('writes 64 KiB at a time once it has written 4 MiB', async () => {
    const { socket, queue } = await setUpLater();
    queue.push(Buffer.alloc(1024 * kib));
    for (let left = 1024; left > 0; left -= 64) {
      assert.equal(queue.bytes, left * kib);
      await socket.take();
    }
    assert.equal(Math.max(...socket.calls), 64 * kib);
  });

  it('keeps the order, whatever the sizes', async () => {
    const { socket, queue } = setUp();
    const sizes = [10, 70 * kib, 1, 200 * kib, 63 * kib, ...Array<number>(2000).fill(100)];
    const bytes = pattern(sizes.reduce((sum, size) => sum + size, 0));
    let at = 0;
    for (const size of sizes) {
      queue.push(bytes.subarray(at, at + size));
      at += size;
      if (at % 3 === 0) await socket.take();
    }
    for (let round = 0; queue.bytes > 0 && round < 100; round += 1) await socket.take();
    assert.equal(queue.bytes, 0);
    assert.ok(Buffer.concat(socket.parts).equals(bytes));
    assert.ok(Math.max(...socket.calls) <= 64 * kib);
  });

  it('writes everything when flushed', async () => {
    const { socket, queue } = setUp();
    queue.push(pattern(300 * kib));
    queue.flush();
    assert.equal(socket.writableLength, 300 * kib);
    await socket.take();
    await socket.take();
    assert.equal(queue.bytes, 0);
    assert.ok(Buffer.concat(socket.parts).equals(pattern(300 * kib)));
  });

  it('drops what isn’t written yet when it is cleared', () => {
    const { socket, queue } = setUp();
    queue.push(pattern(300 * kib));
    queue.clear();
    assert.equal(queue.bytes, socket.writableLength);
    assert.equal(socket.writableLength, 16_000);
  });
});
