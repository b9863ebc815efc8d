import assert from 'node:assert/strict';
import { isAllNetworks, isLoopback, placeWords } from '../../src/strings/places';
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
    assert.equal(placeWords({ address: '192.168.1.5', port: 9000 }, english), '192.168.1.5:9000');
    assert.equal(placeWords({ address: '2001:db8::5', port: 9000 }, english), '[2001:db8::5]:9000');
    assert.equal(placeWords({ address: '::', port: 9000 }, english), 'all networks, port 9000');
  });

  it('say that a room is on UDP', () => {
    const wire = 'lab-udp';
    assert.equal(placeWords({ address: '::1', port: 9000, wire }, english), 'udp://[::1]:9000');
    assert.equal(
      placeWords({ address: '::', port: 9000, wire }, english),
      'all networks, UDP port 9000',
    );
  });
});
