import assert from 'node:assert/strict';
import { checkLog } from '../../../bench/load/newcomers';

const lines = (...numbers: number[]) =>
  numbers.map((seq) => `${JSON.stringify({ type: 'message', seq })}\n`).join('');

describe('the check of a newcomer’s log', () => {
  it('finds nothing wrong with a whole log, and ignores other frames and what comes later', () => {
    const text = `${JSON.stringify({ type: 'people', members: [] })}\n${lines(3, 4, 5, 6, 7)}`;
    assert.deepEqual(checkLog(text, 3, 6), { lost: 0, doubled: 0, misordered: 0 });
  });

  it('counts gaps and repeats', () => {
    assert.deepEqual(checkLog(lines(3, 5, 5), 3, 7), { lost: 3, doubled: 1, misordered: 0 });
  });
});
