import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { CONFUSABLES, confusables } from '../../scripts/confusables';

describe('the table of confusable characters', () => {
  it('matches the output of `npm run confusables`', () => {
    assert.equal(readFileSync(CONFUSABLES, 'utf8'), confusables());
  });
});
