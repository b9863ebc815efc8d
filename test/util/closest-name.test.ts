import assert from 'node:assert/strict';
import fc from 'fast-check';
import { closestName } from '../../src/util/closest-name';

const commands = ['host', 'join', 'send', 'rooms', 'export', 'discover', 'doctor'] as const;

describe('closestName', () => {
  for (const [typed, meant] of [
    ['hots', 'host'],
    ['hst', 'host'],
    ['joinn', 'join'],
    ['room', 'rooms'],
    ['docktor', 'doctor'],
    ['discvoer', 'discover'],
    ['dsicovr', 'discover'],
    ['x', undefined],
    ['', undefined],
    ['chat', undefined],
    ['constructor', undefined],
    ['h'.repeat(10_000), undefined],
  ] as const) {
    it(`takes “${typed.slice(0, 20)}” for ${meant ?? 'nothing'}`, () => {
      assert.equal(closestName(typed, commands), meant);
    });
  }

  it('finds a name with one character left out, added or replaced, whatever the characters are', () => {
    const name = fc.string({ minLength: 3, maxLength: 12 });
    fc.assert(
      fc.property(name, fc.nat(11), fc.constantFrom('', 'x', '好'), (text, at, other) => {
        const place = at % text.length;
        const typed = text.slice(0, place) + other + text.slice(place + 1);
        if (typed.length >= 2) assert.equal(closestName(typed, [text]), text);
      }),
    );
  });
});
