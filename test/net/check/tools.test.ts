import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runTool, systemTools, toolBytes } from '../../../src/net/check/tools';
import { temporaryFolder } from '../../helpers/temporary-folder';

describe('the tools of this computer', () => {
  const { signal } = new AbortController();
  const folder = temporaryFolder();
  const node = process.execPath;

  /** More than a busy computer needs to start Node. */
  const patientMs = 60_000;

  function run(script: string, programs: readonly string[] = [node], until = signal) {
    return runTool({ programs, args: ['-e', script] }, until, patientMs);
  }

  it('give what they print, also if they fail', async () => {
    assert.equal(await run('process.stdout.write("yes")'), 'yes');
    assert.equal(await run('process.stdout.write("no"); process.exitCode = 3'), 'no');
    assert.equal(await run('process.stdout.write("x")', ['/nowhere/tool', node]), 'x');
  });

  it('run in English, without the user’s variables, and not in an opened folder', async () => {
    process.env.DESKMATE_TEST_SECRET = 'secret';
    const script = 'console.log(JSON.stringify([process.env, process.cwd()]))';
    const [env, cwd] = JSON.parse((await run(script)) ?? '') as [NodeJS.ProcessEnv, string];
    delete process.env.DESKMATE_TEST_SECRET;
    assert.equal(env.LC_ALL, 'C');
    assert.equal(env.DESKMATE_TEST_SECRET, undefined);
    assert.notEqual(cwd, process.cwd());
  });

  it('are unknown when they aren’t there, print too much, or are no longer wanted', async () => {
    assert.equal(await run('', ['/nowhere/tool']), undefined);
    assert.equal(await run('', []), undefined);
    assert.equal(await run(`process.stdout.write("x".repeat(${toolBytes + 1}))`), undefined);
    const stop = new AbortController();
    const running = run('setInterval(() => {}, 1000)', [node], stop.signal);
    stop.abort();
    assert.equal(await running, undefined);
  });

  it('are unknown when the system refuses to start them', async () => {
    // A NUL byte makes Node throw at once, as a sandbox that forbids programs does.
    assert.equal(await run('\0'), undefined);
  });

  it('are stopped when they take too long', async () => {
    const endless = { programs: [node], args: ['-e', 'setInterval(() => {}, 1000)'] };
    assert.equal(await systemTools.run(endless, signal), undefined);
  });

  it('read the beginning of a file, or nothing', async () => {
    const file = join(folder(), 'ufw.conf');
    writeFileSync(file, `ENABLED=yes\n${'#'.repeat(2 * toolBytes)}`);
    const text = await systemTools.read(file);
    assert.equal(text?.length, toolBytes);
    assert.ok(text?.startsWith('ENABLED=yes'));
    assert.equal(await systemTools.read(join(folder(), 'none')), undefined);
    assert.equal(await systemTools.read(folder()), undefined);
  });
});
