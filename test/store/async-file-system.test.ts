import assert from 'node:assert/strict';
import { renameFile } from '../../src/store/async-file-system';

describe('renameFile', () => {
  /** Renames with a system that fails so often; returns how often it was asked. */
  async function rename(
    platform: NodeJS.Platform,
    code: string,
    failures: number,
  ): Promise<number> {
    let calls = 0;
    await renameFile('a', 'b', platform, async () => {
      calls += 1;
      if (calls <= failures) throw Object.assign(new Error(code), { code });
    });
    return calls;
  }

  it('waits on Windows until a scanner has closed the file', async () => {
    for (const code of ['EACCES', 'EBUSY', 'EPERM']) {
      assert.equal(await rename('win32', code, 2), 3);
    }
  });

  it('gives up when that takes too long', async () => {
    await assert.rejects(rename('win32', 'EPERM', 100), { code: 'EPERM' });
  });

  it('doesn’t wait for what doesn’t end by itself', async () => {
    await assert.rejects(rename('win32', 'ENOSPC', 1), { code: 'ENOSPC' });
    await assert.rejects(rename('linux', 'EPERM', 1), { code: 'EPERM' });
  });
});
