import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  besideKnownFile,
  folderAbove,
  foreignPath,
  matchPaths,
  nameKey,
  namesBelow,
  safePath,
  sharedSuffixLength,
} from '../../../src/ui/code/paths';

describe('a path that someone sent', () => {
  it('is split at slashes', () => {
    assert.deepEqual(safePath('main.c'), ['main.c']);
    assert.deepEqual(safePath('src/util/list.h'), ['src', 'util', 'list.h']);
    assert.deepEqual(safePath('实验 3/主程序.c'), ['实验 3', '主程序.c']);
    assert.deepEqual(safePath('app/[id]/page.tsx'), ['app', '[id]', 'page.tsx']);
    assert.deepEqual(safePath('.hidden/..name/a..b'), ['.hidden', '..name', 'a..b']);
    assert.deepEqual(safePath('%2e%2e/x'), ['%2e%2e', 'x']);
  });

  const hostile: Readonly<Record<string, string>> = {
    'no path': '',
    'a parent': '..',
    'a parent before': '../main.c',
    'a parent within': 'src/../../main.c',
    'a parent at the end': 'src/..',
    'this folder': './main.c',
    absolute: '/etc/passwd',
    'a share, in slashes': '//server/share/x',
    'a share': '\\\\server\\share\\x',
    'a device path': '\\\\?\\C:\\x',
    'a backslash': 'src\\main.c',
    'a drive': 'C:/x',
    'a drive without a slash': 'C:x',
    'a stream': 'main.c:hidden',
    'a file URI': 'file:///etc/passwd',
    'any URI': 'vscode-remote://ssh/x',
    'a command': 'command:workbench.action.quit',
    NUL: 'main.c\0.png',
    'a line feed': 'main\n.c',
    'an escape': '\u001b[2Jmain.c',
    'a C1 control': 'main\u009b.c',
    'reversed text': 'cod\u202Ec.exe',
    'a line separator': 'main\u2028.c',
    'half a character': 'main\ud800.c',
    'an empty segment': 'src//main.c',
    'a slash at the end': 'src/',
    'too long a path': `${'a/'.repeat(600)}a`,
    'too long a name': 'a'.repeat(256),
    'too long a name in bytes': '主'.repeat(86),
  };
  for (const [what, path] of Object.entries(hostile)) {
    it(`is rejected with ${what}`, () => assert.equal(safePath(path), undefined));
  }

  it('is rejected on Windows if Windows reads it differently', () => {
    const names = [
      'NUL',
      'con.txt',
      'Aux .c',
      'com1',
      'LPT¹.c',
      'CONOUT$',
      'a.',
      'a ',
      'a?',
      'a|b',
    ];
    for (const name of names) {
      assert.equal(safePath(`src/${name}`, true), undefined, name);
      assert.deepEqual(safePath(`src/${name}`, false), ['src', name]);
    }
    assert.deepEqual(safePath('src/console.c', true), ['src', 'console.c']);
    assert.deepEqual(safePath('null/com10', true), ['null', 'com10']);
  });

  it('is compared from its end', () => {
    assert.equal(sharedSuffixLength(['lab', 'src', 'a.c'], ['src', 'a.c']), 2);
    assert.equal(sharedSuffixLength(['lib', 'a.c'], ['src', 'a.c']), 1);
    assert.equal(sharedSuffixLength(['a.c'], ['b.c']), 0);
  });
});

describe('a path from another computer', () => {
  const main = ['src', 'main.c'];
  const relative = {
    'src/main.c': main,
    './src//./main.c': main,
    'src\\main.c': main,
    '.\\src\\main.c': main,
    '../../src/main.c': main,
    'src/lib/../main.c': main,
    '实验 3/主程序.c': ['实验 3', '主程序.c'],
    '.hidden/..name/a..b': ['.hidden', '..name', 'a..b'],
  };
  for (const [path, names] of Object.entries(relative)) {
    it(`is read: ${path}`, () => assert.deepEqual(foreignPath(path, false), { names }));
  }

  const absolute = {
    '/home/ann/src/main.c': ['home', 'ann', 'src', 'main.c'],
    'C:\\ws\\src\\main.c': ['C', 'ws', 'src', 'main.c'],
    'c:/ws/src/main.c': ['c', 'ws', 'src', 'main.c'],
    '/c:/ws/src/main.c': ['c', 'ws', 'src', 'main.c'],
    '\\\\?\\C:\\ws\\src\\main.c': ['C', 'ws', 'src', 'main.c'],
    '\\\\server\\share\\src\\main.c': ['server', 'share', 'src', 'main.c'],
  };
  for (const [path, names] of Object.entries(absolute)) {
    it(`is read with its root: ${path}`, () => {
      const drive = names[0]?.length === 1 ? 1 : 0;
      assert.deepEqual(foreignPath(path, false), { names: names.slice(drive), absolute: names });
    });
  }

  it('is invalid when it names no file, or one that may not be looked up', () => {
    const none = [
      ...['', '/', '.', '..', 'src/', 'src/..', 'src/.', '\\\\', 'C:\\', 'C:x', 'a:b.c'],
      ...['file:///etc/passwd', 'vscode-remote://ssh/x', 'command:workbench.action.quit'],
      ...['main.c\0.png', 'main\n.c', '\u001b[2Jmain.c', 'cod\u202Ec.exe', 'main\ud800.c'],
      ...[`${'a/'.repeat(600)}a`, 'a'.repeat(256)],
    ];
    for (const path of none) assert.equal(foreignPath(path, false), undefined, path);
    assert.equal(foreignPath('src/NUL', true), undefined);
  });

  it('is equal in composed and decomposed form, and in either case if the disk ignores case', () => {
    assert.equal(nameKey('é.c'.normalize('NFD'), false), nameKey('é.c'.normalize('NFC'), false));
    assert.notEqual(nameKey('Main.c', false), nameKey('main.c', false));
    assert.equal(nameKey('Main.c', true), nameKey('main.c', true));
  });

  it('matches a local path by ending, in either direction, or by name alone', () => {
    const own = ['home', 'bo', 'course', 'lab3', 'src', 'main.c'];
    const agrees = (below: number, path: string) => matchPaths(own, below, path.split('/'));
    assert.deepEqual(agrees(3, 'lab3/src/main.c'), { match: 'ending', shared: 3 });
    assert.deepEqual(agrees(3, 'main.c'), { match: 'ending', shared: 1 });
    assert.deepEqual(agrees(2, 'home/ann/lab3/src/main.c'), { match: 'ending', shared: 3 });
    assert.deepEqual(agrees(1, 'other/main.c'), { match: 'ending', shared: 1 });
    assert.deepEqual(agrees(3, 'other/src/main.c'), { match: 'name', shared: 2 });
  });

  it('matches by ending in any spelling, whichever side opened the outer folder', () => {
    const name = fc.constantFrom('src', 'lab 3', '实验', 'é', 'main.c', 'a.b', '..x', '~');
    const names = (minLength: number) => fc.array(name, { minLength, maxLength: 4 });
    const roots = ['', '/', 'C:\\', 'c:/', '\\\\server\\share\\', '../../', './', '\\\\?\\D:\\'];
    const writing = fc.record({
      root: fc.constantFrom(...roots),
      form: fc.constantFrom('NFC', 'NFD'),
      slash: fc.constantFrom('/', '\\', '//', '/./'),
    });
    fc.assert(
      fc.property(names(1), names(0), writing, (below, above, { root, form, slash }) => {
        const agrees = (theirs: readonly string[]) => {
          const path = foreignPath((root + theirs.join(slash)).normalize(form), false);
          assert.ok(path, 'it is read');
          for (const each of path.names) assert.doesNotMatch(each, /[\\/:]|^\.{0,2}$/);
          const own = ['home', 'bo', ...below];
          return matchPaths(own, below.length, path.names).match;
        };
        assert.equal(agrees([...above, ...below]), 'ending');
        if (root === '') {
          for (const cut of below.keys()) assert.equal(agrees(below.slice(cut)), 'ending');
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is below a folder or not', () => {
    assert.deepEqual(namesBelow(['ws'], ['ws', 'src', 'a.c']), ['src', 'a.c']);
    assert.equal(namesBelow(['ws'], ['ws']), undefined);
    assert.equal(namesBelow(['ws'], ['ws2', 'a.c']), undefined);
    assert.equal(namesBelow(['ws', 'lab'], ['ws', 'a.c']), undefined);
  });

  it('belongs beside a known sibling', () => {
    const own = ['home', 'bo', 'course', 'lab3', 'src', 'main.c'];
    const beside = (path: string, foreign: string) =>
      besideKnownFile(path.split('/'), { foreign: foreign.split('/'), own });
    assert.deepEqual(beside('src/new.c', 'src/main.c'), {
      names: [...own.slice(0, -1), 'new.c'],
      near: 1,
    });
    assert.deepEqual(beside('docs/a.md', 'src/main.c'), {
      names: [...own.slice(0, -2), 'docs', 'a.md'],
      near: 0,
    });
    assert.deepEqual(beside('x/lab2/a.c', 'x/lab3/src/main.c')?.names, [
      ...['home', 'bo', 'course', 'lab2', 'a.c'],
    ]);
    assert.equal(beside('x/README', 'x/lab/src/main.c'), undefined);
    assert.equal(beside('new.c', 'other.c'), undefined);
  });
});

describe('the folders above a sent path', () => {
  const names = (path: string) => path.split('/');
  const above = (file: string, path: string, ...roots: string[]) =>
    folderAbove(names(file), path, roots.map(names));

  it('start at the repository or the open folder', () => {
    const file = 'home/ann/course/lab3/src/hub.c';
    assert.equal(
      above(file, 'src/hub.c', 'home/ann/course', 'home/ann/course/lab3'),
      'course/lab3',
    );
    assert.equal(above(file, 'lab3/src/hub.c', 'home/ann/course'), 'course');
    assert.equal(above(file, 'src/hub.c', 'home/ann/course/lab3'), 'lab3');
    // The repository is inside the open folder.
    assert.equal(above(file, 'course/lab3/src/hub.c', 'home/ann', 'home/ann/course'), 'ann');
    // A window with several folders names the folder in the path.
    assert.equal(above(file, 'lab3/src/hub.c', 'home/ann/course/lab3'), undefined);
  });

  it('are undefined when the path isn’t the end of the file’s path', () => {
    assert.equal(above('home/ann/course/hub.c', 'main.c', 'home/ann/course'), undefined);
    assert.equal(above('hub.c', 'hub.c', 'hub.c'), undefined);
    assert.equal(above('hub.c', 'src/hub.c'), undefined);
  });
});
