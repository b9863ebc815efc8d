import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { extensionNotices, NOTICES } from '../../scripts/notices';

describe('the third-party notices', () => {
  it('match what is bundled', async () => {
    assert.equal(
      await readFile(NOTICES, 'utf8'),
      await extensionNotices(),
      'npm run notices writes them',
    );
  });
});
