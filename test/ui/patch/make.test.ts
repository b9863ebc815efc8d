import { strict as assert } from 'node:assert';
import { makeDiff } from '../../../src/ui/patch/make';

const numbered = (count: number) =>
  Array.from({ length: count }, (_, index) => `line ${index + 1}\n`).join('');

describe('making a diff', () => {
  it('shows three lines around a change, without file headers', () => {
    const made = makeDiff(numbered(20), numbered(20).replace('line 10\n', 'ten\n'));
    assert.deepEqual(made, {
      state: 'changed',
      change: 'modified',
      diff: '@@ -7,7 +7,7 @@\n line 7\n line 8\n line 9\n-line 10\n+ten\n line 11\n line 12\n line 13\n',
      added: 1,
      removed: 1,
    });
  });

  it('says nothing of other line endings and byte order marks', () => {
    assert.deepEqual(makeDiff('a\nb\n', '\ufeffa\r\nb\r\n'), { state: 'unchanged' });
    assert.deepEqual(makeDiff(undefined, undefined), { state: 'unchanged' });
  });

  it('tells of a last line feed that is not there', () => {
    const made = makeDiff('a\nb\n', 'a\nb');
    assert.equal(
      made.state === 'changed' && made.diff,
      '@@ -1,2 +1,2 @@\n a\n-b\n+b\n\\ No newline at end of file\n',
    );
  });

  it('has a new and a deleted file as one hunk', () => {
    const diff = '@@ -0,0 +1,2 @@\n+a\n+b\n\\ No newline at end of file\n';
    assert.deepEqual(makeDiff(undefined, 'a\nb'), {
      state: 'changed',
      change: 'added',
      diff,
      added: 2,
      removed: 0,
    });
    assert.deepEqual(makeDiff('a\r\n', undefined), {
      state: 'changed',
      change: 'deleted',
      diff: '@@ -1,1 +0,0 @@\n-a\n',
      added: 0,
      removed: 1,
    });
    assert.deepEqual(makeDiff(undefined, ''), {
      state: 'changed',
      change: 'added',
      diff: '',
      added: 0,
      removed: 0,
    });
  });

  it('gives up on texts that have nothing in common, within bounds', () => {
    const other = numbered(30_000).replaceAll('line', 'row');
    assert.deepEqual(makeDiff(numbered(30_000), other), { state: 'too-different' });
  });
});
