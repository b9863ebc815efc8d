import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { OpenedEntry, StreamEntry } from '../../src/protocol/wide';
import { type Addition, type ProblemKind, problemsIn } from './wide-history';

const entry = (seq: number, author: string, id: string): OpenedEntry => ({
  ...{ seq, time: seq, author, key: author, id, name: author, act: {}, proof: '' },
});
const rejected = (seq: number): StreamEntry => ({ seq, time: seq, rejected: true });

/** Ann has asked for 1, 2 and 3, of which 2 wasn't acknowledged, and Ben for 1. */
const additions: readonly Addition[] = [
  { author: 'ann', id: '1', seq: 1 },
  { author: 'ben', id: '1', seq: 2 },
  { author: 'ann', id: '2' },
  { author: 'ann', id: '3', seq: 4 },
];
const whole = [
  entry(1, 'ann', '1'),
  entry(2, 'ben', '1'),
  entry(3, 'ann', '2'),
  entry(4, 'ann', '3'),
];

const kindsOf = (...lists: readonly (readonly StreamEntry[])[]): ProblemKind[] => {
  const readers = new Map(lists.map((entries, at) => [`r${at}`, entries]));
  return [...new Set(problemsIn({ additions, readers }).map(({ kind }) => kind))].sort();
};

describe('the check of a history', () => {
  it('finds nothing where everything is right', () => {
    assert.deepEqual(kindsOf(whole, whole), []);
    assert.deepEqual(kindsOf(), []);
  });

  it('allows what wasn’t acknowledged to be there, or not', () => {
    const without = [...whole.slice(0, 2), rejected(3), ...whole.slice(3)];
    assert.deepEqual(kindsOf(without), []);
    assert.deepEqual(kindsOf(without, without), []);
  });

  const bad: readonly (readonly [string, readonly (readonly StreamEntry[])[], ProblemKind[]])[] = [
    ['an acknowledged entry that is gone', [[...whole.slice(0, 3), rejected(4)]], ['lost']],
    ['an end that one of them lacks', [whole, whole.slice(0, 3)], ['lost']],
    ['a reader who has nothing', [whole, []], ['lost']],
    ['an entry that comes again', [[...whole, entry(5, 'ann', '1')]], ['doubled']],
    ['one that wasn’t acknowledged, twice', [[...whole, entry(5, 'ann', '2')]], ['doubled']],
    ['a gap', [[...whole.slice(0, 2), whole[3] as OpenedEntry]], ['skipped']],
    [
      'a number that comes twice',
      [[...whole.slice(0, 3), rejected(3), rejected(4)]],
      ['differing', 'lost', 'misordered'],
    ],
    [
      'the entries of an author in another order',
      [[...whole.slice(0, 2), rejected(3), entry(4, 'ann', '3'), entry(5, 'ann', '2')]],
      ['misordered'],
    ],
    [
      'another number than acknowledged',
      [[rejected(1), entry(2, 'ann', '1'), entry(3, 'ben', '1'), entry(4, 'ann', '3')]],
      ['lost'],
    ],
    [
      'readers who disagree about an entry',
      [whole, [...whole.slice(0, 2), rejected(3), ...whole.slice(3)]],
      ['differing'],
    ],
    ['what nobody has asked for', [[...whole, entry(5, 'eve', '1')]], ['invented']],
  ];
  for (const [name, lists, kinds] of bad) {
    it(`finds ${name}`, () => assert.deepEqual(kindsOf(...lists), kinds));
  }

  it('finds any change to a history of which everything was acknowledged', () => {
    const change = fc.constantFrom('drop', 'repeat', 'swap', 'forge');
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('ann', 'ben', 'cy'), { minLength: 2, maxLength: 20 }),
        fc.nat(),
        fc.nat(),
        change,
        (authors, one, other, kind) => {
          const all = authors.map((author, at) => entry(at + 1, author, `${at}`));
          const asked = all.map(({ author, id, seq }) => ({ author, id, seq }));
          const [first, second] = [one % all.length, other % all.length];
          const changed = [...all];
          const [a, b] = [all[first] as OpenedEntry, all[second] as OpenedEntry];
          if (kind === 'drop') changed.splice(first, 1);
          else if (kind === 'repeat') changed.push({ ...a, seq: all.length + 1 });
          else if (kind === 'forge') changed[first] = { ...a, id: 'x' };
          else {
            fc.pre(first !== second);
            changed[first] = { ...b, seq: a.seq };
            changed[second] = { ...a, seq: b.seq };
          }
          const readers = new Map([
            ['good', all],
            ['bad', changed],
          ]);
          const found = problemsIn({ additions: asked, readers });
          assert.ok(found.some(({ reader }) => reader === 'bad'));
          assert.ok(found.every(({ reader }) => reader === 'bad'));
        },
      ),
    );
  });
});
