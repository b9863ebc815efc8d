import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join as path } from 'node:path';
import { CliProcess } from '../helpers/cli/cli-process';
import { type HostedForCli, hostForCli } from '../helpers/cli/cli-run';
import { hubIn } from '../helpers/cli/hub-in';
import { itUnless } from '../helpers/it-unless';
import { temporaryFolder } from '../helpers/temporary-folder';
import { waitFor } from '../helpers/wait-for';

const onWindows = process.platform === 'win32' && 'Windows has no such signals';

describe('the program in pipes', () => {
  const folder = temporaryFolder();
  const running: CliProcess[] = [];
  let room: HostedForCli;
  const start = (...args: string[]) => {
    const program = CliProcess.start(folder(), [...args, '--person', 'Ann']);
    running.push(program);
    return program;
  };

  beforeEach(async () => {
    await hubIn(folder());
    room = await hostForCli('group');
  });

  afterEach(async () => {
    for (const each of running.splice(0)) each.dispose();
    await room.session.leave();
    room.session.dispose();
  });

  it('talks, byte by byte, and ends with its input', async () => {
    room.says('before');
    const ann = start('join', room.target);
    const bytes = Buffer.from('你好\r\nsecond 👋\nthird');
    for (const byte of bytes) ann.child.stdin?.write(Uint8Array.of(byte));
    ann.endInput();
    assert.equal(await ann.end(), 0, ann.errors);
    assert.deepEqual(room.texts, ['before', '你好', 'second 👋', 'third']);
    assert.match(ann.output, /\tZoe\tbefore\n/);
    assert.match(ann.output, /\tAnn\tthird\n/);
  });

  itUnless(onWindows, 'ends with 130 after Ctrl+C, and leaves politely', async () => {
    const ann = start('join', room.target, '--no-input');
    await ann.writes('You joined.');
    ann.child.kill('SIGINT');
    assert.equal(await ann.end(), 130);
    await waitFor(() => room.session.state.members.length === 1, 'Ann has left');
  });

  it('ends quietly when its output is closed', async () => {
    const ann = start('join', room.target, '--no-input');
    await ann.writes('You joined.');
    ann.child.stdout?.destroy();
    room.says('is anybody there?');
    // A pipe breaks when something is written after it was closed.
    await waitFor(() => {
      if (ann.child.exitCode === null) room.says('still?');
      return ann.child.exitCode !== null;
    }, 'it ends');
    assert.equal(await ann.end(), 0);
    assert.match(ann.errors, /^In “Lab 3”\.\n$/);
  });

  itUnless(
    !existsSync('/dev/full') && 'no file here is always full',
    'says in one line that its output can’t be written',
    async () => {
      const program = [process.execPath, path(folder(), 'deskmate.js'), '--version'];
      const shell = spawnSync('sh', ['-c', 'exec "$@" >/dev/full', 'sh', ...program]);
      assert.match(shell.stderr.toString(), /^ENOSPC: .*\n$/);
      assert.equal(shell.status, 1);
    },
  );

  it('doesn’t go where another process of the user is', async () => {
    const first = start('join', room.target, '--no-input');
    await first.writes('You joined.');
    const second = start('join', room.target);
    assert.equal(await second.end(), 3);
    const { pid } = first.child;
    assert.match(
      second.errors,
      new RegExp(`You’re in “Lab 3” in another program already \\(process ${pid} on `),
    );
    first.child.kill();
    await first.end();
    const third = start('send', '--room', 'Lab 3', 'hi');
    assert.equal(await third.end(), 0, third.errors);
    await room.hears('hi');
  });

  it('sends from several processes of a user at once, one after another', async () => {
    const first = start('send', '--room', room.target, 'message 0');
    assert.equal(await first.end(), 0, first.errors);
    const others = [1, 2, 3].map((count) => start('send', '--room', 'Lab 3', `message ${count}`));
    for (const each of others) assert.equal(await each.end(), 0, each.errors);
    assert.deepEqual(
      [...room.texts].sort(),
      [0, 1, 2, 3].map((count) => `message ${count}`),
    );
    const authors = room.session.entries.flatMap((entry) =>
      entry.kind === 'message' ? [entry.author] : [],
    );
    assert.deepEqual([...new Set(authors)], ['m1']);
  });

  it('lets the host of a room try it from another terminal', async () => {
    const data = path(folder(), 'data');
    const host = start(
      'host',
      '--kind',
      'group',
      '--name',
      'Mine',
      '--address',
      '127.0.0.1',
      '--json',
      '--data',
      data,
    );
    await host.writes('"invite"');
    const { invite } = JSON.parse(host.output) as { invite: string };
    const guest = start('send', '--room', invite, '--data', data, 'hi');
    assert.equal(await guest.end(), 0, guest.errors);
    assert.match(guest.errors, /You host “Mine” in another program/);
  });
});
