import assert from 'node:assert/strict';
import { LogSlices, type Slice } from '../../../src/net/deskmate/log-slices';
import type { Epoch, ToMember } from '../../../src/protocol/frames';
import type { EntryRun, LogFeed, LogPosition } from '../../../src/protocol/log-feed';
import { EntryLines, segmentBytes } from '../../../src/room/log/entry-lines';

/** A log whose entries have `bytes` bytes of text; a test moves its first and last numbers. */
class Feed implements LogFeed {
  first = 1;
  last = 0;
  readonly opened = 0;
  /** Epochs by the number of their first entry. */
  readonly epochs = new Map<number, Epoch>([[1, { term: 1, opening: 7 }]]);
  private readonly lines = new EntryLines();

  constructor(private readonly bytes = 10) {}

  add(count: number): void {
    for (let added = 0; added < count; added += 1) {
      this.last += 1;
      const { last: seq } = this;
      const text = 'x'.repeat(this.bytes);
      const id = `${seq}`;
      const entry = { type: 'message', seq, time: 1, author: 'm0', name: 'Ann', id, text };
      this.lines.add(seq, JSON.stringify(entry), this.epochs.has(seq));
    }
  }

  /** Loses the next entries. */
  lose(count: number): void {
    this.last += count;
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

  read(after: number, to: number): EntryRun | undefined {
    return this.lines.read(Math.max(after, this.first - 1), to);
  }
}

function framesOf(slice: Slice | undefined): ToMember[] {
  const bytes = Buffer.concat(slice?.parts ?? []);
  const lines = bytes.toString().split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as ToMember);
}

function numbersOf(slice: Slice | undefined): number[] {
  return framesOf(slice).flatMap((frame) => (frame.type === 'message' ? [frame.seq] : []));
}

/** Numbers, epochs and gaps, in order, of all that follows an entry. */
function wordsOf(slices: LogSlices, after: number): (string | number)[] {
  const words: (string | number)[] = [];
  for (let slice = slices.after(after); slice; slice = slices.after(slice.last)) {
    for (const frame of framesOf(slice)) {
      if (frame.type === 'gap') words.push(`gap ${frame.from}-${frame.to}`);
      else if (frame.type === 'epoch') words.push(`opening ${frame.opening}`);
      else if ('seq' in frame) words.push(frame.seq);
    }
  }
  return words;
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
    assert.deepEqual([numbersOf(slice), slice?.last], [[2, 3], 3]);
    assert.equal(slices.after(3), undefined);
    slices.commit();
    assert.deepEqual(numbersOf(slices.after(1)), [2, 3, 4]);
    assert.equal(slices.commit(), false, 'nothing is new');
  });

  it('are the same bytes for members at the same position', () => {
    const feed = new Feed();
    const slices = slicesOf(feed);
    feed.add(5);
    slices.commit();
    assert.equal(slices.after(2)?.parts, slices.after(2)?.parts);
    assert.notEqual(slices.after(3)?.parts, slices.after(2)?.parts);
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
      assert.ok(slice.parts.every(({ length }) => length <= segmentBytes));
      numbers.push(...numbersOf(slice));
      assert.equal(slice.last, numbers.at(-1));
    }
    assert.equal(parts, Math.ceil(300 / Math.floor(segmentBytes / 5082)));
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
    const heard = (after: number) => wordsOf(slices, after);
    assert.deepEqual(heard(0), ['opening 7', 1, 2, 3, 'opening 9', 4, 5, 6]);
    assert.deepEqual(heard(2), [3, 'opening 9', 4, 5, 6]);
    assert.deepEqual(heard(3), ['opening 9', 4, 5, 6]);
    assert.deepEqual(heard(4), [5, 6]);
    feed.first = 6;
    assert.deepEqual(heard(4), ['gap 5-5', 'opening 9', 6]);
    assert.deepEqual(heard(5), ['opening 9', 6], 'the previous entry is no longer kept');
  });

  it('report entries that the host has lost, also at the end and where a member continues', () => {
    const feed = new Feed();
    const slices = slicesOf(feed);
    feed.add(2);
    feed.lose(3);
    feed.epochs.set(8, { term: 1, opening: 9 });
    feed.add(2);
    feed.lose(1);
    slices.commit();
    const lost = ['gap 3-5', 6, 7];
    assert.deepEqual(heardFrom(0), ['opening 7', 1, 2, ...lost, 'gap 8-8']);
    assert.deepEqual(heardFrom(3), ['gap 4-5', 6, 7, 'gap 8-8']);
    feed.add(1);
    slices.commit();
    assert.deepEqual(heardFrom(2), [...lost, 'gap 8-8', 'opening 9', 9]);
    assert.deepEqual(heardFrom(8), [9], 'its epoch began with the lost entry before it');

    function heardFrom(after: number) {
      return wordsOf(slices, after);
    }
  });

  it('share the bytes of the log with members at other entries, and with newcomers', () => {
    const feed = new Feed();
    const slices = slicesOf(feed);
    feed.add(100);
    slices.commit();
    const [log, ...others] = [5, 50, 0].map((after) => slices.after(after)?.parts.at(-1)?.buffer);
    assert.deepEqual(
      others.map((other) => other === log),
      [true, true],
    );
  });

  it('report a gap, and drop what the log no longer keeps', () => {
    const feed = new Feed();
    const slices = slicesOf(feed);
    feed.add(10);
    slices.commit();
    assert.equal(numbersOf(slices.after(2)).length, 8);
    feed.first = 8;
    const slice = slices.after(2);
    assert.deepEqual(framesOf(slice)[0], { type: 'gap', from: 3, to: 7 });
    assert.deepEqual(numbersOf(slice), [8, 9, 10]);
    feed.first = 11;
    const cleared = slices.after(2);
    assert.deepEqual(framesOf(cleared), [{ type: 'gap', from: 3, to: 10 }]);
    assert.equal(cleared?.last, 10);
  });
});
