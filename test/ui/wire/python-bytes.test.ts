import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { pythonBytes } from '../../../src/ui/wire/python-bytes';
import { seededRandom } from '../../../src/util/seeded-random';

describe('pythonBytes', () => {
  it('writes bytes as Python prints them', () => {
    assert.equal(pythonBytes(Buffer.from('你\n')), "b'\\xe4\\xbd\\xa0\\n'");
    assert.equal(pythonBytes(Buffer.from("it's")), 'b"it\'s"');
    assert.equal(pythonBytes(Buffer.from(`'"`)), `b'\\'"'`);
    assert.equal(pythonBytes(new Uint8Array()), "b''");
  });

  it('writes what Python itself prints, for any bytes, and Python reads it back', () => {
    const random = seededRandom(7);
    const all = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const samples = [all, Buffer.from('\'"\\'), Buffer.from("''\\n")];
    for (let each = 0; each < 100; each += 1) {
      samples.push(Buffer.from(Array.from({ length: 40 }, () => Math.floor(random() * 256))));
    }
    const program = [
      'import ast, sys',
      'for line in sys.stdin:',
      '    shown, wanted = line.rstrip("\\n").split("\\t")',
      '    value = ast.literal_eval(shown)',
      '    assert value == bytes.fromhex(wanted), shown',
      '    assert repr(value) == shown, (repr(value), shown)',
      'print("fine")',
    ].join('\n');
    const input = samples
      .map((bytes) => `${pythonBytes(bytes)}\t${bytes.toString('hex')}\n`)
      .join('');
    const { stdout, stderr } = spawnSync('python3', ['-c', program], { input, encoding: 'utf8' });
    assert.equal(stdout.trim(), 'fine', stderr);
  });
});
