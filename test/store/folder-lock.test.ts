import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withFolderLock } from '../../src/store/folder-lock';
import { temporaryFolder } from '../helpers/temporary-folder';

describe('a folder lock', () => {
  const folder = temporaryFolder();
  const path = () => join(folder(), 'x.lock');

  it('is there during the work, and not after it, even if that fails', () => {
    assert.equal(
      withFolderLock(path(), () => existsSync(path())),
      true,
    );
    assert.throws(() =>
      withFolderLock(path(), () => {
        throw new Error('failed');
      }),
    );
    assert.deepEqual(readdirSync(folder()), []);
  });

  it('that a dead process left is removed', () => {
    mkdirSync(path());
    assert.equal(
      withFolderLock(path(), () => existsSync(path())),
      true,
    );
    assert.deepEqual(readdirSync(folder()), []);
  });

  it('keeps no one from working where there can be none', () => {
    writeFileSync(join(folder(), 'file'), '');
    assert.equal(
      withFolderLock(join(folder(), 'file', 'x.lock'), () => 1),
      1,
    );
  });
});
