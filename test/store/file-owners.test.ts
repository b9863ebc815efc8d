import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { type AsyncFileSystem, nodeAsyncFileSystem } from '../../src/store/async-file-system';
import { waitFor } from '../helpers/wait-for';
import { fileStores, hashOf, idOf, put } from './stored-files';

describe('FileOwners', () => {
  const { folder, store } = fileStores();
  const all = (name = 'room.files') => readdirSync(join(folder(), name));
  const notes = (name?: string) => all(name).filter((each) => each.endsWith('.from'));

  it('know who brought a file after the store was opened again', async () => {
    const bytes = randomBytes(1000);
    await put(store(), bytes, 'm1');
    await put(store(), bytes, 'm2-t2');
    const again = store();
    assert.ok(again.isFrom(hashOf(bytes), 'm1') && again.isFrom(hashOf(bytes), 'm2-t2'));
    assert.ok(!again.isFrom(hashOf(bytes), 'm3'), 'knowing the hash isn’t enough');
  });

  it('name nobody for a file of a version that kept no owners', async () => {
    const bytes = randomBytes(1000);
    const hash = await put(store(), bytes, 'm1');
    for (const note of notes()) nodeAsyncFileSystem.removeNow(join(folder(), 'room.files', note));
    const again = store();
    assert.ok(again.find(hash) && !again.isFrom(hash, 'm1'));
    await put(again, bytes, 'm1');
    assert.ok(again.isFrom(hash, 'm1'), 'who brings it again');
  });

  it('are on disk before the file is, whenever the process is killed', async () => {
    const killed: AsyncFileSystem = {
      ...nodeAsyncFileSystem,
      async rename(from, to) {
        await nodeAsyncFileSystem.rename(from, to);
        throw new Error('killed');
      },
    };
    const bytes = randomBytes(1000);
    await assert.rejects(put(store({ disk: killed }), bytes, 'm1'));
    const again = store();
    assert.ok(again.find(hashOf(bytes)) && again.isFrom(hashOf(bytes), 'm1'));
  });

  it('go with their file', async () => {
    const files = store();
    const bytes = randomBytes(1000);
    const hash = await put(files, bytes, 'm1');
    await put(files, bytes, 'm2');
    files.remove(hash);
    await waitFor(() => all().length === 0, 'nothing is left');
    assert.ok(!files.isFrom(hash, 'm1'));
  });

  it('are forgotten when their file never came or was deleted by hand', async () => {
    const bytes = randomBytes(1000);
    const broken: AsyncFileSystem = {
      ...nodeAsyncFileSystem,
      rename: async () => Promise.reject(new Error('EIO')),
    };
    await assert.rejects(put(store({ disk: broken }), bytes, 'm1'));
    const [note = ''] = notes();
    store().tidy();
    assert.deepEqual(notes(), [note], 'it is young');
    utimesSync(join(folder(), 'room.files', note), 1000, 1000);
    store().tidy();
    assert.deepEqual(notes(), []);
    assert.ok(await store().begin(idOf(bytes), 'm1'));
  });

  it('move with their file to another folder', async () => {
    const files = store();
    const bytes = randomBytes(1000);
    const hash = await put(files, bytes, 'm1');
    await files.moveTo(join(folder(), 'other', 'room.files'));
    assert.ok(!existsSync(join(folder(), 'room.files')));
    const again = store({ folder: join(folder(), 'other', 'room.files') });
    assert.ok(again.isFrom(hash, 'm1') && !again.isFrom(hash, 'm2'));
  });
});
