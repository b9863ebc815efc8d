import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { CONFUSABLES, confusables } from '../../scripts/confusables';

describe('the table of characters that look alike', () => {
  it('is what `npm run confusables` writes', () => {
    assert.equal(readFileSync(CONFUSABLES, 'utf8'), confusables());
  });
});
