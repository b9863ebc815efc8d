import assert from 'node:assert/strict';
import { linesHash } from '../../../src/ui/code/line-hash';
import { type ForeignPosition, findLocalLine } from '../../../src/ui/code/local-line';

const theirs = [
  'import socket',
  '',
  'def serve(port):',
  '    sock = socket.socket()',
  '    try:',
  '        conn, addr = sock.accept()',
  '    }',
  '    sock.close()',
];
/** Three lines more above, another indentation, and a line a second time, farther away. */
const own = ['# Bo', '# lab 2', 'import sys', ...theirs.map((line) => line.replace(/^ {4}/, '\t'))];
const repeated = [...own, '', '', '\tsock.close()'];

function here(place: Omit<ForeignPosition, 'path'>, lines: readonly string[] = repeated): number {
  return findLocalLine(
    { path: 'hub.py', ...place },
    lines.length,
    (at) => lines[at] ?? assert.fail(),
  );
}

describe('a place in someone else’s copy', () => {
  it('leads to where the quoted line is here, nearest first', () => {
    assert.equal(here({ line: 6, quoted: 'conn, addr = sock.accept()' }), 9);
    assert.equal(here({ line: 8, quoted: 'sock.close()' }), 11);
    assert.equal(here({ line: 13, quoted: 'sock.close()' }), 14);
    assert.equal(here({ line: 9, quoted: 'conn, addr = sock.accept()' }), 9);
    assert.equal(here({ line: 900, quoted: 'conn, addr = sock.accept()' }), 9);
  });

  it('compares in the form that rooms carry', () => {
    assert.equal(here({ line: 1, quoted: 'print("␛[1m")' }, ['', '  print("\u001b[1m")']), 2);
  });

  it('leads to its own line when the quoted line isn’t here, or says too little', () => {
    assert.equal(here({ line: 6, quoted: 'gone()' }), 6);
    assert.equal(here({ line: 7, quoted: '}' }), 7);
    assert.equal(here({ line: 900 }), 900);
  });

  it('leads to where the selected lines are here', () => {
    const selected = (first: number, last: number) => {
      const hash = linesHash(own.slice(first + 2, last + 3)) ?? assert.fail();
      return { line: first, endLine: last, hash };
    };
    assert.equal(here(selected(4, 6)), 7);
    assert.equal(here(selected(3, 3)), 6);
    assert.equal(here(selected(4, 6), [...own.slice(0, 7), 'changed', ...own.slice(7)]), 4);
    assert.equal(here(selected(4, 6), []), 4);
  });
});
