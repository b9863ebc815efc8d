import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createNetwork } from '../../src/net/network';
import { defaultLimits } from '../../src/protocol/limits';
import { Session } from '../../src/room/session/session';
import { systemClock } from '../../src/util/clock';
import { silentLogger } from '../../src/util/logger';
import { hubIn } from '../helpers/cli/hub-in';
import { RawKnock } from '../helpers/deskmate/raw-knock';
import { HubProcess } from '../helpers/hub-process';
import { MemoryArchive } from '../helpers/memory-archive';
import { readTerminalQr } from '../helpers/qr';
import { RawClient } from '../helpers/raw-client';
import { temporaryFolder } from '../helpers/temporary-folder';
import { waitFor } from '../helpers/wait-for';

describe('npm run hub', () => {
  it('prints one line, serves, and closes gracefully when npm is stopped', async () => {
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    const args = ['run', '--silent', 'hub', '--', '--kind', 'lab-hub', '--port', '0'];
    const hub = spawn(npm, args, {
      stdio: ['ignore', 'pipe', 'inherit'],
      shell: process.platform === 'win32',
    });
    let output = '';
    hub.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    try {
      await waitFor(() => output.endsWith('\n'), 'the hub listens');
      const { kind, address, port } = JSON.parse(output) as {
        kind: string;
        address: string;
        port: number;
      };
      assert.deepEqual([kind, address], ['lab-hub', '127.0.0.1']);
      const client = await RawClient.connect(port);
      await waitFor(() => client.text === `${client.name}已进入聊天室`, 'the client is admitted');
      hub.kill('SIGTERM');
      await waitFor(() => client.atEnd, 'the hub closes');
      await assert.rejects(RawClient.connect(port), { code: 'ECONNREFUSED' });
      assert.equal(output.split('\n').length, 2);
    } finally {
      hub.kill('SIGKILL');
    }
  });
});

describe('the hub program, for an encrypted room', () => {
  const folder = temporaryFolder();
  let hub: HubProcess;
  let guest: Session;

  beforeEach(async () => {
    const names = ['--name', 'Lab 3', '--person', 'Ann'];
    const args = ['--kind', 'group', ...names, '--data', folder(), '--qr'];
    hub = await HubProcess.start(await hubIn(folder()), args);
    guest = new Session({
      network: createNetwork({ clock: systemClock }),
      limits: defaultLimits,
      clock: systemClock,
      logger: silentLogger,
      archive: new MemoryArchive(() => Date.now()),
    });
  });

  afterEach(async () => {
    await guest.suspend();
    await hub.kill();
  });

  const files = () => readdirSync(folder()).filter((name) => name.endsWith('.ndjson'));
  const kept = () => files().map((name) => readFileSync(join(folder(), name), 'utf8'));

  it('prints the invite as a QR code, too, and not on standard output', async () => {
    await waitFor(() => hub.errors.includes('Anyone who scans this code'), 'the code is printed');
    assert.equal(await readTerminalQr(hub.errors.split('\n')), hub.opened.invite);
  });

  it('prints an invite that works', async () => {
    const { kind, address, port, invite } = hub.opened;
    assert.deepEqual([kind, address], ['group', '127.0.0.1']);
    assert.match(invite ?? '', /^vscode:\/\/deskmate\.deskmate\/join\?/);
    assert.deepEqual([hub.invite.name, hub.invite.port], ['Lab 3', port]);
    await guest.joinByInvite(hub.invite, 'Bob');
    // The list of members comes after the welcome.
    const people = () => guest.state.members.map(({ name, host }) => `${name} ${host}`).join();
    await waitFor(() => people() === 'Ann true,Bob false', people);
  });

  it('takes no knocks, because nobody is there to type', async () => {
    const stranger = RawKnock.dial(hub.opened.port);
    await waitFor(() => stranger.closed, 'the handshake fails');
    assert.match(stranger.failure, /NO_APPLICATION_PROTOCOL/);
  });

  it('closes the room for good when stopped, and keeps no secrets', async () => {
    await guest.joinByInvite(hub.invite, 'Bob');
    guest.messages.say('hello');
    await waitFor(() => kept()[0]?.includes('"hello"'), 'it is stored');
    assert.ok(kept()[0]?.includes('PRIVATE KEY'));
    const { token } = hub.invite;
    await hub.stop();
    await waitFor(() => guest.state.connection.kind === 'offline', 'the guest is told');
    assert.deepEqual(guest.state.connection, { kind: 'offline', error: 'room-closed' });
    const [text = ''] = kept();
    assert.ok(text.includes('"hello"'));
    for (const secret of ['PRIVATE KEY', token, '"hash"'])
      assert.ok(!text.includes(secret), secret);
  });

  it('reopens a stored room that wasn’t closed, and opens another one next to one that was', async () => {
    const program = join(folder(), 'hub.js');
    const args = ['--kind', 'group', '--data', folder()];
    const first = hub.opened;
    await hub.kill();
    hub = await HubProcess.start(program, args);
    assert.deepEqual(hub.opened, first);
    await hub.stop();
    hub = await HubProcess.start(program, args);
    assert.notEqual(hub.opened.invite, first.invite);
    assert.equal(files().length, 2);
  });
});
