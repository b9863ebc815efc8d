import assert from 'node:assert/strict';
import { matchLines, replaceLines } from '../../../src/ui/code/line-match';

const own = ['int main(void) {', '  int i;', '  i = 1;', '  print(i);', '  return 0;', '}', ''];

describe('the lines that a card’s lines are another version of', () => {
  it('are those at its place when one line differs', () => {
    const theirs = ['  int i;', '  i = 2;', '  print(i);'];
    const range = matchLines(own, theirs, 2);
    assert.deepEqual(range, { start: 1, end: 4 });
    assert.deepEqual(replaceLines(own, range, theirs).split('\n').slice(0, 4), [own[0], ...theirs]);
  });

  it('are found where they have moved to, whatever their indentation', () => {
    const theirs = ['int i;', 'i = 2;', 'print(i);'];
    const moved = [...new Array<string>(30).fill('// more'), ...own];
    assert.deepEqual(matchLines(moved, theirs, 2), { start: 31, end: 34 });
  });

  it('grow and shrink with lines that are new on one side', () => {
    assert.deepEqual(matchLines(own, ['  int i;', '  return 0;'], 2), { start: 1, end: 5 });
    const longer = ['  int i;', '  int k;', '  int l;', '  i = 1;', '  print(i);'];
    assert.deepEqual(matchLines(own, longer, 2), { start: 1, end: 4 });
  });

  it('are as many lines at its place when nothing is like them', () => {
    assert.deepEqual(matchLines(own, ['x', 'y'], 3), { start: 2, end: 4 });
  });

  it('lie within the file', () => {
    assert.deepEqual(matchLines(['a', 'b'], ['x', 'y', 'z'], 2), { start: 1, end: 2 });
    assert.deepEqual(matchLines(['a'], ['x'], 9_000_000), { start: 1, end: 1 });
    assert.deepEqual(matchLines(['b'], ['a', 'b'], 1), { start: 0, end: 1 });
    assert.equal(replaceLines(['a'], { start: 1, end: 1 }, ['x']), 'a\nx');
  });
});
