import { strict as assert } from 'node:assert';
import { CapturedOutput } from '../../../src/ui/terminal/captured-output';
import { lineText } from '../../../src/ui/terminal/output-part';

function captured(...reads: string[]) {
  const output = new CapturedOutput();
  for (const read of reads) output.push(read);
  const { lines, gaps } = output.read();
  return { lines: lines.map(lineText), gaps };
}

const numbered = (count: number) =>
  Array.from({ length: count }, (_, index) => `line ${index + 1} ${'.'.repeat(20)}\r\n`);

describe('the captured output of a command', () => {
  it('is whole up to 256 KiB', () => {
    const reads = numbered(8000);
    assert.ok(reads.join('').length < 256 * 1024);
    const { lines, gaps } = captured(...reads);
    assert.equal(lines.length, 8000);
    assert.deepEqual(gaps, []);
  });

  for (const [name, reads] of [
    ['many reads', numbered(50_000)],
    ['one read', [numbered(50_000).join('')]],
    [
      'a few long reads',
      numbered(50_000)
        .join('')
        .match(/.{1,100000}/gs) ?? [],
    ],
  ] as const) {
    it(`keeps the beginning and the end of more, in ${name}, and counts what is missing`, () => {
      const { lines, gaps } = captured(...reads);
      const [gap] = gaps;
      assert.ok(gap);
      assert.equal(gaps.length, 1);
      assert.match(lines[0] ?? '', /^line 1 /);
      assert.match(lines.at(-1) ?? '', /^line 50000 /);
      assert.ok(lines.join('\n').length < 600 * 1024);
      const before = Number(/\d+/.exec(lines[gap.after - 1] ?? '')?.[0]);
      const after = Number(/\d+/.exec(lines[gap.after] ?? '')?.[0]);
      assert.equal(after - before - 1, gap.lines);
      assert.equal(before, gap.after);
    });
  }

  it('survives a line without an end', () => {
    const { lines } = captured(...Array.from({ length: 100 }, () => 'x'.repeat(10_000)));
    assert.ok(lines.length <= 2);
  });
});
