import assert from 'node:assert/strict';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { parseInvite } from '../../src/protocol/invite';
import { runCli, startCli } from '../helpers/cli/cli-run';
import { RawClient } from '../helpers/raw-client';
import { realSession } from '../helpers/real-session';
import { temporaryFolder } from '../helpers/temporary-folder';
import { waitFor } from '../helpers/wait-for';

describe('host', () => {
  const folder = temporaryFolder();

  it('says what is wrong with a port that another program uses, and ends with 1', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const where = ['--address', '127.0.0.1', '--port', `${port}`, '--data', folder()];
    const { code, output, errors } = await runCli(['host', ...where]);
    other.close();
    assert.deepEqual([code, output], [1, '']);
    assert.match(errors, new RegExp(`^Another program is already using port ${port}\\..*\\n$`));
  });

  it('says the same of the port for metrics', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const where = ['--kind', 'group', '--address', '127.0.0.1', '--data', folder()];
    const { code, output, errors } = await runCli([
      ...['host', '--service', '--metrics', `${port}`, ...where],
    ]);
    other.close();
    assert.deepEqual([code, output], [1, '']);
    assert.equal(
      errors,
      `Can’t serve metrics on port ${port}: another program is already using it.\n`,
    );
  });

  it('opens no new room in place of a saved one whose folder isn’t there', async () => {
    const args = ['host', '--kind', 'group', '--address', '127.0.0.1', '--data', folder()];
    const first = startCli([...args, '--name', 'Lab 3']);
    await first.writes('vscode://');
    first.stop('SIGHUP');
    assert.equal(await first.code, 0);
    const [file = ''] = readdirSync(folder()).filter((name) => name.endsWith('.ndjson'));
    rmSync(join(folder(), file));
    const note = { folder: join(folder(), 'unplugged'), kind: 'group', name: 'Lab 3', pin: 'pin' };
    writeFileSync(join(folder(), file.replace('.ndjson', '.moved')), JSON.stringify(note));
    const { code, output, errors } = await runCli(args);
    assert.deepEqual([code, output], [1, '']);
    assert.match(errors, /“Lab 3”.*unplugged/);
  });
});

describe('host in a pipe', () => {
  const folder = temporaryFolder();
  const start = (...more: string[]) =>
    startCli([
      ...['host', '--address', '127.0.0.1', '--person', 'Zoe', '--data', folder()],
      ...['--name', 'Lab 3', ...more],
    ]);

  it('says why it can’t read its input, and keeps the room open', async () => {
    const zoe = start('--kind', 'group');
    await zoe.writes('vscode://');
    zoe.io.stdin.destroy(Object.assign(new Error('read EIO'), { code: 'EIO' }));
    const why = 'Can’t read the input: the system failed to read or write it.\n';
    await waitFor(
      () => zoe.errors.endsWith(why),
      () => zoe.errors,
    );
    zoe.stop('SIGTERM');
    assert.equal(await zoe.code, 0);
  });

  it('sends the lines of its input, and keeps the room open after them', async () => {
    const zoe = start('--kind', 'group');
    await zoe.writes('vscode://');
    assert.match(zoe.output, /^“Lab 3” is open\./);
    zoe.type('hello\n');
    await zoe.writes('\tZoe\thello');
    zoe.endInput();
    const [, link = ''] = zoe.output.split('\n');
    const invite = parseInvite(link);
    assert.ok(invite.ok);
    const bob = realSession();
    await bob.joinByInvite(invite.invite, 'Bob');
    bob.messages.say('hi\u001b[2J');
    await zoe.writes('\tBob\thi␛[2J');
    zoe.stop('SIGTERM');
    assert.equal(await zoe.code, 0);
    await waitFor(() => bob.state.connection.kind === 'offline', 'Bob is told');
    assert.deepEqual(bob.state.connection, { kind: 'offline', error: 'room-closed' });
    bob.dispose();
  });

  it('shows only what is said since it was opened, and reports lines that it can’t send', async () => {
    const first = start('--kind', 'group');
    await first.writes('vscode://');
    first.type('before\n');
    await first.writes('before');
    first.stop('SIGHUP');
    assert.equal(await first.code, 0);
    const second = start('--kind', 'group');
    await second.writes('vscode://');
    second.type(`after\n${'x'.repeat(40_000)}\n`);
    await second.writes('after');
    await waitFor(() => second.errors.includes('Line 2 wasn’t sent.'), 'the long line is reported');
    second.stop('SIGINT');
    assert.equal(await second.code, 6);
    assert.doesNotMatch(second.output, /before/);
  });

  it('talks with lab clients', async () => {
    const zoe = start('--kind', 'lab-hub');
    await zoe.writes('The lab room is open at ');
    const [, port = ''] = /:(\d+)\.$/m.exec(zoe.output) ?? [];
    assert.match(
      zoe.output,
      new RegExp(`^In a terminal: npx deskmate join 127\\.0\\.0\\.1:${port}$`, 'm'),
    );
    assert.match(
      zoe.errors,
      /^In a lab room, everyone is called by their address: --person isn’t/m,
    );
    const client = await RawClient.connect(Number(port));
    await waitFor(() => client.text !== '', 'the client is admitted');
    zoe.type('hello lab\n');
    await waitFor(
      () => client.text.includes('hello lab'),
      () => client.text,
    );
    zoe.stop('SIGTERM');
    assert.equal(await zoe.code, 0);
  });
});

describe('host with a saved room', () => {
  const folder = temporaryFolder();
  const args = (...more: string[]) => ['host', '--kind', 'group', '--data', folder(), ...more];
  const reopening = 'Reopening “Lab 3”. For a new room, give another --name.\n';

  /** Opens a room and leaves it as a closed terminal does. Returns its output. */
  async function openOnce(...more: string[]) {
    const running = startCli(args(...more));
    await running.writes('In a terminal: ');
    running.stop('SIGHUP');
    assert.equal(await running.code, 0);
    return running;
  }

  const first = () =>
    openOnce('--name', 'Lab 3', '--address', '127.0.0.1', '--person', 'Zoe', '--max-clients', '5');

  it('says that it reopens it, and how to open a new one', async () => {
    const { output, errors } = await first();
    assert.ok(!errors.includes('Reopening'), errors);
    const unnamed = await openOnce();
    assert.deepEqual([unnamed.output, unnamed.errors.startsWith(reopening)], [output, true]);
    const named = await openOnce('--name', ' Lab 3 ');
    assert.deepEqual([named.output, named.errors.startsWith(reopening)], [output, true]);
    const other = await openOnce('--name', 'Lab 4', '--address', '127.0.0.1');
    assert.ok(!other.errors.includes('Reopening'), other.errors);
    assert.match(other.output, /^“Lab 4” is open/);
  });

  it('says so above the talk of a terminal', async () => {
    await first();
    const running = startCli(args(), { isTTY: true });
    await waitFor(() => running.output.includes('[Lab 3 | '), 'the talk begins');
    assert.ok(running.errors.startsWith(reopening), running.errors);
    running.stop('SIGHUP');
    assert.equal(await running.code, 0);
  });

  it('takes options that say what it has', async () => {
    const { output } = await first();
    const invite = parseInvite(output.split('\n')[1] ?? '');
    assert.ok(invite.ok);
    const same = ['--address', 'localhost', '--person', 'Zoe', '--max-clients', '5'];
    const again = await openOnce(...same, '--port', `${invite.invite.port}`);
    assert.equal(again.output, output);
    assert.equal((await openOnce('--port', '0')).output, output);
  });

  it('refuses options that it can’t take, instead of ignoring them', async () => {
    await first();
    const refused = [
      [['--address', '999.1.1.1'], '--address 127.0.0.1'],
      [['--address', '::'], '--address 127.0.0.1'],
      [['--port', '1'], '--port '],
      [['--person', 'Zed'], '--person Zoe'],
      [['--max-clients', '6'], '--max-clients 5'],
      [['--announce'], '--address 127.0.0.1'],
      [['--announce-on', 'lo'], '--address 127.0.0.1'],
    ] as const;
    for (const [more, has] of refused) {
      const { code, output, errors } = await runCli(args(...more));
      assert.deepEqual([code, output], [2, ''], errors);
      assert.ok(errors.startsWith(`The saved room “Lab 3” is reopened with ${has}`), errors);
      assert.match(
        errors,
        /Leave out --announce|Leave out --\S+, or give a new room another --name/,
      );
      assert.equal(errors.trim().split('\n').length, 1, errors);
    }
    // It is still there, as it was.
    assert.ok((await openOnce()).errors.startsWith(reopening));
  });
});
