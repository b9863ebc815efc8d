import { strict as assert } from 'node:assert';
import { homedir } from 'node:os';
import { fieldText, withoutHome } from '../../../src/ui/code/home-folder';

describe('the home folder in a text', () => {
  const home = '/home/ann';
  it('becomes ~', () => {
    for (const [text, shown] of [
      ['File "/home/ann/lab/client.py", line 12', 'File "~/lab/client.py", line 12'],
      ['cd /home/ann', 'cd ~'],
      ['PATH=/home/ann/bin:/usr/bin:/home/ann/.local/bin', 'PATH=~/bin:/usr/bin:~/.local/bin'],
      ['file:///home/ann/lab/a.js:3:9', 'file:///~/lab/a.js:3:9'],
      ['/home/anna/x /mnt/home/ann/x', '/home/anna/x /mnt/home/ann/x'],
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
