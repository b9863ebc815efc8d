import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  comparableLines,
  findLines,
  standsAt,
  withLineFeeds,
} from '../../../src/ui/code/line-search';
import { assertLinear } from '../../helpers/cpu-time';

describe('lines of a text', () => {
  it('are the same with any line endings, and with nothing else changed', () => {
    assert.equal(withLineFeeds('a\r\nb\nc\rd'), 'a\nb\nc\nd');
    assert.deepEqual(comparableLines('a \r\nb\r\n'), ['a ', 'b', '']);
    assert.notDeepEqual(comparableLines('a '), comparableLines('a'));
  });

  it('compare with a card’s, in which control characters are visible', () => {
    assert.deepEqual(comparableLines('a\fb\u001b'), ['a␌b␛']);
  });

  it('stand at a line or not', () => {
    const lines = ['a', 'b', 'c'];
    assert.ok(standsAt(lines, ['b', 'c'], 2));
    assert.ok(!standsAt(lines, ['b', 'c'], 1));
    assert.ok(!standsAt(lines, ['c', 'd'], 3));
    assert.ok(!standsAt(lines, ['a'], 9_000_000));
  });

  it('are found where they are nearest, also where they overlap', () => {
    const lines = ['x', 'x', 'y', 'x', 'x', 'y', 'x'];
    assert.equal(findLines(lines, ['x', 'y'], 1), 2);
    assert.equal(findLines(lines, ['x', 'y'], 6), 5);
    assert.equal(findLines(lines, ['x', 'x', 'y', 'x'], 7), 4);
    assert.equal(findLines(lines, ['y', 'y'], 1), undefined);
    assert.equal(findLines(['a'], ['a', 'b'], 1), undefined);
    assert.equal(findLines(lines, [], 1), undefined);
  });

  it('are found as looking at every place finds them', () => {
    const text = fc.array(fc.constantFrom('a', 'b'), { maxLength: 30 });
    const wanted = fc.array(fc.constantFrom('a', 'b'), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(text, wanted, fc.integer({ min: 1, max: 40 }), (lines, part, near) => {
        const places = lines.map((_, at) => at + 1).filter((line) => standsAt(lines, part, line));
        const distances = places.map((line) => Math.abs(line - near));
        const found = findLines(lines, part, near);
        assert.equal(found === undefined, places.length === 0);
        if (found === undefined) return;
        assert.ok(places.includes(found));
        assert.equal(Math.abs(found - near), Math.min(...distances));
      }),
    );
  });

  it('are looked for in a time that grows with their number only', () => {
    // Trying every place would be quadratic.
    assertLinear((count) => {
      const lines = new Array<string>(20 * count).fill('0');
      const wanted = [...new Array<string>(count).fill('0'), '1'];
      assert.equal(findLines(lines, wanted, 1), undefined);
    }, 5000);
  });
});
