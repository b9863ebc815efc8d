import assert from 'node:assert/strict';
import { UsageError } from '../../src/cli/exit-codes';
import { type HostDefaults, readHostArguments } from '../../src/cli/host-arguments';
import { parseCommand } from '../../src/cli/parse-command';
import { defaultLimits } from '../../src/protocol/limits';
import { english } from '../../src/strings/translate';

const defaults: HostDefaults = {
  kind: 'lab-hub',
  person: (given = 'Host') => given,
  address: () => '127.0.0.1',
  data: (given) => given,
};

function read(...args: string[]) {
  return readHostArguments(parseCommand('host', args, english).values, defaults, english);
}

describe('the arguments of host', () => {
  const others = { limits: defaultLimits, json: false, isNamed: false, given: [] };
  const host = {
    kind: 'lab-hub',
    name: '',
    person: 'Host',
    address: '127.0.0.1',
    port: 0,
    maxClients: 16,
  };

  it('have defaults that open nothing to others', () => {
    assert.deepEqual(read(), { ...others, host });
  });

  it('take as many guests as rooms of their kind do', () => {
    const guests = (kind: string) => read('--kind', kind).host.maxClients;
    assert.deepEqual(['pair', 'group', 'class'].map(guests), [1, 16, 500]);
  });

  it('need a server for a wide room, and for no other', () => {
    const wide = (...args: string[]) => read('--kind', 'wide', ...args);
    const { host: opened, server } = wide('--server', 'campus.json', '--name', 'x');
    assert.deepEqual(
      [server, opened.kind, opened.name, opened.maxClients],
      [...['campus.json', 'wide', 'x', 500]],
    );
    assert.throws(() => wide(), /needs --server/);
    assert.throws(() => read('--kind', 'group', '--server', 'x'), /--server is for a wide room/);
    const unfit: readonly (readonly string[])[] = [
      ['--address', '::1'],
      ['--port', '9000'],
      ['--announce'],
      ['--max-file-size', '1'],
      ['--most-per-address', '5'],
    ];
    for (const [option = '', ...value] of unfit) {
      const message = new RegExp(`${option} isn’t for wide rooms`);
      assert.throws(() => wide('--server', 'x', option, ...value), message);
    }
    assert.throws(() => wide('--server', 'x', '--service', '--data', 'y'), UsageError);
  });

  it('are read', () => {
    const args = [
      ...['--kind', 'pair', '--address=::1', '--port', '9000', '--max-clients', '500'],
      ...['--name', 'x', '--person', 'Ann', '--data', 'some/folder'],
      ...['--most-per-address', '500', '--most-new-per-minute', '2000'],
      ...['--limit', 'messageBurst=7', '--limit', 'awayMs=100'],
      ...['--max-file-size', '200'],
    ];
    assert.deepEqual(read(...args), {
      json: false,
      isNamed: true,
      given: ['address', 'port', 'max-clients', 'person'],
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
    const parsed = read('--encoding', 'gbk');
    assert.deepEqual(parsed, { ...others, host: { ...host, encoding: 'gbk' } });
  });

  it('announce a room that others can reach, on all adapters or on some', () => {
    const announceOf = (...args: string[]) => read(...args).announce;
    assert.equal(announceOf('--address', '::'), undefined);
    assert.deepEqual(announceOf('--address', '::', '--announce'), []);
    assert.deepEqual(announceOf('--address', '::', '--announce-on', 'en0'), ['en0']);
    assert.throws(() => announceOf('--announce'), /needs an --address that others can reach/);
  });

  it('ask for the QR code of a room with an invite', () => {
    const qrOf = (...args: string[]) => read(...args).qr;
    assert.equal(qrOf('--kind', 'pair', '--qr'), true);
    assert.equal(qrOf('--kind', 'pair'), undefined);
    assert.throws(() => qrOf('--qr'), /for rooms with an invite/);
  });

  it('make the network weather of a lab room, by name or as JSON', () => {
    const weatherOf = (...args: string[]) => read(...args).weather;
    assert.deepEqual(weatherOf('--weather', 'byte-by-byte'), { chunkBytes: 1 });
    assert.deepEqual(weatherOf('--weather', '{"loss":20,"delayMs":100}'), {
      loss: 20,
      delayMs: 100,
    });
    const udp = weatherOf('--kind', 'lab-udp', '--weather', 'lossy');
    assert.equal(udp?.duplicates, 2);
  });

  it('make a service, which prints JSON and may have metrics', () => {
    const { json, isService, metrics } = read(
      ...['--kind', 'group', '--service', '--data', 'rooms', '--metrics', '9100'],
    );
    assert.deepEqual({ json, isService, metrics }, { json: true, isService: true, metrics: 9100 });
    const wrong = [
      ['--kind', 'lab-hub', '--service', '--data', 'rooms'],
      ['--kind', 'group', '--service'],
      ['--kind', 'group', '--service', '--no-save'],
      ['--kind', 'group', '--data', 'rooms', '--metrics', '9100'],
      ['--kind', 'group', '--service', '--data', 'rooms', '--metrics', '65536'],
    ];
    for (const args of wrong) assert.throws(() => read(...args), UsageError, args.join(' '));
  });

  it('are a class and its roster', () => {
    const { host, roster } = read('--kind', 'class', '--roster', 'names.csv');
    assert.deepEqual([host.kind, roster], ['class', 'names.csv']);
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
      ['--kind', 'class', '--json'],
      ['--kind', 'class', '--service', '--data', 'rooms'],
      ['--kind', 'group', '--roster', 'names.csv'],
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
      ['--data', 'some/folder', '--no-save'],
      ['--unknown'],
      ['extra'],
    ];
    for (const args of wrong) assert.throws(() => read(...args), UsageError, args.join(' '));
  });

  it('say where the room is saved, which can be nowhere', () => {
    const saving = { ...defaults, data: (given = 'usual') => given };
    const dataOf = (...args: string[]) =>
      readHostArguments(parseCommand('host', args, english).values, saving, english).data;
    assert.equal(dataOf(), 'usual');
    assert.equal(dataOf('--data', 'there'), 'there');
    assert.equal(dataOf('--no-save'), undefined);
  });
});
