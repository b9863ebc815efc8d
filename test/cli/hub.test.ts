import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseHubArguments, usage } from '../../src/cli/hub-arguments';
import { createNetwork } from '../../src/net/network';
import { defaultLimits } from '../../src/protocol/limits';
import { Session } from '../../src/room/session/session';
import { systemClock } from '../../src/util/clock';
import { silentLogger } from '../../src/util/logger';
import { RawKnock } from '../helpers/deskmate/raw-knock';
import { bundleHub, HubProcess } from '../helpers/hub-process';
import { MemoryArchive } from '../helpers/memory-archive';
import { readTerminalQr } from '../helpers/qr';
import { RawClient } from '../helpers/raw-client';
import { temporaryFolder } from '../helpers/temporary-folder';
import { waitFor } from '../helpers/wait-for';

describe('hub arguments', () => {
  const host = {
    kind: 'lab-hub',
    name: '',
    person: 'Host',
    address: '127.0.0.1',
    port: 0,
    maxClients: 16,
  };

  it('have defaults that open nothing to others', () => {
    assert.deepEqual(parseHubArguments([]), { ok: true, host, limits: defaultLimits });
  });

  it('are read', () => {
    const args = [
      ...['--kind', 'pair', '--address=::1', '--port', '9000', '--max-clients', '500'],
      ...['--name', 'x', '--person', 'Ann', '--data', 'some/folder'],
      ...['--most-per-address', '500', '--most-new-per-minute', '2000'],
      ...['--limit', 'messageBurst=7', '--limit', 'awayMs=100'],
      ...['--max-file-size', '200'],
    ];
    assert.deepEqual(parseHubArguments(args), {
      ok: true,
      host: {
        kind: 'pair',
        name: 'x',
        person: 'Ann',
        address: '::1',
        port: 9000,
        maxClients: 500,
      },
      limits: {
        ...defaultLimits,
        connectionsPerAddress: 500,
        newConnectionsPerMinute: 2000,
        messageBurst: 7,
        awayMs: 100,
      },
      data: 'some/folder',
      fileBytes: 209_715_200,
    });
  });

  it('choose the encoding of a lab room', () => {
    const parsed = parseHubArguments(['--encoding', 'gbk']);
    assert.deepEqual(parsed, {
      ok: true,
      host: { ...host, encoding: 'gbk' },
      limits: defaultLimits,
    });
  });

  it('announce a room that others can reach, on all adapters or on some', () => {
    const announceOf = (...args: string[]) => {
      const parsed = parseHubArguments(args);
      return parsed.ok ? parsed.announce : parsed.problem;
    };
    assert.equal(announceOf('--address', '::'), undefined);
    assert.deepEqual(announceOf('--address', '::', '--announce'), []);
    assert.deepEqual(announceOf('--address', '::', '--announce-on', 'en0'), ['en0']);
    assert.match(String(announceOf('--announce')), /needs an --address that others can reach/);
  });

  it('ask for the QR code of a room with an invite', () => {
    const qrOf = (...args: string[]) => {
      const parsed = parseHubArguments(args);
      return parsed.ok ? parsed.qr : parsed.problem;
    };
    assert.equal(qrOf('--kind', 'pair', '--qr'), true);
    assert.equal(qrOf('--kind', 'pair'), undefined);
    assert.match(String(qrOf('--qr')), /for rooms with an invite/);
  });

  it('make the network weather of a lab room, by name or as JSON', () => {
    const weatherOf = (...args: string[]) => {
      const parsed = parseHubArguments(args);
      return parsed.ok ? parsed.weather : undefined;
    };
    assert.deepEqual(weatherOf('--weather', 'byte-by-byte'), { chunkBytes: 1 });
    assert.deepEqual(weatherOf('--weather', '{"loss":20,"delayMs":100}'), {
      loss: 20,
      delayMs: 100,
    });
    const udp = weatherOf('--kind', 'lab-udp', '--weather', 'lossy');
    assert.equal(udp?.duplicates, 2);
  });

  it('are refused when invalid', () => {
    const wrong = [
      ['--weather', 'rain'],
      ['--weather', '{"loss":200}'],
      ['--weather', '{"reordering":5}'],
      ['--weather', '5'],
      ['--kind', 'lab-udp', '--weather', 'nagle'],
      ['--kind', 'pair', '--weather', 'lossy'],
      ['--encoding', 'ebcdic'],
      ['--kind', 'pair', '--encoding', 'gbk'],
      ['--kind', 'party'],
      ['--port', '70000'],
      ['--port', ''],
      ['--max-clients', '0'],
      ['--max-clients', '501'],
      ['--max-clients', '1e2'],
      ['--most-per-address', '0'],
      ['--most-new-per-minute', 'many'],
      ['--limit', 'messageBurst'],
      ['--limit', 'messageBurst=0'],
      ['--limit', 'constructor=1'],
      ['--data'],
      ['--unknown'],
      ['extra'],
    ];
    for (const args of wrong) assert.equal(parseHubArguments(args).ok, false, args.join(' '));
  });

  it('are all explained', () => {
    for (const option of [
      'kind',
      'name',
      'person',
      'address',
      'port',
      'max-clients',
      'weather',
      'qr',
      'data',
    ]) {
      assert.match(usage, new RegExp(`^ {2}--${option} `, 'm'));
    }
  });
});

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
    hub = await HubProcess.start(bundleHub(folder()), args);
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
