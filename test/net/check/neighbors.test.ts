import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  findNeighbors,
  parseArpOfMac,
  parseArpOfWindows,
  parseIpNeigh,
  parseNetNeighbor,
} from '../../../src/net/check/neighbors';
import type { Tool, Tools } from '../../../src/net/check/tools';

const address = '192.168.1.5';
const mac = 'a4:5e:60:c2:11:22';

describe('the neighbor table of Linux', () => {
  const row = (state: string, dst = address) =>
    JSON.stringify([{ dst, dev: 'wlan0', lladdr: mac, state: [state] }]);

  it('is read by its states', () => {
    assert.equal(parseIpNeigh(row('REACHABLE'), address), 'reachable');
    assert.equal(parseIpNeigh(row('STALE'), address), 'seen');
    assert.equal(parseIpNeigh(row('DELAY'), address), 'seen');
    assert.equal(parseIpNeigh(row('PROBE'), address), 'seen');
    assert.equal(parseIpNeigh(row('FAILED'), address), 'missing');
    assert.equal(parseIpNeigh(row('INCOMPLETE'), address), 'missing');
    assert.equal(parseIpNeigh('[]', address), 'none');
    assert.equal(parseIpNeigh('', address), 'none');
  });

  it('says most by the adapter that reaches the neighbor, if several ask for it', () => {
    const rows = [row('FAILED'), row('REACHABLE')].map((text) => JSON.parse(text)[0]);
    assert.equal(parseIpNeigh(JSON.stringify(rows), address), 'reachable');
  });

  it('is unknown when it is of another computer, or another program’s', () => {
    assert.equal(parseIpNeigh(row('REACHABLE', '192.168.1.50'), address), 'unknown');
    assert.equal(parseIpNeigh(row('constructor'), address), 'unknown');
    assert.equal(parseIpNeigh('Usage: ip [ OPTIONS ] OBJECT', address), 'unknown');
    assert.equal(parseIpNeigh('{"state":["REACHABLE"]}', address), 'unknown');
    assert.equal(parseIpNeigh('[null, 1, "x"]', address), 'unknown');
  });
});

describe('the neighbor table of macOS', () => {
  it('is read for IPv4 and IPv6', () => {
    assert.equal(
      parseArpOfMac(`? (${address}) at ${mac} on en0 ifscope [ethernet]`, address),
      'seen',
    );
    // macOS drops leading zeros.
    assert.equal(parseArpOfMac(`? (${address}) at 4:5e:0:c2:1:2 on en0`, address), 'seen');
    assert.equal(
      parseArpOfMac(`? (${address}) at (incomplete) on en0 ifscope [ethernet]`, address),
      'missing',
    );
    assert.equal(parseArpOfMac(`${address} (${address}) -- no entry`, address), 'none');
    const line = `2001:db8::5    ${mac}  en0  23h59m58s S R`;
    assert.equal(parseArpOfMac(line, '2001:db8::5'), 'seen');
  });

  it('is unknown when it is of another computer', () => {
    const other = `? (192.168.1.50) at ${mac} on en0 ifscope [ethernet]`;
    assert.equal(parseArpOfMac(other, address), 'unknown');
    assert.equal(parseArpOfMac('', address), 'unknown');
  });
});

describe('the neighbor table of Windows', () => {
  const table = (head: string, columns: string, row: string) =>
    `\r\n${head}\r\n  ${columns}\r\n  ${row}\r\n`;
  const hardware = mac.replaceAll(':', '-');

  it('is read in every language', () => {
    const english = table(
      'Interface: 192.168.1.7 --- 0xb',
      'Internet Address      Physical Address      Type',
      `${address}           ${hardware}     dynamic`,
    );
    const german = table(
      'Schnittstelle: 192.168.1.7 --- 0xb',
      'Internetadresse       Physische Adresse     Typ',
      `${address}           ${hardware}     dynamisch`,
    );
    const chinese = table(
      '接口: 192.168.1.7 --- 0xb',
      'Internet 地址         物理地址              类型',
      `${address}           ${hardware}     动态`,
    );
    for (const output of [english, german, chinese]) {
      assert.equal(parseArpOfWindows(output, address), 'seen');
      assert.equal(
        parseArpOfWindows(output.replace(hardware, '00-00-00-00-00-00'), address),
        'missing',
      );
      // The head names this computer, which isn't the one asked for.
      assert.equal(parseArpOfWindows(output, '192.168.1.7'), 'unknown');
    }
    for (const none of [
      'No ARP Entries Found.',
      'Keine ARP-Einträge gefunden',
      '未找到 ARP 项。',
    ]) {
      assert.equal(parseArpOfWindows(`${none}\r\n`, address), 'none');
    }
    assert.equal(parseArpOfWindows('', address), 'unknown');
  });

  it('is read by the numbers of the system’s own states', () => {
    const states = ['missing', 'missing', 'seen', 'seen', 'seen', 'reachable', 'reachable'];
    for (const [State, expected] of states.entries()) {
      assert.equal(
        parseNetNeighbor(JSON.stringify({ IPAddress: address, State }), address),
        expected,
      );
    }
    const rows = (State: number, IPAddress: string) => ({ IPAddress, State });
    const both = JSON.stringify([rows(0, address), rows(5, address), rows(5, '192.168.1.50')]);
    assert.equal(parseNetNeighbor(both, address), 'reachable');
    assert.equal(parseNetNeighbor(both, '192.168.1.50'), 'reachable');
    assert.equal(parseNetNeighbor(both, '192.168.1.51'), 'unknown');
    const long = JSON.stringify(rows(4, '2001:0DB8:0:0::5%11'));
    assert.equal(parseNetNeighbor(long, '2001:db8::5'), 'seen');
    for (const odd of ['', 'null', '5', '{"State":5}', '[]']) {
      assert.equal(parseNetNeighbor(odd, address), 'unknown', odd);
    }
  });
});

describe('whatever a tool prints', () => {
  const known = new Set(['reachable', 'seen', 'missing', 'none', 'unknown']);
  const parsers = [parseIpNeigh, parseArpOfMac, parseArpOfWindows, parseNetNeighbor];
  const real = [
    JSON.stringify([{ dst: address, lladdr: mac, state: ['REACHABLE'] }]),
    `? (${address}) at ${mac} on en0 ifscope [ethernet]`,
    `  ${address}           a4-5e-60-c2-11-22     动态\r\n`,
    `{"IPAddress":"${address}","State":5}`,
  ];

  it('is read or unknown, and throws nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (output) => {
        for (const parse of parsers) assert.ok(known.has(parse(output, address)));
      }),
    );
  });

  it('isn’t a missing neighbor when it is only cut off', () => {
    for (const output of real) {
      for (let end = 0; end < output.length; end += 1) {
        for (const parse of parsers) {
          assert.notEqual(parse(output.slice(0, end), address), 'missing', output.slice(0, end));
        }
      }
    }
  });
});

describe('findNeighbors', () => {
  const signal = new AbortController().signal;

  async function findNeighbor(host: string, fake: Tools) {
    const [found] = await findNeighbors([host], fake, signal);
    return found;
  }

  function tools(platform: NodeJS.Platform, answer: (tool: Tool) => string | undefined) {
    const asked: Tool[] = [];
    const fake: Tools = {
      platform,
      run: async (tool) => {
        asked.push(tool);
        return answer(tool);
      },
      read: async () => undefined,
    };
    return { asked, fake };
  }

  it('asks the programs of the system, by absolute paths', async () => {
    for (const platform of ['linux', 'darwin', 'win32'] as const) {
      const { asked, fake } = tools(platform, () => undefined);
      assert.equal(await findNeighbor(address, fake), 'unknown');
      assert.ok(asked.length > 0);
      for (const { programs, args } of asked) {
        for (const program of programs) assert.match(program, /^(\/|[A-Z]:\\)/);
        assert.ok(args[0] === '-a' || args.some((arg) => arg.includes(address)));
      }
    }
  });

  it('takes the second source when the first is too slow', async () => {
    const row = `  ${address}           a4-5e-60-c2-11-22     dynamic`;
    const { fake } = tools('win32', ({ args }) => (args[0] === '-a' ? row : undefined));
    assert.equal(await findNeighbor(address, fake), 'seen');
  });

  it('runs nothing for what isn’t an address', async () => {
    const { asked, fake } = tools('win32', () => '{"IPAddress":"fe80::1%4","State":5}');
    for (const odd of ['example.org', '1.2.3.4; calc', '$(calc)', '']) {
      assert.equal(await findNeighbor(odd, fake), 'unknown');
    }
    assert.equal(await findNeighbor('fe80::1%eth0', fake), 'reachable');
    assert.ok(asked.every(({ args }) => !args.join(' ').includes('%')));
  });

  it('starts two programs on Windows for any number of addresses', async () => {
    const many = Array.from({ length: 24 }, (_, index) => `192.168.1.${100 + index}`);
    const rows = many.slice(1).map((IPAddress) => ({ IPAddress, State: 5 }));
    const { asked, fake } = tools('win32', ({ args }) =>
      args[0] === '-a' ? `  ${many[0]}   a4-5e-60-c2-11-22   dynamic` : JSON.stringify(rows),
    );
    const found = await findNeighbors(many, fake, signal);
    assert.deepEqual(found, ['seen', ...rows.map(() => 'reachable')]);
    assert.equal(asked.length, 2);
  });

  it('is unknown when a program can’t be started', async () => {
    const fake: Tools = {
      ...tools('linux', () => undefined).fake,
      run: () => Promise.reject(new Error('spawn EPERM')),
    };
    assert.equal(await findNeighbor(address, fake), 'unknown');
  });

  it('is unknown on other systems', async () => {
    const { fake } = tools('freebsd', () => '[]');
    assert.equal(await findNeighbor(address, fake), 'unknown');
  });
});
