import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { LineOutput } from '../../../src/cli/pipe/line-output';

/** A reader that takes what is written only when it is asked to. */
class SlowReader extends Writable {
  taken = '';
  private done: (() => void) | undefined;

  constructor() {
    super({ highWaterMark: 64, decodeStrings: false });
  }

  override _write(chunk: string, _: string, done: () => void): void {
    this.taken += chunk;
    this.done = done;
  }

  /** Takes everything. */
  async drain(): Promise<void> {
    while (this.done) {
      const { done } = this;
      this.done = undefined;
      done();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

const leftOut = (count: number) => `left out: ${count}`;

describe('lines for a reader', () => {
  it('are all written, in order, however slow it is', async () => {
    const reader = new SlowReader();
    const output = new LineOutput(reader, leftOut);
    const lines = Array.from({ length: 500 }, (_, index) => `line ${index}`);
    for (const line of lines) output.write(line);
    assert.ok(reader.taken.length < 100);
    assert.ok(reader.writableLength < 200, 'what waits isn’t in the stream');
    await reader.drain();
    assert.equal(reader.taken, lines.map((line) => `${line}\n`).join(''));
    output.write('next');
    await reader.drain();
    assert.ok(reader.taken.endsWith('\nnext\n'));
  });

  it('are bounded: the oldest are left out, and counted', async () => {
    const reader = new SlowReader();
    const output = new LineOutput(reader, leftOut);
    const line = 'x'.repeat(1024 * 1024);
    for (let index = 0; index < 30; index += 1) output.write(`${index}${line}`);
    await reader.drain();
    const found = reader.taken.split('\n').map((each) => each.replace(line, ''));
    const [first, gap, ...rest] = found.slice(0, -1);
    assert.equal(first, '0');
    const count = Number(/^left out: (\d+)$/.exec(gap ?? '')?.[1]);
    assert.equal(count + rest.length, 29);
    assert.ok(rest.length <= 8);
    assert.equal(rest.at(-1), '29');
  });

  it('are handed over at the end, and none after that', async () => {
    const reader = new SlowReader();
    const output = new LineOutput(reader, leftOut);
    for (let index = 0; index < 20; index += 1) output.write(`line ${index}`);
    output.dispose();
    output.write('late');
    await reader.drain();
    assert.ok(reader.taken.endsWith('line 19\n'));
  });

  it('aren’t written when nobody reads them', async () => {
    const reader = new SlowReader();
    const output = new LineOutput(reader, leftOut);
    for (let index = 0; index < 20; index += 1) output.write(`line ${index}`);
    output.close();
    output.dispose();
    await reader.drain();
    assert.ok(reader.taken.length < 100);
  });
});
