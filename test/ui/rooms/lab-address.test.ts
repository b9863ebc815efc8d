import assert from 'node:assert/strict';
import type { AdapterAddress } from '../../../src/net/socket/adapters';
import { english } from '../../../src/strings/translate';
import { labAddress, reachableAdapter } from '../../../src/ui/rooms/lab-address';

function adapter(name: string, address: string, internal = false): AdapterAddress {
  return { name, address, family: address.includes(':') ? 'IPv6' : 'IPv4', internal };
}

const loopback = adapter('lo', '127.0.0.1', true);
const loopback6 = adapter('lo', '::1', true);
const vpn = adapter('utun4', '10.8.0.2');
const wifi = adapter('Wi-Fi', '192.168.1.5');
const wifi6 = adapter('Wi-Fi', '2001:db8::5');
const docker = adapter('docker0', '172.17.0.1');

describe('the address that others reach', () => {
  it('is that of a real adapter before a VPN or a virtual machine', () => {
    assert.equal(reachableAdapter([loopback, vpn, docker, wifi, wifi6]), wifi);
    assert.equal(reachableAdapter([loopback, vpn]), vpn);
    assert.equal(reachableAdapter([adapter('en0', '169.254.3.4'), wifi6]), wifi6);
    assert.equal(reachableAdapter([loopback, loopback6]), undefined);
  });

  it('is what an invite to a room on all networks holds, and it says so', () => {
    const room = { kind: 'lab-hub', name: '', address: '::', port: 9000 } as const;
    const { text, told } = labAddress(room, [vpn, wifi], english);
    assert.equal(text, '192.168.1.5:9000');
    assert.match(told, /listens on all networks/);
    assert.match(told, /Wi-Fi/);
    assert.match(labAddress(room, [loopback], english).told, /isn’t on a network/);
  });

  it('is the room’s own where it listens on one address', () => {
    const room = { kind: 'lab-hub', name: '', address: '2001:db8::5', port: 9000 } as const;
    assert.equal(labAddress(room, [wifi], english).text, '[2001:db8::5]:9000');
    const here = labAddress({ ...room, address: '127.0.0.1' }, [wifi], english);
    assert.equal(here.text, '127.0.0.1:9000');
    assert.match(here.told, /Only programs on the computer/);
  });
});
