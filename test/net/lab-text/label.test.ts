import assert from 'node:assert/strict';
import { readLabel } from '../../../src/net/lab-text/label';

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
