import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { processUsage } from '../../bench/process-usage';
import { defaultLimits } from '../../src/protocol/limits';
import { HubProcess } from '../helpers/hub-process';
import { type InstalledPackage, installNpmPackage } from '../helpers/installed-npm';
import { MemoryArchive } from '../helpers/memory-archive';
import { realSession } from '../helpers/real-session';
import { waitFor } from '../helpers/wait-for';

const exec = promisify(execFile);

/** The files of the package. Its code is in bundles, so that it has no dependencies. */
const contents = [
  ...['LICENSE', 'README.md', 'THIRD-PARTY-NOTICES.md', 'package.json'],
  ...[
    'dist/cpace.js',
    'dist/deskmate.js',
    'dist/iconv-lite.js',
    'dist/read-text.js',
    'dist/wide.js',
    'l10n/bundle.l10n.zh-cn.json',
    'l10n/command-line.l10n.zh-cn.json',
  ],
];

describe('the npm package', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'deskmate-npm-'));
  const program = path.join(folder, 'node_modules', 'deskmate', 'dist', 'deskmate.js');
  let packed: InstalledPackage;
  let hub: HubProcess | undefined;

  const run = (...args: string[]) => exec(process.execPath, [program, ...args]);

  before(async () => {
    packed = await installNpmPackage(folder);
  });

  afterEach(() => hub?.kill());
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('contains the files it needs and nothing else, in less than 600 kB', () => {
    assert.deepEqual(packed.files.map(({ path: file }) => file).sort(), [...contents].sort());
    // The client of the servers for wide rooms takes 65 kB of it; it is loaded with the first such room.
    assert.ok(packed.size < 600_000, `${packed.size} bytes`);
  });

  it('can be published, and has the version and the Node of the extension', () => {
    const read = (file: string) => JSON.parse(readFileSync(file, 'utf8'));
    const manifest = read(path.join(packed.source, 'package.json'));
    const own = read('package.json');
    assert.equal(manifest.private, undefined);
    assert.equal(manifest.dependencies, undefined);
    for (const field of ['name', 'version', 'license']) assert.equal(manifest[field], own[field]);
    assert.equal(manifest.engines.node, own.engines.node);
  });

  it('installs a program that runs, in Chinese, too', async () => {
    const command = process.platform === 'win32' ? 'deskmate.cmd' : 'deskmate';
    assert.ok(existsSync(path.join(folder, 'node_modules', '.bin', command)));
    assert.ok(process.platform === 'win32' || (statSync(program).mode & 0o111) === 0o111);
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    assert.equal((await run('--version')).stdout, `${version}\n`);
    const { stdout } = await exec(process.execPath, [program, 'help', 'host'], {
      env: { ...process.env, LC_ALL: 'zh_CN.UTF-8' },
    });
    assert.match(stdout, /^用法：deskmate host/);
  });

  it('hosts a room in which one can talk, in less than 100 MiB', async () => {
    const args = [
      '--kind',
      'group',
      '--address',
      '127.0.0.1',
      '--data',
      path.join(folder, 'rooms'),
    ];
    hub = await HubProcess.start(program, ['host', '--json', '--person', 'Ann', ...args]);
    const guests = ['Bo', 'Cy'].map((name) => {
      const session = realSession(defaultLimits, new MemoryArchive(() => Date.now()));
      return { name, session };
    });
    try {
      for (const { name, session } of guests) await session.joinByInvite(hub.invite, name);
      const [bo, cy] = guests.map(({ session }) => session);
      bo?.messages.say('hello');
      const heard = () =>
        cy?.entries.some((entry) => entry.kind === 'message' && entry.text === 'hello');
      await waitFor(() => heard() === true, 'Cy hears Bo');
      const mebibytes = processUsage(hub.pid).residentBytes / 2 ** 20;
      assert.ok(mebibytes < 100, `${mebibytes} MiB`);
    } finally {
      for (const { session } of guests) await session.suspend();
    }
    await hub.stop();
  });
});
