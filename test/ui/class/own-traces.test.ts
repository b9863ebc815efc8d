import assert from 'node:assert/strict';
import fc from 'fast-check';
import { tracesIn, withoutHome } from '../../../src/ui/class/own-traces';

const home = '/home/ann';

describe('what tells who has written something', () => {
  const table: readonly (readonly [
    text: string,
    names: readonly string[],
    found: readonly string[],
  ])[] = [
    ['Is my loop wrong?', ['Ann Miller', 'amiller'], []],
    ['// by ann MILLER', ['Ann Miller'], ['Ann Miller', 'Ann', 'Miller']],
    ['I cannot plan', ['Ann'], []],
    ['ann@lab:~$ make', ['Ann'], ['Ann']],
    ['ann_lab1.py, ann2', ['Ann'], ['Ann']],
    ['void amiller2024Server()', ['amiller'], ['amiller']],
    ['José fragt', ['Jose'], ['Jose']],
    ['JOSE asks', ['José'], ['José']],
    ['作者：王小明', ['王小明'], ['王小明']],
    ['小明的作业', ['小明'], ['小明']],
    ['a loop', ['A'], []],
    ['root@localhost, user', ['root', 'user', 'localhost', ''], []],
    ['x.constructor', ['constructor'], ['constructor']],
    ['a.b (c*', ['(c*'], ['(c*']],
  ];
  for (const [text, names, found] of table) {
    it(`in “${text}”, of ${names.join(', ')}: ${found.join(', ') || 'nothing'}`, () => {
      assert.deepEqual(tracesIn({ text }, names), found);
    });
  }

  it('is looked for everywhere in a card, but not in what no one reads', () => {
    const card = { type: 'Ann', hash: 'Ann', frames: [{ name: 'f' }, { name: 'of Ann' }], line: 3 };
    assert.deepEqual(tracesIn({ text: '', card }, ['Ann']), ['Ann']);
    assert.deepEqual(tracesIn({ card: { ...card, frames: [] } }, ['Ann']), []);
  });

  it('is found wherever a name is a word', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (one, other) => {
        assert.deepEqual(tracesIn(`${one} Zoe ${other}`, ['Zoe']), ['Zoe']);
      }),
    );
  });

  it('isn’t the home folder any more, in all forms that a program writes', () => {
    const said = {
      text: `open ${home}/lab.c and ${home}`,
      card: { type: 'terminal', folder: home, output: [`cd ${home}/x`, [`${home}/y`, 'r']], n: 1 },
    };
    assert.deepEqual(withoutHome(said, home), {
      text: 'open ~/lab.c and ~',
      card: { type: 'terminal', folder: '~', output: ['cd ~/x', ['~/y', 'r']], n: 1 },
    });
    const windows = 'C:\\Users\\Ann';
    assert.equal(withoutHome(`${windows}\\a.c`, windows), '~\\a.c');
    assert.equal(withoutHome('C:/Users/Ann/a.c', windows), '~/a.c');
    assert.equal(withoutHome(`${home}a/b`, home), `${home}a/b`, 'it is another folder');
  });
});
