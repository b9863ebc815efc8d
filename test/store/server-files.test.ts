import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { formatEndpoint } from '../../src/protocol/endpoint';
import { formatServerLink } from '../../src/protocol/wide-server-file';
import { loadServer } from '../../src/store/server-files';
import { temporaryFolder } from '../helpers/temporary-folder';
import { campusAccess } from '../helpers/wide-servers';

const json = JSON.stringify({
  deskmate: 1,
  ...campusAccess,
  nodes: campusAccess.nodes.map(formatEndpoint),
});
const right = { ok: true, server: campusAccess };

describe('the file or link of a server for wide rooms', () => {
  const folder = temporaryFolder();
  const problemOf = async (entry: string, from?: string) => {
    const loaded = await loadServer(entry, from);
    return loaded.ok ? undefined : loaded.problem.code;
  };

  it('is read from its path', async () => {
    const file = path.join(folder(), 'server file.json');
    writeFileSync(file, json);
    assert.deepEqual(await loadServer(file), right);
    assert.deepEqual(await loadServer('server file.json', folder()), right);
    const inHome = path.relative(homedir(), file);
    assert.deepEqual(await loadServer(`~${path.sep}${inHome}`), right);
  });

  it('is a link', async () => {
    assert.deepEqual(await loadServer(`Here: ${formatServerLink(campusAccess, 'vscode')}.`), right);
    const cut = formatServerLink(campusAccess, 'vscode').slice(0, -4);
    assert.equal(await problemOf(cut), 'not-server');
  });

  it('isn’t looked for where a relative path may lead', async () => {
    writeFileSync(path.join(folder(), 'server.json'), json);
    assert.equal(await problemOf('server.json'), 'unreadable');
    assert.equal(await problemOf(''), 'unreadable');
  });

  it('is no folder, no huge file, and nothing else', async () => {
    mkdirSync(path.join(folder(), 'sub'));
    writeFileSync(path.join(folder(), 'huge'), ' '.repeat(49_153));
    writeFileSync(path.join(folder(), 'other'), 'PK\u0003\u0004');
    assert.equal(await problemOf('sub', folder()), 'unreadable');
    assert.equal(await problemOf('none', folder()), 'unreadable');
    assert.equal(await problemOf('a\0b', folder()), 'unreadable');
    assert.equal(await problemOf('huge', folder()), 'too-large');
    assert.equal(await problemOf('other', folder()), 'not-server');
  });
});
