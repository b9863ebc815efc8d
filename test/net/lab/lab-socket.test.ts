import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { pythonAddress } from '../../../src/net/lab/lab-socket';
import { readLabel } from '../../../src/net/lab/label';

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

describe('readLabel', () => {
  const name = "('127.0.0.1', 50412)";

  it('reads prefixes and notices', () => {
    assert.deepEqual(readLabel(`x${name}:hi`, 1), { kind: 'message', name, end: name.length + 2 });
    assert.equal((readLabel(`${name}已进入聊天室`, 0) as { kind: string }).kind, 'joined');
    assert.equal((readLabel(`${name}已离开聊天室`, 0) as { kind: string }).kind, 'left');
  });

  it('can’t decide before the label is complete', () => {
    for (const whole of [`${name}:`, `${name}已进入聊天室`, "('::1', 5, 0, 0):"]) {
      for (let length = 1; length < whole.length; length += 1) {
        assert.equal(readLabel(whole.slice(0, length), 0), 'partial', whole.slice(0, length));
      }
    }
  });

  it('leaves alone what only looks similar', () => {
    const others = [
      '(x',
      "('localhost', 80):",
      "('127.0.0.1', 99999):",
      "('127.0.0.1'):",
      "('127.0.0.1',80):",
      `${name};`,
      `${name}已经`,
      "('127.0.0.1', 5, 0, 0):",
      "('::1', 5):",
      "('::1', 5, 0):",
      "('', 5):",
      `('${'1'.repeat(100)}`,
    ];
    for (const text of others) assert.equal(readLabel(text, 0), undefined, text);
  });
});
