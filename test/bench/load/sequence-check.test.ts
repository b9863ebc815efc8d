import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isWrong, SequenceCheck, type Tally } from '../../../bench/load/sequence-check';

function tallyOf(numbers: readonly number[], sent: number): Tally {
  const check = new SequenceCheck();
  for (const number of numbers) check.note(0, number);
  return check.tally([sent]);
}

describe('the check of a member’s messages', () => {
  it('finds nothing wrong with all of them in order', () => {
    const tally = tallyOf([0, 1, 2, 3], 4);
    assert.deepEqual(tally, { lost: 0, doubled: 0, misordered: 0 });
    assert.ok(!isWrong(tally));
  });

  it('counts what is lost, in the middle and at the end', () => {
    assert.deepEqual(tallyOf([0, 2, 3], 6), { lost: 3, doubled: 0, misordered: 0 });
  });

  it('counts what comes twice', () => {
    assert.deepEqual(tallyOf([0, 1, 1, 0, 2], 3), { lost: 0, doubled: 2, misordered: 0 });
  });

  it('counts what comes late, and once again', () => {
    assert.deepEqual(tallyOf([2, 0, 1, 1], 3), { lost: 0, doubled: 1, misordered: 2 });
  });

  it('keeps speakers apart', () => {
    const check = new SequenceCheck();
    check.note(3, 0);
    check.note(5, 0);
    check.note(5, 1);
    const sent: number[] = [];
    sent[3] = 1;
    sent[5] = 3;
    assert.deepEqual(check.tally(sent), { lost: 1, doubled: 0, misordered: 0 });
    assert.deepEqual([check.received(3), check.received(4), check.received(5)], [1, 0, 2]);
  });

  it('accounts for every arrival', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20)), (numbers) => {
        const { lost, doubled } = tallyOf(numbers, 21);
        const different = new Set(numbers).size;
        assert.equal(lost, 21 - different);
        assert.equal(doubled, numbers.length - different);
      }),
    );
  });
});
