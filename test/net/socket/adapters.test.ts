import assert from 'node:assert/strict';
import { type AdapterAddress, reachableAddresses } from '../../../src/net/socket/adapters';

describe('reachableAddresses', () => {
  const adapter = (address: string, internal = false): AdapterAddress => ({
    name: 'eth0',
    address,
    family: address.includes(':') ? 'IPv6' : 'IPv4',
    internal,
  });
  const lan = [
    adapter('127.0.0.1', true),
    adapter('::1', true),
    adapter('2001:db8::5'),
    adapter('192.168.1.5'),
    adapter('169.254.3.4'),
    adapter('fe80::5'),
    adapter('192.168.1.5'),
  ];

  it('are those of all networks when listening on all, IPv4 first, each once', () => {
    assert.deepEqual(reachableAddresses('::', lan), ['192.168.1.5', '2001:db8::5']);
    assert.deepEqual(reachableAddresses('0.0.0.0', lan), ['192.168.1.5']);
  });

  it('is the one that the server listens on, even loopback', () => {
    assert.deepEqual(reachableAddresses('10.0.0.7', lan), ['10.0.0.7']);
    assert.deepEqual(reachableAddresses('127.0.0.1', lan), ['127.0.0.1']);
  });

  it('are loopback if there are no others', () => {
    const alone = lan.filter(({ internal, address }) => internal || address.startsWith('fe80'));
    assert.deepEqual(reachableAddresses('::', alone), ['127.0.0.1', '::1']);
  });

  it('are at most 16', () => {
    const many = Array.from({ length: 40 }, (_, index) => adapter(`10.0.0.${index}`));
    assert.equal(reachableAddresses('::', many).length, 16);
  });
});
