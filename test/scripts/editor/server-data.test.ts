import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Failure } from '../../../scripts/editor/failure';
import { linkBuiltIns } from '../../../scripts/editor/server-data';

describe('the extensions that come with an editor', () => {
  let folder: string;
  let data: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'deskmate-editor-'));
    data = path.join(folder, 'data');
    await mkdir(data);
    for (const name of ['git', 'json', 'python']) {
      await mkdir(path.join(folder, 'extensions', name), { recursive: true });
      await writeFile(path.join(folder, 'extensions', name, 'package.json'), name);
    }
    await writeFile(path.join(folder, 'extensions/package.json'), '');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('are all there but those that a server is to be without', async () => {
    const links = await linkBuiltIns(folder, data, ['git']);
    assert.deepEqual((await readdir(links)).sort(), ['json', 'python']);
    assert.equal(await readFile(path.join(links, 'python/package.json'), 'utf8'), 'python');
  });

  it('stay where they are when a server’s data goes', async () => {
    await linkBuiltIns(folder, data, ['git']);
    await rm(data, { recursive: true });
    assert.equal(await readFile(path.join(folder, 'extensions/json/package.json'), 'utf8'), 'json');
  });

  it('must have the names that are left out', async () => {
    await assert.rejects(linkBuiltIns(folder, data, ['git', 'svn']), Failure);
  });
});
