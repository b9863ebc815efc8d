import assert from 'node:assert/strict';
import { findPaths, isInNetwork, type Path, type PathParts } from '../../../src/net/check/paths';
import type { Tools } from '../../../src/net/check/tools';
import type { AdapterAddress } from '../../../src/net/socket/adapters';
import { FakeClock } from '../../helpers/fake-clock';
import { waitFor } from '../../helpers/wait-for';

function adapter(address: string, prefix: number, name = 'eth0'): AdapterAddress {
  const family = address.includes(':') ? 'IPv6' : 'IPv4';
  return { name, address, cidr: `${address}/${prefix}`, family, internal: false };
}

describe('isInNetwork', () => {
  it('compares the prefix of IPv4 and IPv6', () => {
    assert.ok(isInNetwork('192.168.1.200', adapter('192.168.1.5', 24)));
    assert.ok(!isInNetwork('192.168.2.5', adapter('192.168.1.5', 24)));
    assert.ok(isInNetwork('10.9.1.1', adapter('10.1.0.1', 8)));
    assert.ok(!isInNetwork('192.168.1.6', adapter('192.168.1.5', 32)));
    assert.ok(isInNetwork('2001:db8::99', adapter('2001:db8::1', 64)));
    assert.ok(!isInNetwork('2001:db9::99', adapter('2001:db8::1', 64)));
  });

  it('is false for anything else', () => {
    const odd = { ...adapter('192.168.1.5', 24), cidr: '192.168.1.5/x' };
    assert.ok(!isInNetwork('192.168.1.6', odd));
    assert.ok(!isInNetwork('192.168.1.6', { ...odd, cidr: '192.168.1.5/99' }));
    assert.ok(!isInNetwork('2001:db8::1', adapter('192.168.1.5', 24)));
    assert.ok(!isInNetwork('example.org', adapter('192.168.1.5', 24)));
  });
});

describe('findPaths', () => {
  const { signal } = new AbortController();

  async function findPath(host: string, parts: PathParts, isSilent = true): Promise<Path> {
    const [path] = await findPaths([{ host, isSilent }], parts, signal);
    assert.ok(path);
    return path;
  }

  function tools(states: string[], platform: NodeJS.Platform = 'linux'): Tools {
    const answer = () => states.shift() ?? 'REACHABLE';
    return {
      platform,
      run: async () => JSON.stringify([{ dst: '192.168.1.5', state: [answer()] }]),
      read: async () => undefined,
    };
  }

  it('knows this computer’s own addresses', async () => {
    const parts = {
      adapters: [adapter('172.17.0.1', 16)],
      tools: tools([]),
      clock: new FakeClock(),
    };
    for (const host of ['172.17.0.1', '127.0.0.1', '::1']) {
      assert.equal((await findPath(host, parts)).isOwn, true, host);
    }
  });

  it('asks again while the system still looks for a neighbor', async () => {
    const clock = new FakeClock();
    const states = ['STALE', 'DELAY', 'FAILED'];
    const parts = { adapters: [adapter('192.168.1.7', 24)], tools: tools(states), clock };
    const finding = findPath('192.168.1.5', parts);
    for (const left of [2, 1]) {
      await waitFor(() => clock.pending === 1 && states.length === left, 'the next question');
      await clock.advance(500);
    }
    const { isNear, isOwn, neighbor } = await finding;
    assert.deepEqual([isNear, isOwn, neighbor], [true, false, 'missing']);
  });

  it('asks of a neighbor only if it didn’t respond and is on this network', async () => {
    const adapters = [adapter('192.168.1.7', 24)];
    let asked = 0;
    const counting: Tools = {
      ...tools([]),
      run: async () => {
        asked += 1;
        return undefined;
      },
    };
    const parts = { adapters, tools: counting, clock: new FakeClock() };
    assert.equal((await findPath('192.168.1.5', parts, false)).neighbor, 'unknown');
    assert.equal((await findPath('10.0.0.5', parts)).isNear, false);
    assert.equal((await findPath('192.168.1.7', parts)).isOwn, true);
    assert.equal(asked, 0);
    await findPath('192.168.1.5', parts);
    assert.equal(asked, 1);
  });

  it('doesn’t know which networks it is on without their prefixes', async () => {
    const { cidr: _, ...plain } = adapter('192.168.1.7', 24);
    const parts = { adapters: [plain], tools: tools([]), clock: new FakeClock() };
    assert.equal((await findPath('192.168.1.5', parts)).isNear, undefined);
  });
});
