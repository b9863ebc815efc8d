import assert from 'node:assert/strict';
import { join } from 'node:path';
import { fileStores } from './stored-files';

describe('SendingNotes', () => {
  const { folder, names, store } = fileStores();

  it('remain when the process ends, and are told once', () => {
    const files = store();
    const [kept, ended] = [files.noteSending('报告.pdf'), files.noteSending('sent.txt')];
    assert.ok(kept);
    ended.dispose();
    const after = store();
    assert.deepEqual(after.takeUnsent(), ['报告.pdf']);
    assert.deepEqual(after.takeUnsent(), []);
  });

  it('move with the room, also those from before', async () => {
    assert.ok(store().noteSending('before.txt'));
    const files = store();
    const [kept, ended, later] = ['报告.pdf', 'sent.txt', 'later'].map((n) => files.noteSending(n));
    assert.ok(kept);
    ended?.dispose();
    const elsewhere = join(folder(), 'elsewhere', 'room.files');
    await files.moveTo(elsewhere);
    later?.dispose();
    const unsent = store({ folder: elsewhere }).takeUnsent();
    assert.deepEqual(unsent.toSorted(), ['before.txt', '报告.pdf']);
    assert.throws(names, 'the old folder is gone');
  });
});
