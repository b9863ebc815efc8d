import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { expectedMode, modeOf } from '../../helpers/file-modes';
import { temporaryFolder } from '../../helpers/temporary-folder';
import { waitFor } from '../../helpers/wait-for';
import { temporaryFiles } from './temporary';

describe('TemporaryFiles', () => {
  const folder = temporaryFolder();
  const copies = () => path.join(folder(), 'outgoing');
  const names = () => readdirSync(copies());

  async function copyOf(files: ReturnType<typeof temporaryFiles>, text: string) {
    const file = await files.create();
    await file.append(Buffer.from(text));
    await file.complete();
    return file;
  }

  /** A window that makes two copies and is killed; returns their paths. */
  async function killedWindow(how: 'keep' | 'drop'): Promise<readonly string[]> {
    const program = path.join(folder(), 'writer.cjs');
    buildSync({
      entryPoints: [path.join(__dirname, 'copies-writer.ts')],
      ...{ outfile: program, bundle: true, platform: 'node', target: 'node20' },
    });
    const window = spawn(process.execPath, [program, copies(), how], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    window.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const closed = once(window, 'close');
    try {
      await waitFor(() => said.split('\n').length > 2, 'both copies are there');
      await temporaryFiles(copies()).removeOld(Date.now());
      assert.ok(said.trim().split('\n').every(existsSync), 'that window still needs them');
    } finally {
      window.kill('SIGKILL');
      await closed;
    }
    return said.trim().split('\n');
  }

  it('remove what a killed window left that wasn’t to be kept', async () => {
    const left = await killedWindow('drop');
    assert.ok(left.every(existsSync));
    const next = temporaryFiles(copies());
    const own = await copyOf(next, 'mine');
    await next.removeOld(Date.now());
    assert.deepEqual(names(), [path.basename(own.path)]);
  });

  it('keep what a killed window left for its next one', async () => {
    const left = await killedWindow('keep');
    const next = temporaryFiles(copies());
    await next.removeOld(Date.now());
    assert.ok(left.every(existsSync));
    await next.find(left[0] ?? '')?.remove();
    assert.deepEqual(names(), [path.basename(left[1] ?? '')]);
  });

  it('leave those of a window on another computer until they are old', async () => {
    const elsewhere = temporaryFiles(copies(), 'lab-pc-7');
    await elsewhere.retain(false);
    const file = await copyOf(elsewhere, 'x');
    await temporaryFiles(copies()).removeOld(Date.now());
    assert.ok(existsSync(file.path));
    await temporaryFiles(copies()).removeOld(Date.now() + 4 * 24 * 3_600_000);
    assert.deepEqual(names(), []);
  });

  it('remove what earlier windows left days ago', async () => {
    const file = await copyOf(temporaryFiles(copies()), 'x');
    await temporaryFiles(copies()).removeOld(Date.now());
    assert.equal(readFileSync(file.path, 'utf8'), 'x');
    assert.equal(modeOf(file.path), expectedMode(0o600));
    utimesSync(file.path, 1000, 1000);
    await temporaryFiles(copies()).removeOld(Date.now());
    assert.deepEqual(names(), []);
  });

  it('are all gone when clearing has ended, also one that is being made', async () => {
    const files = temporaryFiles(copies());
    await files.retain(false);
    await copyOf(files, 'whole');
    const half = await files.create();
    await half.append(Buffer.from('half'));
    const late = assert.rejects(files.create());
    await files.clear();
    await late;
    assert.deepEqual(names(), []);
    await assert.rejects(half.append(Buffer.from('more')));
    await assert.rejects(files.create());
    assert.deepEqual(names(), []);
  });

  it('change their minds with the setting', async () => {
    const files = temporaryFiles(copies());
    const file = await copyOf(files, 'x');
    await files.retain(false);
    assert.equal(names().length, 2, 'the file and its note');
    await files.retain(true);
    assert.deepEqual(names(), [path.basename(file.path)]);
  });

  it('leave no note when they are removed while the setting changes', async () => {
    const files = temporaryFiles(copies());
    const made = await Promise.all(Array.from({ length: 20 }, () => copyOf(files, 'x')));
    const changed = files.retain(false);
    await Promise.all([changed, ...made.map((file) => file.remove())]);
    assert.deepEqual(names(), []);
  });

  it('of an earlier window get a note as well', async () => {
    const { path: place } = await copyOf(temporaryFiles(copies()), 'x');
    const files = temporaryFiles(copies());
    await files.retain(false);
    const file = files.find(place);
    await files.retain(false);
    assert.equal(names().length, 2, 'the file and its note');
    await file?.remove();
    assert.deepEqual(names(), []);
  });

  it('touch no file elsewhere', async () => {
    const files = temporaryFiles(copies());
    assert.equal(files.find(path.join(folder(), 'thesis.pdf')), undefined);
    assert.equal(files.find(path.join(copies(), '..', 'thesis.pdf')), undefined);
  });
});
