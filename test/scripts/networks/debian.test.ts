import assert from 'node:assert/strict';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { unpackDebianPackage } from '../../../scripts/networks/debian';
import { temporaryFolder } from '../../helpers/temporary-folder';

describe('a Debian package that isn’t installed', () => {
  const base = temporaryFolder();
  const folder = () => join(base(), 'root');

  /** What has been run, such as `apt-get update`. */
  let ran: string[];
  /** What the next commands of these names do instead of succeeding. */
  let failures: { readonly of: string; readonly error: unknown }[];
  beforeEach(() => {
    ran = [];
    failures = [];
  });

  async function run(command: string, args: readonly string[]): Promise<void> {
    const verbs = ['update', 'install', 'download'];
    const what = command === 'apt-get' ? verbs.find((it) => args.includes(it)) : '';
    const last = basename(args.at(command === 'apt-get' ? -1 : -2) ?? '');
    ran.push([command, what, what === 'update' ? '' : last].filter(Boolean).join(' '));
    const at = failures.findIndex(({ of }) => of === what);
    if (at >= 0) throw failures.splice(at, 1)[0]?.error;
    if (what !== 'install' && what !== 'download') return;
    const cache = args.find((arg) => arg.startsWith('Dir::Cache='))?.slice('Dir::Cache='.length);
    for (const name of ['tool_1_amd64.deb', 'library_2_amd64.deb']) {
      writeFileSync(join(cache ?? '', 'archives', name), '');
    }
  }

  const unpack = () => unpackDebianPackage('tool', folder(), { run, pausesMs: [0, 0] });

  it('is unpacked with all it needs, and leaves no other files', async () => {
    await unpack();
    const unpacked = ['dpkg-deb library_2_amd64.deb', 'dpkg-deb tool_1_amd64.deb'];
    assert.deepEqual(ran.slice(0, 2), ['apt-get update', 'apt-get install tool']);
    assert.deepEqual(ran.slice(2).sort(), unpacked);
    assert.ok(existsSync(folder()));
    assert.equal(existsSync(`${folder()}.download`), false);
  });

  it('comes alone, and from sources of its own, if it is of another release', async () => {
    const seen: string[] = [];
    const watched = (command: string, args: readonly string[]) => {
      const option = args.find((arg) => arg.startsWith('Dir::Etc::sourceparts='));
      if (command === 'apt-get' && option)
        seen.push(readdirSync(option.split('=')[1] ?? '').join());
      return run(command, args);
    };
    const options = { run: watched, pausesMs: [], release: 'trixie' };
    const unpacked = unpackDebianPackage('tool', folder(), options);
    if (!existsSync('/usr/bin/apt-config')) {
      await assert.rejects(unpacked, { name: 'Failure', message: 'there is no apt here' });
      return;
    }
    await unpacked;
    assert.deepEqual(ran.slice(0, 2), ['apt-get update', 'apt-get download tool']);
    assert.deepEqual(seen, Array(2).fill('release.list,release.sources'));
  });

  it('doesn’t need all of the computer’s sources', async () => {
    failures = [{ of: 'update', error: { stderr: 'E: One source is off.\n' } }];
    await unpack();
    assert.equal(ran.length, 4);
  });

  it('is tried again when the mirror fails', async () => {
    const error = { stderr: 'E: Hash Sum mismatch\n' };
    failures = [
      { of: 'install', error },
      { of: 'install', error },
    ];
    await unpack();
    assert.equal(ran.filter((command) => command === 'apt-get update').length, 3);
  });

  it('can’t be had when the mirror always fails; the error says why', async () => {
    const update = { of: 'update', error: { stderr: '', killed: true } };
    const install = { of: 'install', error: { stderr: 'E: Unable to locate package tool\n' } };
    failures = [update, update, update, install, install, install];
    await assert.rejects(unpack, {
      name: 'Failure',
      message: 'apt-get failed:\nIt took too long.\nE: Unable to locate package tool',
    });
    assert.equal(existsSync(`${folder()}.download`), false);
  });

  it('can’t be had without apt', async () => {
    const error = { code: 'ENOENT' };
    failures = [
      { of: 'update', error },
      { of: 'install', error },
    ];
    await assert.rejects(unpack, { name: 'Failure', message: 'there is no apt-get here' });
    assert.equal(ran.length, 2);
  });
});
