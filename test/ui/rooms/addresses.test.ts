import assert from 'node:assert/strict';
import type { AdapterAddress } from '../../../src/net/socket/adapters';
import { english } from '../../../src/strings/translate';
import {
  labAddress,
  lastChoice,
  listenChoices,
  reachableAdapter,
  remoteMachine,
} from '../../../src/ui/rooms/addresses';

function adapter(name: string, address: string, internal = false): AdapterAddress {
  return { name, address, family: address.includes(':') ? 'IPv6' : 'IPv4', internal };
}

const loopback = adapter('lo', '127.0.0.1', true);
const loopback6 = adapter('lo', '::1', true);
const vpn = adapter('utun4', '10.8.0.2');
const wifi = adapter('Wi-Fi', '192.168.1.5');
const wifi6 = adapter('Wi-Fi', '2001:db8::5');

describe('the addresses a host can choose', () => {
  it('are listed by adapter, those of VPNs last, between the two fixed ones', () => {
    const choices = listenChoices([loopback, vpn, wifi, loopback6, wifi6], false, english);
    assert.deepEqual(
      choices.map(({ label, address, reach }) => [label, address, reach]),
      [
        ['This computer only', '127.0.0.1', 'this-computer'],
        ['Wi-Fi', '192.168.1.5', 'others'],
        ['Wi-Fi', '2001:db8::5', 'others'],
        ['utun4', '10.8.0.2', 'others'],
        ['All networks', '::', 'others'],
      ],
    );
  });

  it('start with all networks for an invite room: the invite decides who can join', () => {
    const choices = listenChoices([loopback, vpn, wifi, loopback6, wifi6], true, english);
    assert.deepEqual(
      choices.map(({ label }) => label),
      ['All networks', 'Wi-Fi', 'Wi-Fi', 'utun4', 'This computer only'],
    );
    assert.equal(lastChoice(choices, { address: '10.0.0.1', adapter: 'gone' }), choices[0]);
  });

  it('use IPv4 for all networks when there is no IPv6', () => {
    assert.equal(listenChoices([loopback, wifi], false, english).at(-1)?.address, '0.0.0.0');
  });

  it('remember the last one, even when its adapter has a new address', () => {
    const choices = listenChoices([loopback, vpn, wifi, wifi6], false, english);
    const chosen = (address: string, name?: string) =>
      lastChoice(choices, { address, ...(name === undefined ? {} : { adapter: name }) })?.address;
    assert.equal(chosen('::'), '::');
    assert.equal(chosen('192.168.1.5', 'Wi-Fi'), '192.168.1.5');
    assert.equal(chosen('192.168.77.9', 'Wi-Fi'), '192.168.1.5');
    assert.equal(chosen('2001:db8::99', 'Wi-Fi'), '2001:db8::5');
    assert.equal(chosen('192.168.1.5', 'gone'), '192.168.1.5');
    assert.equal(chosen('10.0.0.1', 'gone'), '127.0.0.1');
    assert.equal(chosen('0.0.0.0'), '::', 'all networks are all networks');
  });
});

const docker = adapter('docker0', '172.17.0.1');

describe('the address that others reach', () => {
  it('is a real adapter’s rather than a VPN’s or a virtual machine’s', () => {
    assert.equal(reachableAdapter([loopback, vpn, docker, wifi, wifi6]), wifi);
    assert.equal(reachableAdapter([loopback, vpn]), vpn);
    assert.equal(reachableAdapter([adapter('en0', '169.254.3.4'), wifi6]), wifi6);
    assert.equal(reachableAdapter([loopback, loopback6]), undefined);
  });

  it('is copied for a room on all networks, with a message that says so', () => {
    const room = { kind: 'lab-hub', name: '', address: '::', port: 9000 } as const;
    const { text, message } = labAddress(room, [vpn, wifi], english);
    assert.equal(text, '192.168.1.5:9000');
    assert.match(message, /listens on all networks/);
    assert.match(message, /Wi-Fi/);
    assert.match(labAddress(room, [loopback], english).message, /isn’t on a network/);
  });

  it('is the room’s own when it listens on one address', () => {
    const room = { kind: 'lab-hub', name: '', address: '2001:db8::5', port: 9000 } as const;
    assert.equal(labAddress(room, [wifi], english).text, '[2001:db8::5]:9000');
    const here = labAddress({ ...room, address: '127.0.0.1' }, [wifi], english);
    assert.equal(here.text, '127.0.0.1:9000');
    assert.match(here.message, /Only programs on the computer/);
  });
});

describe('the machine a port is opened on', () => {
  it('is a remote one only when the extension runs on the remote side', () => {
    assert.equal(remoteMachine('ssh-remote', true), 'ssh-remote');
    assert.equal(remoteMachine('ssh-remote', false), undefined);
    assert.equal(remoteMachine(undefined, true), undefined);
    assert.equal(remoteMachine('127.0.0.1:8080', true), undefined);
  });
});
