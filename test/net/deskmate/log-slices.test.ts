import assert from 'node:assert/strict';
import { LogSlices, sliceBytes } from '../../../src/net/deskmate/log-slices';
import type { Epoch, ToMember } from '../../../src/protocol/frames';
import type { LogFeed, LogPosition, RoomEntry } from '../../../src/protocol/transport';

/** A log whose entries have `bytes` bytes of text; a test moves its first and last numbers. */
class Feed implements LogFeed {
  first = 1;
  last = 0;
  readonly opened = 0;
  /** Epochs by the number of their first entry. */
  readonly epochs = new Map<number, Epoch>([[1, { term: 1, opening: 7 }]]);
  private readonly entries: RoomEntry[] = [];

  constructor(private readonly bytes = 10) {}

  add(count: number): void {
    for (let added = 0; added < count; added += 1) {
      this.last += 1;
      const { last: seq } = this;
      const text = 'x'.repeat(this.bytes);
      const id = `${seq}`;
      this.entries[seq] = { type: 'message', seq, time: 1, author: 'm0', name: 'Ann', id, text };
    }
  }

  get epoch(): Epoch {
    return this.epochAt(this.last + 1);
  }

  epochAt(seq: number): Epoch {
    const [, epoch] = [...this.epochs].findLast(([first]) => first <= seq) as [number, Epoch];
    return epoch;
  }

  agreed({ last }: LogPosition): number {
    return Math.min(last, this.last);
  }

  read(after: number, max: number): readonly RoomEntry[] {
    const start = Math.max(after + 1, this.first);
    return this.entries.slice(start, start + max);
  }
}

function framesOf(bytes: Buffer | undefined): ToMember[] {
  const lines = bytes?.toString().split('\n').slice(0, -1) ?? [];
  return lines.map((line) => JSON.parse(line) as ToMember);
}

function numbersOf(bytes: Buffer | undefined): number[] {
  return framesOf(bytes).flatMap((frame) => (frame.type === 'message' ? [frame.seq] : []));
}

describe('LogSlices', () => {
  function slicesOf(feed: Feed): LogSlices {
    const slices = new LogSlices();
    slices.use(feed);
    return slices;
  }

  it('contain only committed entries', () => {
    const feed = new Feed();
    const slices = slicesOf(feed);
    feed.add(3);
    assert.equal(slices.after(0), undefined);
    assert.equal(slices.commit(), true);
    feed.add(1);
    const slice = slices.after(1);
    assert.deepEqual([numbersOf(slice?.bytes), slice?.last], [[2, 3], 3]);
    assert.equal(slices.after(3), undefined);
    slices.commit();
    assert.deepEqual(numbersOf(slices.after(1)?.bytes), [2, 3, 4]);
    assert.equal(slices.commit(), false, 'nothing is new');
  });

  it('are the same bytes for members at the same position', () => {
    const feed = new Feed();
    const slices = slicesOf(feed);
    feed.add(5);
    slices.commit();
    assert.equal(slices.after(2)?.bytes, slices.after(2)?.bytes);
    assert.notEqual(slices.after(3)?.bytes, slices.after(2)?.bytes);
  });

  it('cut a long log into parts that follow each other', () => {
    const feed = new Feed(5000);
    const slices = slicesOf(feed);
    feed.add(300);
    slices.commit();
    const numbers: number[] = [];
    let parts = 0;
    for (let slice = slices.after(0); slice; slice = slices.after(slice.last)) {
      parts += 1;
      assert.ok(slice.bytes.length < sliceBytes + 6000);
      numbers.push(...numbersOf(slice.bytes));
      assert.equal(slice.last, numbers.at(-1));
    }
    assert.equal(parts, Math.ceil(300 / Math.ceil(sliceBytes / 5082)));
    assert.deepEqual(
      numbers,
      Array.from({ length: 300 }, (_, index) => index + 1),
    );
  });

  it('contain the epoch before its first entry, wherever a member continues', () => {
    const feed = new Feed();
    const slices = slicesOf(feed);
    feed.epochs.set(4, { term: 1, opening: 9 });
    feed.add(6);
    slices.commit();
    const heard = (after: number) =>
      framesOf(slices.after(after)?.bytes).map((frame) =>
        'seq' in frame ? frame.seq : 'opening' in frame && `opening ${frame.opening}`,
      );
    assert.deepEqual(heard(0), ['opening 7', 1, 2, 3, 'opening 9', 4, 5, 6]);
    assert.deepEqual(heard(2), [3, 'opening 9', 4, 5, 6]);
    assert.deepEqual(heard(3), ['opening 9', 4, 5, 6]);
    assert.deepEqual(heard(4), [5, 6]);
    feed.first = 6;
    assert.deepEqual(heard(4), [false, 'opening 9', 6]);
    assert.deepEqual(heard(5), ['opening 9', 6], 'the previous entry is no longer kept');
  });

  it('report a gap, and drop what the log no longer keeps', () => {
    const feed = new Feed();
    const slices = slicesOf(feed);
    feed.add(10);
    slices.commit();
    assert.equal(numbersOf(slices.after(2)?.bytes).length, 8);
    feed.first = 8;
    const slice = slices.after(2);
    assert.deepEqual(framesOf(slice?.bytes)[0], { type: 'gap', from: 3, to: 7 });
    assert.deepEqual(numbersOf(slice?.bytes), [8, 9, 10]);
    feed.first = 11;
    const cleared = slices.after(2);
    assert.deepEqual(framesOf(cleared?.bytes), [{ type: 'gap', from: 3, to: 10 }]);
    assert.equal(cleared?.last, 10);
  });
});
