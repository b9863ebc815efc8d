import assert from 'node:assert/strict';
import { addressText, isAllNetworks, isLoopback } from '../../src/strings/addresses';
import { english } from '../../src/strings/translate';

describe('places to listen', () => {
  it('distinguish this computer, all networks and other addresses', () => {
    for (const address of ['127.0.0.1', '127.1.2.3', '::1', 'localhost', '::ffff:127.0.0.1']) {
      assert.ok(isLoopback(address), address);
    }
    for (const address of ['192.168.1.5', '::', '0.0.0.0', '128.0.0.1', '127.example.org']) {
      assert.ok(!isLoopback(address), address);
    }
    assert.ok(isAllNetworks('::') && isAllNetworks('0.0.0.0') && !isAllNetworks('::1'));
  });

  it('read as people write them', () => {
    assert.equal(addressText({ address: '192.168.1.5', port: 9000 }, english), '192.168.1.5:9000');
    assert.equal(
      addressText({ address: '2001:db8::5', port: 9000 }, english),
      '[2001:db8::5]:9000',
    );
    assert.equal(addressText({ address: '::', port: 9000 }, english), 'all networks, port 9000');
  });

  it('say that a room is on UDP', () => {
    const wire = 'lab-udp';
    assert.equal(addressText({ address: '::1', port: 9000, wire }, english), 'udp://[::1]:9000');
    assert.equal(
      addressText({ address: '::', port: 9000, wire }, english),
      'all networks, UDP port 9000',
    );
  });
});
