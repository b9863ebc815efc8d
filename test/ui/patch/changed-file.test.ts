import { strict as assert } from 'node:assert';
import { fitsEntry } from '../../../src/protocol/room-text';
import { isText } from '../../../src/ui/patch/binary';
import { cardBytes, changeOf, type Side } from '../../../src/ui/patch/changed-file';

const reasonOf = (path: string, before: Side, after: Side) => {
  const outcome = changeOf(path, before, after);
  return outcome?.sendable === false ? outcome.reason : undefined;
};

describe('a changed file', () => {
  it('goes into a card with its counts', () => {
    assert.deepEqual(changeOf('src/a.c', { text: 'a\nb\n' }, { text: 'a\nc\nd\n' }), {
      sendable: true,
      added: 2,
      removed: 1,
      file: {
        path: 'src/a.c',
        change: 'modified',
        diff: '@@ -1,2 +1,3 @@\n a\n-b\n+c\n+d\n',
      },
    });
  });

  it('is none when nothing but line endings differ, or it never was', () => {
    assert.equal(changeOf('a.c', { text: 'a\n' }, { text: 'a\r\n' }), undefined);
    assert.equal(changeOf('a.c', { text: undefined }, { text: undefined }), undefined);
  });

  it('is not sent when it cannot be read, and says why', () => {
    assert.equal(reasonOf('a', { text: '' }, { problem: 'binary' }), 'binary');
    assert.equal(reasonOf('a', { problem: 'link' }, { text: '' }), 'link');
    assert.equal(reasonOf('a', { problem: 'binary' }, { problem: 'too-large' }), 'too-large');
  });

  it('is not sent when its changes alone are too much for a message', () => {
    const lines = (count: number) => 'a line of code;\n'.repeat(count);
    assert.equal(reasonOf('a', { text: undefined }, { text: lines(5000) }), 'too-large');
    const outcome = changeOf('a', { text: undefined }, { text: lines(2000) });
    assert.ok(outcome?.sendable);
    assert.ok(fitsEntry('', { type: 'patch', files: [outcome.file] }));
    assert.equal(
      cardBytes([outcome.file]),
      JSON.stringify({ type: 'patch', files: [outcome.file] }).length,
    );
  });

  it('is not sent when a message would change its characters', () => {
    for (const text of ['a\f\n', '\x1b[31m\n', '\ud800\n']) {
      assert.equal(reasonOf('a', { text: '' }, { text }), 'characters', JSON.stringify(text));
    }
    assert.equal(reasonOf('a\u202egpj.c', { text: '' }, { text: 'a\n' }), 'characters');
    assert.equal(changeOf('a', { text: '' }, { text: '\t同桌\u200f\n' })?.sendable, true);
  });
});

describe('bytes', () => {
  it('are a text without NUL, or with a byte order mark of UTF-16', () => {
    assert.ok(isText(Buffer.from('int main() {}')));
    assert.ok(isText(Buffer.from([0xff, 0xfe, 0x61, 0])));
    assert.ok(isText(Buffer.alloc(0)));
    assert.ok(!isText(Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0])));
  });
});
