import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { STORE, Store } from '../../../scripts/editor/store';

describe('the store of downloads', () => {
  let name: string;
  let store: Store;
  beforeEach(() => {
    store = new Store(STORE);
    name = `test-${randomUUID()}`;
  });
  afterEach(() => rm(path.join(STORE, name), { recursive: true, force: true }));

  const recipe = (fill: (folder: string) => Promise<void>) => ({
    title: 'Testing:',
    steps: 1,
    stream: silent,
    fill,
  });

  it('makes a folder once', async () => {
    let made = 0;
    const make = () =>
      store.get(
        name,
        recipe(async (folder) => {
          made++;
          await writeFile(path.join(folder, 'file'), 'content');
        }),
      );
    const [folder] = await Promise.all([make(), make()]);
    assert.equal(await make(), folder);
    assert.equal(made, 1);
    assert.equal(await readFile(path.join(folder, 'file'), 'utf8'), 'content');
  });

  it('hides an incomplete folder, and removes one that failed', async () => {
    const failing = store.get(
      name,
      recipe(async (folder) => {
        await writeFile(path.join(folder, 'half'), 'x');
        assert.equal(existsSync(path.join(STORE, name)), false);
        throw new Error('no network');
      }),
    );
    await assert.rejects(failing, /no network/);
    assert.deepEqual(
      (await readdir(STORE)).filter((entry) => entry.includes(name)),
      [],
    );
  });

  it('lets several processes make the same folder at once', async () => {
    const runs = ['a', 'b', 'c'].map((content) =>
      new Store(STORE).get(
        name,
        recipe((folder) => writeFile(path.join(folder, 'file'), content)),
      ),
    );
    const folders = await Promise.all(runs);
    assert.equal(new Set(folders).size, 1);
    assert.match(await readFile(path.join(STORE, name, 'file'), 'utf8'), /^[abc]$/);
    assert.deepEqual(
      (await readdir(STORE)).filter((entry) => entry.includes(name)),
      [name],
    );
  });
});

const silent = { isTTY: false, columns: 80, write: () => true };
