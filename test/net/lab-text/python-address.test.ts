import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { pythonAddress } from '../../../src/net/lab-text/python-address';

describe('pythonAddress', () => {
  it('prints what Python prints', () => {
    assert.equal(pythonAddress({ address: '127.0.0.1', port: 50412 }), "('127.0.0.1', 50412)");
    assert.equal(pythonAddress({ address: '::1', port: 50412 }), "('::1', 50412, 0, 0)");
    assert.equal(pythonAddress({ address: '::', port: 9000 }), "('::', 9000, 0, 0)");
    assert.equal(pythonAddress({ address: '::ffff:10.0.0.7', port: 1 }), "('10.0.0.7', 1)");
  });

  it('gives a link-local zone as the number of its adapter', () => {
    assert.equal(pythonAddress({ address: 'fe80::1%7', port: 5 }), "('fe80::1', 5, 0, 7)");
    for (const [zone, addresses] of Object.entries(networkInterfaces())) {
      const scope = addresses?.find(({ family }) => family === 'IPv6')?.scopeid ?? 0;
      assert.equal(
        pythonAddress({ address: `fe80::1%${zone}`, port: 5 }),
        `('fe80::1', 5, 0, ${scope})`,
      );
    }
  });
});
