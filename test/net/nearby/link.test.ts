import assert from 'node:assert/strict';
import type { NetworkInterfaceInfo } from 'node:os';
import {
  addressesOn,
  isBeside,
  isOnLink,
  leftOutText,
  surveyLinks,
} from '../../../src/net/nearby/link';

function v4(address: string, prefix: number, internal = false): NetworkInterfaceInfo {
  const bits = (0xffffffff << (32 - prefix)) >>> 0;
  const netmask = [24, 16, 8, 0].map((shift) => (prefix === 0 ? 0 : (bits >>> shift) & 255));
  const more = { mac: '02:00:00:00:00:01', internal, cidr: `${address}/${prefix}` };
  return { family: 'IPv4', address, netmask: netmask.join('.'), ...more };
}

function v6(address: string, scopeid: number): NetworkInterfaceInfo {
  const more = { mac: '02:00:00:00:00:01', internal: false, cidr: `${address}/64` };
  return { family: 'IPv6', address, netmask: 'ffff:ffff:ffff:ffff::', scopeid, ...more };
}

const interfaces = {
  lo: [v4('127.0.0.1', 8, true)],
  eth0: [v4('10.0.0.7', 24), v6('2001:db8::7', 0), v6('fe80::7', 2)],
  tun0: [v4('10.8.0.2', 32)],
};

const linksOf = (...given: Parameters<typeof surveyLinks>) => surveyLinks(...given).links;

const links = linksOf(interfaces, [], 'linux');

describe('the links of a computer', () => {
  it('are its adapters, for each family', () => {
    assert.deepEqual(
      links.map(({ family, adapter, broadcast }) => [family, adapter, broadcast]),
      [
        ['IPv4', '10.0.0.7', '10.0.0.255'],
        ['IPv6', '::%eth0', undefined],
        ['IPv4', '10.8.0.2', undefined],
      ],
    );
    assert.deepEqual(links[0]?.addresses, ['10.0.0.7', '2001:db8::7', 'fe80::7']);
  });

  it('are those that are wanted', () => {
    const named = linksOf(interfaces, ['lo', 'none'], 'linux');
    assert.deepEqual(
      named.map(({ adapter }) => adapter),
      ['127.0.0.1'],
    );
  });

  it('are named by number on Windows', () => {
    const [, link] = linksOf(interfaces, ['eth0'], 'win32');
    assert.deepEqual([link?.adapter, link?.zone], ['::%2', '2']);
  });

  it('have other keys when their addresses change', () => {
    const moved = linksOf({ eth0: [v4('10.0.0.7', 16)] }, [], 'linux');
    assert.notEqual(moved[0]?.key, links[0]?.key);
    assert.deepEqual(
      linksOf(interfaces, [], 'linux').map(({ key }) => key),
      links.map(({ key }) => key),
    );
  });

  it('are 16 at most', () => {
    const many = Array.from({ length: 50 }, (_, at) => [`e${at}`, [v4(`10.0.${at}.1`, 24)]]);
    assert.equal(linksOf(Object.fromEntries(many), [], 'linux').length, 16);
  });

  it('are those that lead to other computers first, and none of containers', () => {
    const containers = Array.from({ length: 20 }, (_, at): [string, NetworkInterfaceInfo[]] => [
      `veth${(0xa000 + at).toString(16)}`,
      [v6(`fe80::${at + 1}`, at + 10)],
    ]);
    const found = linksOf(
      { docker0: [v4('172.17.0.1', 16)], ...Object.fromEntries(containers), ...interfaces },
      [],
      'linux',
    );
    assert.deepEqual(
      found.map(({ adapter }) => adapter),
      ['10.0.0.7', '::%eth0', '10.8.0.2'],
    );
    const late = linksOf({ tun0: interfaces.tun0, eth0: interfaces.eth0 }, [], 'linux');
    assert.equal(late[0]?.adapter, '10.0.0.7');
    const named = linksOf({ docker0: [v4('172.17.0.1', 16)] }, ['docker0'], 'linux');
    assert.equal(named.length, 1);
  });

  it('survive a mask that isn’t one', () => {
    const [odd] = linksOf({ x: [{ ...v4('10.0.0.7', 24), cidr: '10.0.0.7/99' }] }, [], 'linux');
    assert.ok(odd);
    assert.deepEqual([isOnLink(odd, '10.0.0.7'), isOnLink(odd, '10.0.0.8')], [true, false]);
  });

  it('have the computers of their networks on them', () => {
    const [ipv4, ipv6, vpn] = links;
    assert.ok(ipv4 && ipv6 && vpn);
    const on = (address: string) => links.filter((link) => isOnLink(link, address));
    assert.deepEqual(on('10.0.0.200'), [ipv4]);
    assert.deepEqual(on('10.0.1.1'), []);
    assert.deepEqual(on('fe80::99%eth0'), [ipv6]);
    assert.deepEqual(on('fe80::99%eth1'), []);
    assert.deepEqual(on('2001:db8::1'), [ipv6]);
    assert.deepEqual(on('10.8.0.1'), []);
  });

  it('reach a room where it listens', () => {
    const [link] = links;
    assert.ok(link);
    const on = (address: string) => addressesOn(link, address);
    assert.deepEqual(on('::'), ['10.0.0.7', '2001:db8::7', 'fe80::7']);
    assert.deepEqual(on('0.0.0.0'), ['10.0.0.7']);
    assert.deepEqual(on('10.0.0.7'), ['10.0.0.7']);
    assert.deepEqual(on('10.8.0.2'), []);
    assert.deepEqual(on('127.0.0.1'), []);
  });

  it('never reach a room that listens on this computer only', () => {
    const [own] = linksOf(interfaces, ['lo'], 'linux');
    assert.ok(own);
    assert.deepEqual(addressesOn(own, '127.0.0.1'), []);
    assert.deepEqual(addressesOn(own, '::'), ['127.0.0.1']);
  });
});

describe('the adapters that aren’t used', () => {
  const leftOut = (...given: Parameters<typeof surveyLinks>) => leftOutText(surveyLinks(...given));
  const containers = Array.from({ length: 12 }, (_, at): [string, NetworkInterfaceInfo[]] => [
    `veth${(0xa000 + at).toString(16)}`,
    [v6(`fe80::${at + 1}`, at + 10)],
  ]);

  it('are none where all lead to other computers, a VPN included', () => {
    assert.equal(leftOut(interfaces, [], 'linux'), '');
  });

  it('are named in one line, however many there are', () => {
    const docker = { docker0: [v4('172.17.0.1', 16)] };
    const many = { ...interfaces, ...docker, ...Object.fromEntries(containers) };
    assert.equal(
      leftOut(many, [], 'linux'),
      'docker0, vetha000, vetha001, vetha002 and 9 more (networks of containers)',
    );
  });

  it('are those that weren’t chosen, and chosen ones that aren’t here', () => {
    assert.equal(
      leftOut(interfaces, ['eth0', 'wlan9'], 'linux'),
      'tun0 (not chosen); wlan9 (not here)',
    );
  });

  it('are those beyond the most networks', () => {
    const many = Array.from({ length: 18 }, (_, at) => [`e${at}`, [v4(`10.0.${at}.1`, 24)]]);
    assert.equal(
      leftOut(Object.fromEntries(many), [], 'linux'),
      'e16, e17 (more than 16 networks)',
    );
  });
});

describe('two adapters on the same network', () => {
  const find = (more: Record<string, NetworkInterfaceInfo[]>) => {
    const all = linksOf({ ...interfaces, ...more }, [], 'linux');
    const eth0 = all.find(({ name }) => name === 'eth0');
    assert.ok(eth0);
    return all.filter((each) => isBeside(each, eth0)).map(({ adapter }) => adapter);
  };

  it('have addresses in each other’s', () => {
    assert.deepEqual(find({ wlan0: [v4('10.0.0.8', 24), v6('fe80::8', 3)] }), [
      '10.0.0.8',
      '::%wlan0',
    ]);
    assert.deepEqual(find({ wlan0: [v6('2001:db8::8', 0)] }), ['::%wlan0']);
  });

  it('aren’t told by link-local addresses, nor by those that one of them only reaches', () => {
    assert.deepEqual(find({ wlan0: [v4('10.0.1.8', 24), v6('fe80::8', 3)] }), []);
    assert.deepEqual(find({ tun1: [v4('10.0.0.9', 32)] }), []);
  });
});
