import assert from 'node:assert/strict';
import { mergeTransits, unusualOnly, withMember } from '../../src/protocol/transit';

describe('what happened to a message on its way', () => {
  it('is only what is unusual', () => {
    assert.equal(unusualOnly({}), undefined);
    assert.equal(unusualOnly({ tries: 1, delayMs: 0.4, reads: 1, joined: 1 }), undefined);
    assert.deepEqual(unusualOnly({ tries: 2, delayMs: 12.6, reads: 1 }), { tries: 2, delayMs: 13 });
  });

  it('is the worst of its parts', () => {
    assert.deepEqual(mergeTransits({ tries: 3, delayMs: 10 }, { delayMs: 50, joined: 2 }, 4), {
      tries: 3,
      delayMs: 50,
      reads: 4,
      joined: 2,
    });
    assert.equal(mergeTransits({ reads: 9 }, {}, 2).reads, 9);
  });

  it('is that of the member it was worst for', () => {
    const one = withMember(undefined, 'Ann', { delayMs: 100 });
    assert.deepEqual(one, { delayMs: 100, members: 1, worst: 'Ann' });
    const two = withMember(one, 'Ben', { delayMs: 50, tries: 4 });
    assert.deepEqual(two, { delayMs: 100, members: 2, worst: 'Ann' });
    const three = withMember(two, 'Zoë', { delayMs: 100, tries: 2 });
    assert.deepEqual(three, { delayMs: 100, tries: 2, members: 3, worst: 'Zoë' });
  });
});
