import assert from 'node:assert/strict';
import { Batch } from '../../../src/net/lab/batch';
import type { Piece } from '../../../src/net/lab/piece';

const textOf = (pieces: readonly Piece[]) =>
  Buffer.concat(pieces.map(({ bytes }) => bytes)).toString();

function check(pieces: readonly Piece[]): void {
  for (const { bytes, ascii } of pieces) {
    assert.ok(bytes.length > 0 && bytes.length <= 1024, `${bytes.length} bytes`);
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (ascii) assert.equal(text.length, bytes.length, 'a piece that needs no gap is ASCII');
  }
}

describe('Batch', () => {
  it('gives everybody the same bytes', () => {
    const batch = new Batch<string>();
    batch.add('one ');
    batch.add('two');
    const pieces = batch.piecesFor('a');
    assert.equal(batch.piecesFor('b'), pieces);
    assert.equal(textOf(pieces), 'one two');
    assert.equal(pieces.length, 1);
  });

  it('leaves out what a member said itself', () => {
    const batch = new Batch<string>();
    for (const [text, author] of [
      ['A1', 'a'],
      ['B1', 'b'],
      ['A2', 'a'],
      ['h', undefined],
    ] as const) {
      batch.add(text, author);
    }
    assert.equal(textOf(batch.piecesFor('a')), 'B1h');
    assert.equal(textOf(batch.piecesFor('b')), 'A1A2h');
    assert.equal(textOf(batch.piecesFor('c')), 'A1B1A2h');
    assert.equal(batch.bytesBy('a'), 4);
    assert.equal(batch.bytesBy('c'), 0);
  });

  it('cuts between characters at 1024 bytes, for listeners and authors of every mix', () => {
    const texts = [
      'x'.repeat(700),
      '你好'.repeat(342),
      'y',
      '😀'.repeat(600),
      'z'.repeat(3000),
      '尾',
    ];
    for (let authors = 0; authors < 2 ** texts.length; authors += 1) {
      const batch = new Batch<string>();
      const said = (index: number) => (authors & (1 << index)) !== 0;
      for (const [index, text] of texts.entries()) batch.add(text, said(index) ? 'a' : 'b');
      for (const member of ['a', 'b', 'c']) {
        const pieces = batch.piecesFor(member);
        check(pieces);
        const heard = texts.filter((_, i) => member === 'c' || said(i) !== (member === 'a'));
        assert.equal(textOf(pieces), heard.join(''));
      }
    }
  });

  it('gives nothing to somebody who said it all', () => {
    const batch = new Batch<string>();
    batch.add('x'.repeat(5000), 'a');
    assert.deepEqual(batch.piecesFor('a'), []);
  });
});
