import assert from 'node:assert/strict';
import { quotedLine } from '../../src/text/quoted-line';

describe('the source line that a tool quotes', () => {
  const frame = '  File "/home/ann/lab/hub.py", line 11, in serve';

  it('stands below a frame of a Python traceback, without its indentation', () => {
    assert.equal(
      quotedLine(frame, 11, '    conn, addr = sock.accept()'),
      'conn, addr = sock.accept()',
    );
    assert.equal(
      quotedLine('  |   File "hub.py", line 3, in f', 3, '  |     raise ValueError(x | y)'),
      'raise ValueError(x | y)',
    );
  });

  it('stands with its number below a compiler’s message', () => {
    const message = 'hub.c:12:2: error: too few arguments';
    assert.equal(quotedLine(message, 12, '   12 |     send(s, buf);'), 'send(s, buf);');
    assert.equal(quotedLine(message, 12, '  112 |     send(s, buf);'), undefined);
    assert.equal(quotedLine(message, 12, '      |     ^~~~'), undefined);
  });

  it('is unknown when something else stands there', () => {
    for (const next of [
      undefined,
      '',
      '     ',
      '  File "hub.py", line 20, in main',
      'ValueError: no',
      `    ${'x'.repeat(501)}`,
    ]) {
      assert.equal(quotedLine(frame, 11, next), undefined, next);
    }
    assert.equal(quotedLine('hub.py:11: in serve', 11, '    serve()'), undefined);
    assert.equal(quotedLine('see File "hub.py", line 11', 11, '    serve()'), undefined);
  });
});
