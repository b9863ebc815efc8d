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
