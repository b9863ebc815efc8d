import assert from 'node:assert/strict';
import { safePath, sharedEnd } from '../../../src/ui/code/relative-path';

describe('a path that somebody sent', () => {
  it('is taken apart at its slashes', () => {
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
    it(`is refused with ${what}`, () => assert.equal(safePath(path), undefined));
  }

  it('is refused on Windows where it would be read otherwise', () => {
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
    assert.equal(sharedEnd(['lab', 'src', 'a.c'], ['src', 'a.c']), 2);
    assert.equal(sharedEnd(['lib', 'a.c'], ['src', 'a.c']), 1);
    assert.equal(sharedEnd(['a.c'], ['b.c']), 0);
  });
});
