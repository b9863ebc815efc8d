import assert from 'node:assert/strict';
import fc from 'fast-check';
import lookalikes from 'unhomoglyph/data.json';
import {
  checkName,
  cleanName,
  nameSkeleton,
  proposeName,
  UniqueNames,
} from '../../src/protocol/names';

describe('checkName', () => {
  it('accepts people’s names', () => {
    const names = [
      'Ann',
      '同桌',
      'Nguyễn Ánh',
      "Mark O'Hara",
      'ØYSTEIN',
      'สมชาย',
      'राम',
      '1️⃣',
      '❤️‍🔥',
    ];
    for (const name of [...names, '👩‍👩‍👧‍👦', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '王', 'a'.repeat(32), '👍🏽'.repeat(32)]) {
      assert.deepEqual(checkName(name), { ok: true, name });
    }
  });

  it('composes, trims and collapses white space', () => {
    const cases: [string, string][] = [
      ['  Ann ', 'Ann'],
      ['Ann \t\n\u3000 Lee\u2028', 'Ann Lee'],
      ['A\u030Angstro\u0308m', 'Ångström'],
    ];
    for (const [text, name] of cases) assert.deepEqual(checkName(text), { ok: true, name });
  });

  it('says what is wrong with others', () => {
    const cases: [string, string][] = [
      ['', 'empty'],
      [' \u3000\n', 'empty'],
      ['a'.repeat(33), 'too-long'],
      ['👩‍👩‍👧‍👦'.repeat(12), 'too-long'],
      ['a'.repeat(100_000), 'too-long'],
      ['Ann\0', 'bad-character'],
      ['\u001b[31mAnn', 'bad-character'],
      ['Ann\u0085\u009b', 'bad-character'],
      ['\u202EnnA', 'bad-character'],
      ['\u2066Ann\u2069', 'bad-character'],
      ['Ann\u200B', 'bad-character'],
      ['A\u200Dnn', 'bad-character'],
      ['1\uFE0F', 'bad-character'],
      ['\uFEFFAnn\u00AD', 'bad-character'],
      ['\u3164', 'bad-character'],
      ['\u2800', 'bad-character'],
      ['Ann\uE000', 'bad-character'],
      ['Ann\u{10FFFD}', 'bad-character'],
      ['Ann\u0378', 'bad-character'],
      ['Ann\u{50000}', 'bad-character'],
      ['Ann\uFFFF', 'bad-character'],
      ['Ann\uFFFC', 'bad-character'],
      ['Ann\u{E0100}', 'bad-character'],
      ['Ann\uFE0E', 'bad-character'],
      ['\u115F\u1160\uFFA0', 'bad-character'],
      ['\u{13441}', 'bad-character'],
      ['\u{1D159}', 'bad-character'],
      ['Ann\u{E0041}', 'bad-character'],
      ['\uD800Ann', 'bad-character'],
      ['\u0301Ann', 'bad-character'],
      [`e${'\u0323\u0301'.repeat(10)}`, 'bad-character'],
    ];
    for (const [text, problem] of cases) {
      assert.deepEqual(checkName(text), { ok: false, problem }, JSON.stringify(text));
    }
  });

  it('returns a name that it accepts itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const checked = checkName(text);
        if (checked.ok) assert.deepEqual(checkName(checked.name), checked);
      }),
    );
  });
});

describe('nameSkeleton', () => {
  it('is equal for names that look the same', () => {
    const pairs: [string, string][] = [
      ['Ann', 'Аnn'],
      ['Ann', 'Ａｎｎ'],
      ['Ann', '𝐀𝒏𝓷'],
      ['Ian', 'lan'],
      ['Bob', 'B\u043Eb'],
      ['O1', '0l'],
      ['Tom', 'Ꭲоm'],
      ['corn', 'com'],
      ['王力', '王カ'],
      ['Ann', 'Ann\u200B'],
    ];
    for (const [a, b] of pairs) assert.equal(nameSkeleton(a), nameSkeleton(b), `${a} ${b}`);
  });

  it('differs for names that look different', () => {
    const pairs: [string, string][] = [
      ['Ann', 'Anna'],
      ['Ann', 'Änn'],
      ['Lan', 'Ian'],
      ['王力', '王刀'],
      ['Вася', 'Катя'],
    ];
    for (const [a, b] of pairs) assert.notEqual(nameSkeleton(a), nameSkeleton(b), `${a} ${b}`);
  });

  it('follows the whole Unicode table', () => {
    for (const [character, like] of Object.entries(lookalikes)) {
      // Names are decomposed first, so rows for composed characters are never used.
      if (character.normalize('NFD') !== character) continue;
      assert.equal(nameSkeleton(character), nameSkeleton(like), `${character} ${like}`);
    }
  });

  it('is the skeleton of itself', () => {
    const decomposed = Object.keys(lookalikes).map((character) => character.normalize('NFKD'));
    for (const name of [...Object.keys(lookalikes), ...decomposed, '％', '﹪']) {
      const skeleton = nameSkeleton(name);
      assert.equal(nameSkeleton(skeleton), skeleton, name);
    }
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        const skeleton = nameSkeleton(name);
        assert.equal(nameSkeleton(skeleton), skeleton);
      }),
    );
  });
});

describe('proposeName', () => {
  it('returns a name that is free', () => {
    assert.equal(proposeName('Ann', []), 'Ann');
    assert.equal(proposeName(' Ann  Lee ', ['Ann', 'Lee']), 'Ann Lee');
    assert.equal(proposeName('Lan', ['Ian']), 'Lan');
  });

  it('proposes another for a name with every letter replaced by a look-alike', () => {
    for (const name of ['Ann', 'Bob', 'Lee', 'Max', 'Zoe', 'Yuri']) {
      for (const [character, like] of Object.entries(lookalikes)) {
        if (like.length !== 1 || !name.includes(like) || !checkName(character).ok) continue;
        const twin = cleanName(name.replace(like, character));
        assert.notEqual(proposeName(twin, [name]), twin, `${twin} ${name}`);
      }
    }
    assert.equal(proposeName('𐊠nn', ['Ann']), '𐊠nn 2');
    assert.equal(proposeName('Tom', ['Torn']), 'Tom 2');
  });

  it('proposes what is left of a name with invisible or unassigned characters', () => {
    const odd = [
      '\uE000',
      '\u{F0000}',
      '\u0378',
      '\u2800',
      '\u3164',
      '\u115F',
      '\u{E0041}',
      '\uFE0F',
    ];
    for (const character of odd) {
      assert.equal(proposeName(`Ann${character}`, []), 'Ann');
      assert.equal(proposeName(`${character}Ann`, ['Ann']), 'Ann 2');
      assert.equal(proposeName(character, []), 'Guest');
    }
  });

  it('numbers a name that is taken, or looks like one, in any case', () => {
    for (const taken of ['Ann', 'ANN', 'аnn', 'АNN', 'ＡＮＮ']) {
      assert.equal(proposeName('Ann', [taken]), 'Ann 2', taken);
    }
    assert.equal(proposeName('Ann', ['Ann', 'Ann 2', 'ann 3']), 'Ann 4');
    assert.equal(proposeName('Ann 2', ['Ann 2']), 'Ann 3');
    assert.equal(proposeName('b0b', ['Bob']), 'b0b 2');
    assert.equal(proposeName('ВOBBY Lee', ['bobby lee']), 'ВOBBY Lee 2');
    assert.equal(proposeName('вася', ['Вася']), 'вася 2');
  });

  it('keeps the valid part of an invalid name', () => {
    assert.equal(proposeName('\u202EAnn\0', []), 'Ann');
    assert.equal(proposeName('علی\u200Cرضا', []), 'علیرضا');
    assert.equal(proposeName(`${'\u0301'.repeat(9)}Ann`, []), 'Ann');
    assert.equal(proposeName('a'.repeat(100_000), []), 'a'.repeat(32));
    assert.equal(proposeName('a'.repeat(40), ['a'.repeat(32)]), `${'a'.repeat(30)} 2`);
    for (const text of ['', ' \n', '\u200B\u2066', '\uD800'])
      assert.equal(proposeName(text, []), 'Guest');
    assert.equal(proposeName('\0', ['guest', 'Guest 2']), 'Guest 3');
  });

  it('always gives a valid name that is free', () => {
    const wish = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({
        unit: fc.constantFrom(
          'A',
          'n',
          ' ',
          '2',
          '\u0301',
          '\u200D',
          '👩',
          '\uFE0F',
          'А',
          'I',
          'l',
        ),
      }),
    );
    fc.assert(
      fc.property(wish, fc.array(wish, { maxLength: 8 }), (wished, others) => {
        const taken: string[] = [];
        for (const other of [...others, wished, wished]) {
          const name = proposeName(other, taken);
          assert.deepEqual(checkName(name), { ok: true, name });
          const skeletons = taken.map((known) => nameSkeleton(known.toLowerCase()));
          assert.ok(!skeletons.includes(nameSkeleton(name.toLowerCase())), `${name}: ${taken}`);
          taken.push(name);
        }
      }),
    );
  });

  it('finds a name for the 500th person with the same one', () => {
    const taken: string[] = [];
    for (let count = 0; count < 500; count += 1) taken.push(proposeName('Guest', taken));
    assert.equal(new Set(taken.map(nameSkeleton)).size, 500);
    assert.equal(taken.at(-1), 'Guest 500');
  });
});

describe('unique names', () => {
  it('are those that would be proposed one by one', () => {
    const wish = fc.constantFrom(
      'Ann',
      'ann',
      'Аnn',
      'Ann 2',
      'ANN 3',
      'I',
      'l',
      '\0',
      'a'.repeat(40),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(wish, fc.boolean(), fc.nat(9))), (steps) => {
        const names = new UniqueNames();
        const taken: string[] = [];
        for (const [wished, isLeaving, index] of steps) {
          const [left] = isLeaving ? taken.splice(index, 1) : [];
          if (left !== undefined) names.release(left);
          const expected = proposeName(wished, taken);
          assert.equal(names.take(wished), expected);
          taken.push(expected);
        }
      }),
    );
  });
});
