import { strict as assert } from 'node:assert';
import type { Uri } from 'vscode';
import { fitsEntry } from '../../../src/protocol/message-text';
import { isText } from '../../../src/ui/patch/binary';
import {
  type ChangedFile,
  cardBytes,
  changeOf,
  makeDiff,
  preselection,
  type Side,
} from '../../../src/ui/patch/changed-file';

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

  it('ignores line endings and byte order marks', () => {
    assert.deepEqual(makeDiff('a\nb\n', '\ufeffa\r\nb\r\n'), { state: 'unchanged' });
    assert.deepEqual(makeDiff(undefined, undefined), { state: 'unchanged' });
  });

  it('marks a missing last line feed', () => {
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

  it('is undefined when only line endings differ, or the file never existed', () => {
    assert.equal(changeOf('a.c', { text: 'a\n' }, { text: 'a\r\n' }), undefined);
    assert.equal(changeOf('a.c', { text: undefined }, { text: undefined }), undefined);
  });

  it('isn’t sent when it can’t be read, and says why', () => {
    assert.equal(reasonOf('a', { text: '' }, { problem: 'binary' }), 'binary');
    assert.equal(reasonOf('a', { problem: 'link' }, { text: '' }), 'link');
    assert.equal(reasonOf('a', { problem: 'binary' }, { problem: 'too-large' }), 'too-large');
  });

  it('isn’t sent when its changes alone are too large for a message', () => {
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

  it('isn’t sent when a message would change its characters', () => {
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

const uriOf = (path: string) => ({ path, toString: () => `file://${path}` }) as unknown as Uri;

const fileOf = (path: string, root?: string): ChangedFile => ({
  uri: uriOf(path),
  path,
  outcome: { sendable: false, reason: 'binary' },
  ...(root !== undefined && { root: uriOf(root) }),
});

const files = [
  fileOf('/lab/a.c', '/lab'),
  fileOf('/lab/b.c', '/lab'),
  fileOf('/lab/inner/c.c', '/lab/inner'),
  fileOf('/laboratory/d.c', '/laboratory'),
  fileOf('/notes.txt'),
];

const ticked = (clicked: readonly string[], active?: string) =>
  files
    .filter(preselection(files, clicked.map(uriOf), active === undefined ? active : uriOf(active)))
    .map(({ path }) => path);

describe('the changed files that are selected at first', () => {
  it('are the clicked ones, or those of the clicked repository', () => {
    assert.deepEqual(ticked(['/lab/b.c'], '/lab/a.c'), ['/lab/b.c']);
    assert.deepEqual(ticked(['/lab'], '/lab/inner/c.c'), ['/lab/a.c', '/lab/b.c']);
  });

  it('are those of the repository that the user works in', () => {
    assert.deepEqual(ticked([], '/lab/same.c'), ['/lab/a.c', '/lab/b.c']);
    assert.deepEqual(ticked([], '/lab/inner/same.c'), ['/lab/inner/c.c']);
    assert.deepEqual(ticked(['/lab/same.c'], '/laboratory/d.c'), ['/laboratory/d.c']);
  });

  it('are all files otherwise', () => {
    assert.equal(ticked([]).length, files.length);
    assert.equal(ticked([], '/elsewhere/x.c').length, files.length);
  });
});
