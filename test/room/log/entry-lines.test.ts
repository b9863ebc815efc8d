import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { EntryRun } from '../../../src/protocol/log-feed';
import { EntryLines, segmentBytes } from '../../../src/room/log/entry-lines';

function json(seq: number, text = ''): string {
  return JSON.stringify({ seq, text });
}

function numbersOf(run: EntryRun | undefined): number[] {
  const lines = run?.bytes.toString().split('\n').slice(0, -1) ?? [];
  return lines.map((line) => (JSON.parse(line) as { seq: number }).seq);
}

describe('EntryLines', () => {
  it('are read from any entry on, up to any other', () => {
    const lines = new EntryLines();
    for (let seq = 5; seq <= 10; seq += 1) lines.add(seq, json(seq), false);
    assert.deepEqual(numbersOf(lines.read(0, 7)), [5, 6, 7]);
    assert.deepEqual(numbersOf(lines.read(7, 100)), [8, 9, 10]);
    assert.equal(lines.read(7, 7), undefined);
    assert.equal(lines.read(10, 100), undefined);
    assert.equal(new EntryLines().read(0, 100), undefined);
  });

  it('end at a gap and where an epoch begins', () => {
    const lines = new EntryLines();
    for (const [seq, begins] of [
      [1, true],
      [2, false],
      [5, false],
      [6, true],
    ] as const) {
      lines.add(seq, json(seq), begins);
    }
    assert.deepEqual(
      [0, 1, 2, 3, 4, 5].map((after) => numbersOf(lines.read(after, 9))),
      [[1, 2], [2], [5], [5], [5], [6]],
    );
  });

  it('keep what was read unchanged while they grow', () => {
    const lines = new EntryLines();
    lines.add(1, json(1, 'é'), true);
    const first = lines.read(0, 1)?.bytes;
    for (let seq = 2; seq <= 3000; seq += 1) lines.add(seq, json(seq, 'x'.repeat(100)), false);
    assert.equal(first?.toString(), `${json(1, 'é')}\n`);
  });

  it('give a line that is longer than a segment one of its own', () => {
    const lines = new EntryLines();
    const long = json(2, '长'.repeat(segmentBytes));
    lines.add(1, json(1), true);
    lines.add(2, long, false);
    lines.add(3, json(3), false);
    assert.equal(lines.read(1, 9)?.bytes.toString(), `${long}\n`);
    assert.deepEqual(numbersOf(lines.read(2, 9)), [3]);
  });

  it('contain every line once, in order, whatever the lengths, gaps and epochs', () => {
    const step = fc.record({
      length: fc.oneof(fc.nat(300), fc.nat(70_000)),
      gap: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, fc.nat(5)),
      begins: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, fc.boolean()),
    });
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 40 }),
        fc.nat(60),
        fc.nat(60),
        (steps, from, kept) => {
          const lines = new EntryLines();
          const added: { seq: number; line: string }[] = [];
          let seq = 0;
          for (const { length, gap, begins } of steps) {
            seq += gap + 1;
            const line = json(seq, 'ä'.repeat(length));
            lines.add(seq, line, begins);
            added.push({ seq, line: `${line}\n` });
          }
          lines.trim(kept);
          const after = Math.max(from, kept - 1);
          let [text, at] = ['', after];
          for (let run = lines.read(at, seq); run; run = lines.read(at, seq)) {
            assert.ok(run.first > at && run.last >= run.first);
            text += run.bytes.toString();
            at = run.last;
          }
          const wanted = added.filter((one) => one.seq > after).map(({ line }) => line);
          assert.equal(text, wanted.join(''));
        },
      ),
    );
  });

  it('give the JSON of each entry, and know the last one', () => {
    const lines = new EntryLines();
    assert.equal(lines.last, 0);
    const added = [3, 4, 7].map((seq) => [seq, json(seq, 'ä长\ud83d\ude00'.repeat(seq))] as const);
    for (const [seq, line] of added) lines.add(seq, line, false);
    for (const [seq, line] of added) assert.equal(lines.json(seq), line);
    assert.deepEqual(
      [0, 2, 5, 6, 8].map((seq) => lines.json(seq)),
      [undefined, undefined, undefined, undefined, undefined],
    );
    assert.equal(lines.last, 7);
  });

  it('are whole in a copy, whatever is added and dropped later', () => {
    const lines = new EntryLines();
    const line = (seq: number) => json(seq, 'x'.repeat(10_000));
    for (let seq = 1; seq <= 30; seq += 1) lines.add(seq, line(seq), false);
    const copy = lines.copy();
    for (let seq = 31; seq <= 60; seq += 1) lines.add(seq, line(seq), false);
    lines.trim(61);
    assert.equal(lines.json(1), undefined);
    for (let seq = 1; seq <= 30; seq += 1) assert.equal(copy.json(seq), line(seq));
  });

  it('drop what is no longer kept, a segment at a time', () => {
    const lines = new EntryLines();
    for (let seq = 1; seq <= 100; seq += 1) lines.add(seq, json(seq, 'x'.repeat(10_000)), false);
    lines.trim(60);
    const [oldest = 0] = numbersOf(lines.read(0, 100));
    assert.ok(oldest > 40 && oldest <= 60, `${oldest}`);
  });
});
