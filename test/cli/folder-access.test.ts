import assert from 'node:assert/strict';
import { constants, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError } from '../../src/cli/exit-codes';
import { type AccessFileSystem, type FolderUse, folderProblem } from '../../src/cli/folder-access';
import { cliLanguage } from '../../src/cli/language';
import { english } from '../../src/strings/translate';
import { runCli, startCli } from '../helpers/cli/cli-run';
import { temporaryFolder } from '../helpers/temporary-folder';

const { R_OK, W_OK, X_OK } = constants;

/** What a path is, and what the user may do with it. */
type Paths = Readonly<Record<string, 'file' | number>>;

/** Paths that aren't named don't exist; below a folder that can't be entered, nothing can be seen. */
function fileSystem(paths: Paths, denial = 'EACCES'): AccessFileSystem {
  const fail = (code: string) => {
    throw Object.assign(new Error(`${code}: it failed`), { code });
  };
  return {
    statSync(path) {
      const above = Object.entries(paths).filter(([each]) => path.startsWith(`${each}/`));
      if (above.some(([, is]) => is === 'file')) fail('ENOTDIR');
      if (above.some(([, is]) => is !== 'file' && (is & X_OK) === 0)) fail(denial);
      if (path !== '/' && paths[path] === undefined) fail('ENOENT');
      return { isDirectory: () => paths[path] !== 'file' };
    },
    accessSync(path, mode) {
      const may = path === '/' ? R_OK | X_OK : paths[path];
      if (may === 'file' || (Number(may) & mode) !== mode) fail(denial);
    },
  };
}

describe('a folder for rooms', () => {
  const all = R_OK | W_OK | X_OK;
  const noWrite = 'You may not write to /home/ann/deskmate. Choose another folder with --data.';
  const noRead = 'You may not read /home/ann/deskmate. Choose another folder with --data.';
  const folder = '/home/ann/deskmate';
  const cases: readonly (readonly [string, Paths, FolderUse, string | undefined])[] = [
    ['is there', { [folder]: all }, 'write', undefined],
    ['can be made', { '/home/ann': W_OK | X_OK }, 'write', undefined],
    ['can only be read', { [folder]: R_OK | X_OK }, 'write', noWrite],
    ['can only be read, which is enough', { [folder]: R_OK | X_OK }, 'read', undefined],
    ['can’t be listed', { [folder]: W_OK | X_OK }, 'write', noWrite],
    ['can’t be listed to read it', { [folder]: X_OK }, 'read', noRead],
    ['can’t be made', { '/home/ann': R_OK | X_OK }, 'write', noWrite],
    ['isn’t there to be read', { '/home/ann': R_OK | X_OK }, 'read', undefined],
    ['can’t be seen', { '/home/ann': R_OK, [folder]: all }, 'write', noWrite],
    ['can’t be seen to read it', { '/home/ann': 0, [folder]: all }, 'read', noRead],
    ['is in nobody’s folder', {}, 'write', noWrite],
  ];
  for (const [what, paths, use, problem] of cases) {
    it(`that ${what}`, () => {
      for (const denial of ['EACCES', 'EPERM', 'EROFS']) {
        const found = folderProblem(folder, use, english, fileSystem(paths, denial));
        assert.equal(found?.message, problem);
        if (problem !== undefined) assert.equal(found?.exitCode, 1);
      }
    });
  }

  it('that is a file, or below one', () => {
    for (const path of [folder, '/home/ann']) {
      for (const use of ['read', 'write'] as const) {
        const found = folderProblem(folder, use, english, fileSystem({ [path]: 'file' }));
        assert.equal(found?.message, `${path} isn’t a folder. Choose another one with --data.`);
        assert.equal(found?.exitCode, 2);
      }
    }
  });

  it('of which something else is wrong is left to what uses it', () => {
    const fs = fileSystem({});
    const failing = () => {
      throw Object.assign(new Error('ELOOP'), { code: 'ELOOP' });
    };
    assert.equal(folderProblem(folder, 'write', english, { ...fs, statSync: failing }), undefined);
  });

  it('is refused in Chinese, too', () => {
    const { t } = cliLanguage({ LANG: 'zh_CN.UTF-8' }, () => 'en-US');
    const problem = folderProblem(folder, 'write', t, fileSystem({}));
    assert.ok(problem instanceof CommandError);
    assert.match(problem.message, /没有写入 .* --data/);
  });
});

describe('a file for --data', () => {
  const folder = temporaryFolder();
  const file = () => {
    const path = join(folder(), 'file');
    writeFileSync(path, '');
    return path;
  };
  const isRefused = async (...args: string[]) => {
    const path = file();
    const { code, output, errors } = await runCli([...args, '--data', path]);
    const told = `${path} isn’t a folder. Choose another one with --data.\n`;
    assert.deepEqual([code, output, errors], [2, '', told]);
  };

  it('is refused in one line by everything that needs a folder', async () => {
    await isRefused('host', '--address', '127.0.0.1');
    await isRefused('rooms');
    await isRefused('rooms', '--json');
    await isRefused('export', 'Lab');
    await isRefused('join', 'Lab');
    await isRefused('send', '--room', 'Lab', 'hi');
  });

  it('is nothing to a lab room, which isn’t saved', async () => {
    const host = startCli(['host', '--kind', 'lab-hub', '--data', file()]);
    await host.writes('The lab room is open at ');
    const [, address = ''] = /is open at (\S+)\.$/m.exec(host.output) ?? [];
    const guest = startCli(['join', address, '--no-input', '--data', file()]);
    await guest.writes('You joined.');
    guest.stop('SIGTERM');
    await guest.code;
    host.stop('SIGTERM');
    assert.equal(await host.code, 0);
    for (const { errors } of [host, guest]) assert.doesNotMatch(errors, /folder|save/);
  });

  it('isn’t made by looking at it', async () => {
    mkdirSync(join(folder(), 'empty'));
    assert.equal(folderProblem(join(folder(), 'empty', 'a', 'b'), 'write', english), undefined);
    assert.deepEqual(readdirSync(join(folder(), 'empty')), []);
  });
});
