import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  comparableLines,
  findLines,
  matchesAt,
  matchLines,
  replaceLines,
  withLineFeeds,
} from '../../../src/ui/code/line-search';
import { assertLinear } from '../../helpers/cpu-time';

describe('lines of a text', () => {
  it('are equal with any line endings', () => {
    assert.equal(withLineFeeds('a\r\nb\nc\rd'), 'a\nb\nc\nd');
    assert.deepEqual(comparableLines('a \r\nb\r\n'), ['a ', 'b', '']);
    assert.notDeepEqual(comparableLines('a '), comparableLines('a'));
  });

  it('compare with a card’s, in which control characters are visible', () => {
    assert.deepEqual(comparableLines('a\fb\u001b'), ['a␌b␛']);
  });

  it('are at a line or not', () => {
    const lines = ['a', 'b', 'c'];
    assert.ok(matchesAt(lines, ['b', 'c'], 2));
    assert.ok(!matchesAt(lines, ['b', 'c'], 1));
    assert.ok(!matchesAt(lines, ['c', 'd'], 3));
    assert.ok(!matchesAt(lines, ['a'], 9_000_000));
  });

  it('are found at the nearest place, even if places overlap', () => {
    const lines = ['x', 'x', 'y', 'x', 'x', 'y', 'x'];
    assert.equal(findLines(lines, ['x', 'y'], 1), 2);
    assert.equal(findLines(lines, ['x', 'y'], 6), 5);
    assert.equal(findLines(lines, ['x', 'x', 'y', 'x'], 7), 4);
    assert.equal(findLines(lines, ['y', 'y'], 1), undefined);
    assert.equal(findLines(['a'], ['a', 'b'], 1), undefined);
    assert.equal(findLines(lines, [], 1), undefined);
  });

  it('are found where an exhaustive search finds them', () => {
    const text = fc.array(fc.constantFrom('a', 'b'), { maxLength: 30 });
    const wanted = fc.array(fc.constantFrom('a', 'b'), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(text, wanted, fc.integer({ min: 1, max: 40 }), (lines, part, near) => {
        const places = lines.map((_, at) => at + 1).filter((line) => matchesAt(lines, part, line));
        const distances = places.map((line) => Math.abs(line - near));
        const found = findLines(lines, part, near);
        assert.equal(found === undefined, places.length === 0);
        if (found === undefined) return;
        assert.ok(places.includes(found));
        assert.equal(Math.abs(found - near), Math.min(...distances));
      }),
    );
  });

  it('are found in linear time', () => {
    // Trying every place would be quadratic.
    assertLinear((count) => {
      const lines = new Array<string>(20 * count).fill('0');
      const wanted = [...new Array<string>(count).fill('0'), '1'];
      assert.equal(findLines(lines, wanted, 1), undefined);
    }, 5000);
  });
});

const own = ['int main(void) {', '  int i;', '  i = 1;', '  print(i);', '  return 0;', '}', ''];

describe('the lines that match another version in a card', () => {
  it('are those at its place when one line differs', () => {
    const theirs = ['  int i;', '  i = 2;', '  print(i);'];
    const range = matchLines(own, theirs, 2);
    assert.deepEqual(range, { start: 1, end: 4 });
    assert.deepEqual(replaceLines(own, range, theirs).split('\n').slice(0, 4), [own[0], ...theirs]);
  });

  it('are found where they moved to, with any indentation', () => {
    const theirs = ['int i;', 'i = 2;', 'print(i);'];
    const moved = [...new Array<string>(30).fill('// more'), ...own];
    assert.deepEqual(matchLines(moved, theirs, 2), { start: 31, end: 34 });
  });

  it('grow and shrink with lines that are new on one side', () => {
    assert.deepEqual(matchLines(own, ['  int i;', '  return 0;'], 2), { start: 1, end: 5 });
    const longer = ['  int i;', '  int k;', '  int l;', '  i = 1;', '  print(i);'];
    assert.deepEqual(matchLines(own, longer, 2), { start: 1, end: 4 });
  });

  it('are as many lines at its place when nothing is similar', () => {
    assert.deepEqual(matchLines(own, ['x', 'y'], 3), { start: 2, end: 4 });
  });

  it('are within the file', () => {
    assert.deepEqual(matchLines(['a', 'b'], ['x', 'y', 'z'], 2), { start: 1, end: 2 });
    assert.deepEqual(matchLines(['a'], ['x'], 9_000_000), { start: 1, end: 1 });
    assert.deepEqual(matchLines(['b'], ['a', 'b'], 1), { start: 0, end: 1 });
    assert.equal(replaceLines(['a'], { start: 1, end: 1 }, ['x']), 'a\nx');
  });
});
