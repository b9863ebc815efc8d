import assert from 'node:assert/strict';
import {
  formatLabEndpoint,
  type LabEndpoint,
  namedWire,
  parseLabEndpoint,
} from '../../src/protocol/lab-endpoint';
import { wires } from '../../src/protocol/room-kinds';

describe('the address of a lab room', () => {
  const endpoints: readonly [string, LabEndpoint][] = [
    ['127.0.0.1:9000', { host: '127.0.0.1', port: 9000 }],
    ['[::1]:9000', { host: '::1', port: 9000 }],
    ['udp://127.0.0.1:9000', { host: '127.0.0.1', port: 9000, wire: 'lab-udp' }],
    ['udp://[fe80::1%eth0]:9000', { host: 'fe80::1%eth0', port: 9000, wire: 'lab-udp' }],
  ];
  for (const [text, endpoint] of endpoints) {
    it(`reads back as ${text}`, () => {
      assert.equal(formatLabEndpoint(endpoint), text);
      assert.deepEqual(parseLabEndpoint(text), { ok: true, endpoint });
      assert.deepEqual(parseLabEndpoint(` ${text.toUpperCase()} `.replace('ETH', 'eth')), {
        ok: true,
        endpoint: { ...endpoint, host: endpoint.host.replace('fe80', 'FE80') },
      });
    });
  }

  it('has no scheme that isn’t known', () => {
    assert.deepEqual(parseLabEndpoint('http://127.0.0.1:9000'), { ok: false, problem: 'bad-host' });
    assert.deepEqual(parseLabEndpoint('udp://'), { ok: false, problem: 'empty' });
  });

  it('names a wire only if the address doesn’t say enough', () => {
    const named = Object.keys(wires).filter((wire) => namedWire(wire as keyof typeof wires));
    assert.deepEqual(named, ['lab-udp']);
  });
});
