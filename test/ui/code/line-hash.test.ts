import assert from 'node:assert/strict';
import { findSelected, linesHash, maxHashedLines } from '../../../src/ui/code/line-hash';

const text = Array.from({ length: 300 }, (_, index) => `line ${index + 1}`);

function find(lines: readonly string[], line: number, endLine: number, own: readonly string[]) {
  const hash = linesHash(lines);
  const place = { path: 'a.c', line, endLine, ...(hash !== undefined && { hash }) };
  return findSelected(place, own.length, (at) => own[at] ?? assert.fail(`no line ${at}`));
}

describe('the hash of selected lines', () => {
  it('has three characters, and none for blank or very many lines', () => {
    assert.match(linesHash(['a']) ?? '', /^[\w-]{3}$/);
    // The beginning of SHA-256 of "a\nb".
    assert.equal(linesHash(['a', 'b']), 'fhj');
    assert.equal(linesHash(['', '  ']), undefined);
    assert.equal(linesHash(Array.from({ length: maxHashedLines + 1 }, () => 'x')), undefined);
  });

  it('finds the lines at their place', () => {
    assert.equal(find(text.slice(9, 12), 10, 12, text), 9);
    assert.equal(find(text.slice(0, 1), 1, 1, text), 0);
    assert.equal(find(text.slice(299), 300, 300, text), 299);
  });

  it('finds them nearby when a copy has more lines above', () => {
    assert.equal(find(text.slice(9, 12), 10, 12, ['x', 'y', ...text]), 11);
    assert.equal(find(text.slice(9, 12), 10, 12, text.slice(4)), 5);
    const far = Array.from({ length: 101 }, (_, index) => `other ${index}`);
    assert.equal(find(text.slice(9, 12), 10, 12, [...far, ...text]), undefined);
  });

  it('finds nothing when the text differs, or the file is shorter', () => {
    assert.equal(find(['line 10', 'changed'], 10, 11, text), undefined);
    assert.equal(find(text.slice(298), 299, 300, text.slice(0, 100)), undefined);
    assert.equal(find([''], 1, 1, ['', 'a']), undefined);
  });

  it('does little work for hostile places', () => {
    let read = 0;
    const place = { path: 'a', line: 1, endLine: 10_000_000, hash: 'abc' };
    findSelected(place, 20_000_000, () => {
      read += 1;
      return 'x';
    });
    assert.equal(read, 0);
    findSelected({ ...place, endLine: 100 }, 1000, () => {
      read += 1;
      return 'x';
    });
    assert.ok(read <= 100 * 101, `${read}`);
  });
});
