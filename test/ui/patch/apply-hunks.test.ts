import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { parseHunks, patchText } from '../../../src/text/hunks';
import { type AppliedHunks, fitHunks, mergeSides } from '../../../src/ui/patch/apply-hunks';
import { makeDiff } from '../../../src/ui/patch/changed-file';

/** Applies the change from `before` to `after` to `text`. */
function fitChange(before: string, after: string, text: string): AppliedHunks {
  const made = makeDiff(before, after);
  const hunks = parseHunks(made.state === 'changed' ? made.diff : '');
  assert.ok(hunks, 'the diff can be parsed');
  return fitHunks(text, hunks);
}

const states = ({ hunks }: AppliedHunks) => hunks.map(({ state }) => state);
const numbered = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `line ${from + index}\n`).join('');

describe('fitting hunks', () => {
  const before = numbered(1, 40);
  const after = before.replace('line 5\n', 'five\n').replace('line 30\n', 'thirty\nand more\n');

  it('applies them where they say', () => {
    const fit = fitChange(before, after, before);
    assert.deepEqual(states(fit), ['fits', 'fits']);
    assert.equal(fit.text, after);
    assert.deepEqual(fit.edits, [
      { start: 4, end: 5, lines: ['five\n'] },
      { start: 29, end: 30, lines: ['thirty\n', 'and more\n'] },
    ]);
  });

  it('finds them where the text has moved', () => {
    const fit = fitChange(before, after, `${numbered(100, 160)}${before}`);
    assert.deepEqual(states(fit), ['fits', 'fits']);
    assert.equal(fit.text, `${numbered(100, 160)}${after}`);
  });

  it('leaves alone those that don’t fit, and applies the others', () => {
    const own = before.replace('line 6\n', 'mine\n');
    const fit = fitChange(before, after, own);
    assert.deepEqual(states(fit), ['conflict', 'fits']);
    assert.equal(fit.text, own.replace('line 30\n', 'thirty\nand more\n'));
  });

  it('recognizes hunks that are applied already', () => {
    const own = after.replace('five\n', 'line 5\n');
    assert.deepEqual(states(fitChange(before, after, own)), ['fits', 'already']);
    const fit = fitChange(before, after, after);
    assert.deepEqual(states(fit), ['already', 'already']);
    assert.deepEqual(fit.edits, []);
    assert.equal(fit.text, after);
  });

  it('adds nothing twice at the start or the end', () => {
    const longer = `first\n${before}last\n`;
    assert.deepEqual(states(fitChange(before, longer, before)), ['fits', 'fits']);
    for (const own of [longer, `new\n${longer}`, `${longer}new\n`, longer.slice(0, -20)]) {
      const [first] = states(fitChange(before, longer, own));
      assert.equal(first, 'already', own.slice(0, 20));
    }
    assert.deepEqual(states(fitChange(before, longer, `${longer}new\n`)), ['already', 'already']);
  });

  it('takes the nearest of several places', () => {
    const block = 'begin\n  x = 1;\nend\n';
    const text = `${block}${numbered(1, 20)}${block}${numbered(21, 40)}${block}`;
    const changed = `${block}${numbered(1, 20)}${block.replace('1', '2')}${numbered(21, 40)}${block}`;
    const hunks = parseHunks('@@ -24,3 +24,3 @@\n begin\n-  x = 1;\n+  x = 2;\n end\n');
    assert.ok(hunks);
    assert.equal(fitHunks(text, hunks).text, changed);
  });

  it('respects a last line without a line feed', () => {
    assert.equal(fitChange('a\nb', 'a\nc', 'a\nb').text, 'a\nc');
    assert.equal(fitChange('a\nb', 'a\nb\n', 'a\nb').text, 'a\nb\n');
    assert.equal(fitChange('a\nb\n', 'a\nb', 'a\nb\n').text, 'a\nb');
    assert.deepEqual(states(fitChange('a\nb\n', 'a\nb', 'a\nb\nc\n')), ['conflict']);
    assert.deepEqual(states(fitChange('a\nb', 'a\nb\nc', 'a\nb\n')), ['conflict']);
  });

  it('never joins lines where the text ends without a line feed', () => {
    const hunks = parseHunks('@@ -1,0 +2,1 @@\n+b\n');
    assert.ok(hunks);
    const fit = fitHunks('a', hunks);
    assert.deepEqual(states(fit), ['conflict']);
    assert.equal(fit.text, 'a');
  });

  it('fills and empties a file', () => {
    assert.equal(fitChange('', 'a\n', '').text, 'a\n');
    assert.equal(fitChange('a\n', '', 'a\n').text, '');
    assert.deepEqual(states(fitChange('', 'a\n', 'b\n')), ['conflict']);
    assert.deepEqual(states(fitChange('', 'a\n', 'a\n')), ['already']);
    assert.deepEqual(states(fitChange('a\n', '', '')), ['already']);
    assert.deepEqual(states(fitChange('a\n', '', 'a\nb\n')), ['conflict']);
  });

  it('fits a text with other line endings and a byte order mark', () => {
    const windows = `\ufeff${before.replaceAll('\n', '\r\n')}`;
    assert.equal(fitChange(before, after, windows).text, after);
  });

  it('doesn’t take hunks out of order, nor apply one twice', () => {
    const hunk = '@@ -1,1 +1,1 @@\n-line 5\n+five\n';
    const hunks = parseHunks(`@@ -9,1 +9,1 @@\n-line 9\n+nine\n${hunk}${hunk}`);
    assert.ok(hunks);
    assert.deepEqual(states(fitHunks(before, hunks)), ['fits', 'conflict', 'conflict']);
  });

  it('stays fast in a text designed to be slow to search', () => {
    const text = 'x\n'.repeat(200_000);
    const lines = `${' x\n'.repeat(7)}-y\n+z\n`;
    const hunks = parseHunks(`@@ -100000,8 +100000,8 @@\n${lines}`.repeat(1500));
    assert.ok(hunks);
    assert.ok(states(fitHunks(text, hunks)).every((state) => state === 'conflict'));
    const same = parseHunks(
      `@@ -99000,${400} +99000,${401} @@\n${' x\n'.repeat(399)}-w\n+x\n+x\n`.repeat(100),
    );
    assert.ok(same);
    const hard = fitHunks(`${'x\n'.repeat(90)}w\n`.repeat(2000), same);
    assert.ok(states(hard).every((state) => state === 'conflict'));
  });
});

describe('fitting hunks, for any texts', () => {
  const line = fc.constantFrom('', 'a', 'b', '  c;', '}', '变');
  const text = fc
    .tuple(fc.array(line, { maxLength: 40 }), fc.constantFrom('', '\n'))
    .map(([lines, end]) => lines.join('\n') + end);
  /** Lines that are all different, so that a change has one place only. */
  const distinct = fc
    .integer({ min: 20, max: 60 })
    .map((count) => Array.from({ length: count }, (_, index) => `line ${index}`));

  it('gives the new text when nothing else has changed', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const fit = fitChange(before, after, before);
        assert.equal(fit.text, patchText(after));
        assert.ok(states(fit).every((state) => state === 'fits'));
      }),
      { numRuns: 500 },
    );
  });

  it('fits a text that changed elsewhere, and keeps that change', () => {
    fc.assert(
      fc.property(distinct, fc.nat(), fc.nat(), fc.boolean(), (lines, one, other, removes) => {
        const at = one % lines.length;
        const away = other % lines.length;
        fc.pre(Math.abs(at - away) > 3);
        const change = (all: string[], place: number, word: string) =>
          all.flatMap((old, index) => (index !== place ? [old] : removes ? [] : [word, old]));
        // The later place first, so that the earlier one stays where it is.
        const both = [at, away].sort((a, b) => b - a);
        const merged = both.reduce(
          (all, place) => change(all, place, place === at ? 'theirs' : 'mine'),
          lines,
        );
        const join = (all: string[]) => `${all.join('\n')}\n`;
        const fit = fitChange(
          join(lines),
          join(change(lines, at, 'theirs')),
          join(change(lines, away, 'mine')),
        );
        assert.equal(fit.text, join(merged));
      }),
    );
  });

  it('changes nothing where it conflicts, and nothing the second time', () => {
    fc.assert(
      fc.property(text, text, text, (before, after, own) => {
        const fit = fitChange(before, after, own);
        if (states(fit).every((state) => state !== 'fits')) {
          assert.equal(fit.text, own);
          assert.deepEqual(fit.edits, []);
        }
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(distinct, fc.array(fc.nat(), { maxLength: 6 }), (lines, places) => {
        const before = `${lines.join('\n')}\n`;
        const changed = new Set(places.map((place) => place % lines.length));
        const after = before.replace(/^.*$/gm, (old) =>
          changed.has(lines.indexOf(old)) ? `${old} changed` : old,
        );
        const again = fitChange(before, after, after);
        assert.ok(states(again).every((state) => state === 'already'));
        assert.equal(again.text, after);
      }),
    );
  });
});

describe('fitting one’s own patch, or one that was applied', () => {
  const changesIn = (fit: AppliedHunks) => fit.hunks.flatMap(({ changes }) => changes);

  /** A change of a text of distinct lines, at its own place. */
  type Change = { readonly at: number; readonly kind: 'replace' | 'insert' | 'delete' };
  const length = 60;
  const made = (changes: readonly Change[]) =>
    Array.from({ length }, (_, at) => {
      const line = `line ${at}\n`;
      const kind = changes.find((change) => change.at === at)?.kind;
      if (kind === 'insert') return `new ${at}\n${line}`;
      return kind === 'replace' ? `changed ${at}\n` : kind === 'delete' ? '' : line;
    }).join('');
  /** Changes with at least one unchanged line between them; some share a hunk. */
  const someChanges = fc
    .uniqueArray(fc.integer({ min: 0, max: length / 2 - 1 }), { minLength: 1, maxLength: 8 })
    .chain((places) =>
      fc.tuple(
        ...places
          .sort((a, b) => a - b)
          .map((place) =>
            fc.record({
              at: fc.constant(2 * place),
              kind: fc.constantFrom('replace', 'insert', 'delete'),
            } as const),
          ),
      ),
    );

  it('finds all of it where the text is the one it was made from, whatever that is', () => {
    const line = fc.constantFrom('', 'a', 'b', '  c;', '}', '变');
    const text = fc
      .tuple(fc.array(line, { maxLength: 40 }), fc.constantFrom('', '\n'))
      .map(([lines, end]) => lines.join('\n') + end);
    fc.assert(
      fc.property(text, text, (before, after) => {
        assert.ok(!states(fitChange(before, after, after)).includes('conflict'));
      }),
      { numRuns: 500 },
    );
  });

  it('applies the rest where only some of its changes are there, also of one hunk', () => {
    fc.assert(
      fc.property(someChanges, fc.array(fc.boolean()), fc.nat(9), (changes, kept, moved) => {
        const isThere = (index: number) => kept[index] ?? false;
        const above = 'mine\n'.repeat(moved);
        const own = above + made(changes.filter((_, index) => isThere(index)));
        const fit = fitChange(made([]), made(changes), own);
        assert.equal(fit.text, above + made(changes));
        assert.deepEqual(
          changesIn(fit),
          changes.map((_, index) => (isThere(index) ? 'already' : 'fits')),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('is no conflict after lines near its changes were edited', () => {
    fc.assert(
      fc.property(someChanges, fc.nat(length - 1), (changes, edited) => {
        const added = changes.map(({ at }) => ({ at, kind: 'insert' }) as const);
        fc.pre(added.every(({ at }) => edited !== at && edited !== at - 1));
        const own = made(added).replace(`line ${edited}\n`, 'edited later\n');
        const fit = fitChange(made([]), made(added), own);
        assert.ok(
          states(fit).every((state) => state === 'already'),
          changesIn(fit).join(),
        );
        assert.equal(fit.text, own);
      }),
      { numRuns: 500 },
    );
  });

  it('counts what is there of a hunk that conflicts', () => {
    const before = made([]);
    const after = before.replace('line 10\n', 'ten\n').replace('line 12\n', 'twelve\n');
    const fit = fitChange(before, after, after.replace('twelve\n', 'a dozen\n'));
    assert.deepEqual([states(fit), changesIn(fit)], [['conflict'], ['already', 'conflict']]);
  });

  it('isn’t taken for applied because the same line is elsewhere', () => {
    const before = 'int f(void)\n{\n  go();\n  x = 1;\n}\n';
    const after = before.replace('  x = 1;\n', '  return 0;\n');
    const elsewhere = `int g(void)\n{\n  return 0;\n}\n${before}`;
    for (const own of [
      elsewhere.replace('  x = 1;\n', '  x = 2;\n'),
      elsewhere.replace('go', 'run').replace('int f', 'long f'),
    ]) {
      assert.deepEqual(states(fitChange(before, after, own)), ['conflict'], own);
    }
  });
});

const base = Array.from({ length: 30 }, (_, index) => `line ${index}\n`).join('');

function sides(mine: string, from: string, to: string) {
  const made = makeDiff(from, to);
  assert.ok(made.state === 'changed');
  return mergeSides(mine, fitHunks(mine, parseHunks(made.diff) ?? []));
}

describe('the sides of a merge with a patch', () => {
  const theirs = base.replace('line 5\n', 'five\n').replace('line 25\n', 'twenty-five\n');

  it('equal the sender’s texts when only the changed lines differ', () => {
    const mine = base.replace('line 5\n', 'my five\n');
    assert.deepEqual(sides(mine, base, theirs), { base, theirs });
  });

  it('follow the user’s text where it moved, and keep everything outside the patch', () => {
    const top = '// mine\n'.repeat(7);
    const mine = `${top}${base.replace('line 5\n', 'my five\nand more\n').replace('line 15\n', 'mine\n')}`;
    const own = (text: string) => `${top}${text.replace('line 15\n', 'mine\n')}`;
    assert.deepEqual(sides(mine, base, theirs), { base: own(base), theirs: own(theirs) });
  });

  it('don’t differ where the patch is applied already', () => {
    const mine = theirs.replace('five\n', 'my five\n');
    const now = base.replace('line 25\n', 'twenty-five\n');
    assert.deepEqual(sides(mine, base, theirs), { base: now, theirs });
  });

  it('are complete texts for any text of the user', () => {
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

  it('cover each of the user’s lines once, however the hunks overlap', () => {
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
