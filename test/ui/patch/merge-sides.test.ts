import assert from 'node:assert/strict';
import { fitHunks } from '../../../src/ui/patch/fit';
import { parseHunks } from '../../../src/ui/patch/hunks';
import { makeDiff } from '../../../src/ui/patch/make';
import { mergeSides } from '../../../src/ui/patch/merge-sides';

const base = Array.from({ length: 30 }, (_, index) => `line ${index}\n`).join('');

function sides(mine: string, from: string, to: string) {
  const made = makeDiff(from, to);
  assert.ok(made.state === 'changed');
  return mergeSides(mine, fitHunks(mine, parseHunks(made.diff) ?? []));
}

describe('the sides of a merge with a patch', () => {
  const theirs = base.replace('line 5\n', 'five\n').replace('line 25\n', 'twenty-five\n');

  it('are their texts where one’s own differs in the changed lines only', () => {
    const mine = base.replace('line 5\n', 'my five\n');
    assert.deepEqual(sides(mine, base, theirs), { base, theirs });
  });

  it('follow one’s own text where it has moved, and keep what the patch says nothing of', () => {
    const top = '// mine\n'.repeat(7);
    const mine = `${top}${base.replace('line 5\n', 'my five\nand more\n').replace('line 15\n', 'mine\n')}`;
    const own = (text: string) => `${top}${text.replace('line 15\n', 'mine\n')}`;
    assert.deepEqual(sides(mine, base, theirs), { base: own(base), theirs: own(theirs) });
  });

  it('differ in nothing that is there already', () => {
    const mine = theirs.replace('five\n', 'my five\n');
    const now = base.replace('line 25\n', 'twenty-five\n');
    assert.deepEqual(sides(mine, base, theirs), { base: now, theirs });
  });

  it('are whole texts, whatever the own one is', () => {
    for (const mine of [
      '',
      'x',
      'x\n',
      '\n'.repeat(50),
      base.repeat(3),
      'line 5',
      theirs.slice(0, 40),
    ]) {
      const { base: before, theirs: after } = sides(mine, base, theirs);
      assert.notEqual(before, after, JSON.stringify(mine));
      for (const text of [before, after]) {
        assert.ok(text.includes('line 4\n') && text.includes('line 26\n'), JSON.stringify(mine));
        // No two lines became one.
        assert.doesNotMatch(text, /x(?=line)|line \d+(?=line)/);
      }
    }
  });

  it('cover each line of one’s own once, however the hunks cross', () => {
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed % below;
    };
    for (let round = 0; round < 200; round += 1) {
      const text = () => Array.from({ length: random(40) }, () => `${random(6)}\n`).join('');
      const [mine, from, to] = [text(), text(), text()];
      if (makeDiff(from, to).state !== 'changed') continue;
      const { base: before, theirs: after } = sides(mine, from, to);
      for (const each of [before, after])
        assert.ok(each.length <= mine.length + from.length + to.length);
    }
  });
});
