import { strict as assert } from 'node:assert';
import { homedir } from 'node:os';
import { findReferences } from '../../../src/text/references';
import { fieldText, type OwnFolder, withoutFolders } from '../../../src/ui/code/own-folders';

describe('the home folder in a text', () => {
  const home = '/home/ann';
  const withoutHome = (text: string, folder: string) =>
    withoutFolders(text, { workspace: [], home: folder });

  it('becomes ~', () => {
    for (const [text, shown] of [
      ['File "/home/ann/lab/client.py", line 12', 'File "~/lab/client.py", line 12'],
      ['cd /home/ann', 'cd ~'],
      ['PATH=/home/ann/bin:/usr/bin:/home/ann/.local/bin', 'PATH=~/bin:/usr/bin:~/.local/bin'],
      ['file:///home/ann/lab/a.js:3:9', 'file:///~/lab/a.js:3:9'],
      ['/home/anna/x /mnt/home/ann/x', '/home/anna/x /mnt/home/ann/x'],
      ['/home/ann.old/x is not /home/ann.', '/home/ann.old/x is not ~.'],
      ['gcc -I/home/ann/include "-L/home/ann/lib"', 'gcc -I~/include "-L~/lib"'],
      ['ann@lab:/home/ann% ls', 'ann@lab:~% ls'],
      ['/home/ann# ls', '~# ls'],
      ['file:///home/ann%2Fx /home/ann@lab', 'file:///~%2Fx ~@lab'],
      ['a-b/home/ann x-/home/ann', 'a-b/home/ann x-/home/ann'],
      ['nothing', 'nothing'],
    ] as const) {
      assert.equal(withoutHome(text, home), shown);
    }
  });

  it('becomes ~ on Windows, however it is written', () => {
    for (const text of [
      'C:\\Users\\Ann\\lab',
      'c:\\users\\ann\\lab',
      'C:/Users/Ann\\lab',
      '/c/Users/Ann\\lab',
    ]) {
      assert.equal(withoutHome(`in ${text}`, 'C:\\Users\\Ann'), 'in ~\\lab');
    }
    assert.equal(withoutHome('"C:\\\\Users\\\\Ann\\\\lab"', 'C:\\Users\\Ann'), '"~\\\\lab"');
    for (const [text, shown] of [
      ['cl /IC:\\Users\\Ann\\inc a.c', 'cl /I~\\inc a.c'],
      ['gcc -IC:/Users/Ann/inc -L/c/Users/Ann/lib', 'gcc -I~/inc -L~/lib'],
    ] as const) {
      assert.equal(withoutHome(text, 'C:\\Users\\Ann'), shown);
    }
  });

  it('changes nothing when the home folder says nothing', () => {
    assert.equal(withoutHome('a/b', '/'), 'a/b');
    assert.equal(withoutHome('a/b', ''), 'a/b');
  });

  it('is gone before a field is cut', () => {
    const folder = homedir();
    assert.equal(fieldText(`${folder}/lab/a.py`, 4096), '~/lab/a.py');
    assert.equal(fieldText(`123456 ${folder}`, 10), '123456 ~');
  });
});

describe('paths below a folder of the window', () => {
  const lab: OwnFolder = { path: '/srv/ws/lab', name: '' };
  const shown = (text: string, ...workspace: readonly OwnFolder[]) =>
    withoutFolders(text, { workspace, home: '/home/ann' });

  it('begin in the folder, so that file and line can be seen', () => {
    for (const [text, expected] of [
      ['  File "/srv/ws/lab/hub.py", line 12, in serve', '  File "hub.py", line 12, in serve'],
      ['/srv/ws/lab/src/main.c:12:5: error: x', 'src/main.c:12:5: error: x'],
      ['at serve (/srv/ws/lab/src/hub.js:3:9)', 'at serve (src/hub.js:3:9)'],
      ['at file:///srv/ws/lab/src/hub.mjs:3:9', 'at src/hub.mjs:3:9'],
      ['gcc -I/srv/ws/lab/include a.c', 'gcc -I./include a.c'],
      ['ld -L/srv/ws/lab/src/lib "-T/srv/ws/lab/a.ld"', 'ld -Lsrc/lib "-T./a.ld"'],
      ['A=/srv/ws/lab/src:/srv/ws/lab/lib/x', 'A=./src:lib/x'],
      ['/srv/ws/lab//src/a.c:1', 'src/a.c:1'],
      ["'/srv/ws/lab/实验 二/主程序.c'", "'./实验 二/主程序.c'"],
    ] as const) {
      assert.equal(shown(text, lab), expected);
    }
  });

  it('can still be opened by what is left of them', () => {
    for (const text of [
      'File "/srv/ws/lab/hub.py", line 12',
      '/srv/ws/lab/src/main.c:12:5: error',
      'file:///srv/ws/lab/hub.mjs:12:9',
      '/srv/ws/lab/grammar.g4:12: mismatched input',
      '/srv/ws/lab/notes.x: line 12',
    ]) {
      const [place] = findReferences(shown(text, lab));
      assert.equal(place?.line, 12, text);
    }
  });

  it('begin with ./ where a name alone would mean something else', () => {
    for (const [text, expected] of [
      ['/srv/ws/lab/server --port 1', './server --port 1'],
      ['/srv/ws/lab/a.out: fault', './a.out: fault'],
      ['ls /srv/ws/lab/', 'ls ./'],
      ['/srv/ws/lab/Makefile:2: x', 'Makefile:2: x'],
    ] as const) {
      assert.equal(shown(text, lab), expected);
    }
  });

  it('stay as they are in folders that only begin alike, and where the folder stands alone', () => {
    for (const text of [
      '/srv/ws/lab2/hub.py:1',
      '/srv/ws/lab-old/hub.py:1',
      '/srv/ws/lab.bak/hub.py:1',
      '/srv/ws/lab 2/hub.py:1',
      '/mnt/srv/ws/lab/hub.py:1',
      '~/srv/ws/lab/hub.py:1',
      'https://x.test/srv/ws/lab/hub.py:1',
      "make: Entering directory '/srv/ws/lab'",
    ]) {
      assert.equal(shown(text, lab), text);
    }
  });

  it('begin with the name of their folder if there are several, the innermost one', () => {
    const folders = [
      { path: '/srv/ws/lab', name: 'lab' },
      { path: '/srv/ws/lab2', name: 'lab2' },
      { path: '/srv/ws', name: 'ws' },
    ];
    for (const [text, expected] of [
      ['/srv/ws/lab/hub.py:1', 'lab/hub.py:1'],
      ['/srv/ws/lab2/hub.py:1', 'lab2/hub.py:1'],
      ['/srv/ws/lab3/hub.py:1', 'ws/lab3/hub.py:1'],
    ] as const) {
      assert.equal(shown(text, ...folders), expected);
    }
  });

  it('are found in the home folder, too, whose rest becomes ~', () => {
    const own = { path: '/home/ann/lab', name: '' };
    assert.equal(shown('/home/ann/lab/a.c:1 /home/ann/b.c:2', own), 'a.c:1 ~/b.c:2');
  });

  it('are found on Windows, however they are written', () => {
    const own = { path: 'c:\\ws\\lab', name: '' };
    for (const [text, expected] of [
      ['C:\\ws\\lab\\src\\a.c(12): error', 'src\\a.c(12): error'],
      ['c:/ws/lab/src/a.c:12', 'src/a.c:12'],
      ['"C:\\\\ws\\\\lab\\\\src\\\\a.c"', '"src\\\\a.c"'],
      ['/c/ws/lab/a.c:12', 'a.c:12'],
      ['file:///C:/ws/lab/a.mjs:1:2', 'a.mjs:1:2'],
      ['C:\\ws\\lab2\\a.c', 'C:\\ws\\lab2\\a.c'],
      ['C:\\ws\\lab\\server.exe', '.\\server.exe'],
    ] as const) {
      assert.equal(shown(text, own), expected);
    }
    const several = { path: 'c:\\ws\\lab', name: 'lab' };
    assert.equal(shown('C:\\ws\\lab\\a.c:1', several), 'lab\\a.c:1');
  });

  it('leave no blanks behind in a command or a message', () => {
    for (const [text, expected] of [
      ['cat /srv/ws/lab/src/a.c | grep foo', 'cat src/a.c | grep foo'],
      ['cat /home/ann/notes.txt | wc -l', 'cat ~/notes.txt | wc -l'],
      ['cp /srv/ws/lab/a.c  /home/ann/b.c', 'cp a.c  ~/b.c'],
    ] as const) {
      assert.equal(shown(text, lab), expected);
    }
  });

  it('leave the root of a disk alone', () => {
    for (const path of ['/', 'C:\\', 'c:/']) {
      assert.equal(shown('/usr/x C:\\y c:/z', { path, name: '' }), '/usr/x C:\\y c:/z');
    }
  });
});
