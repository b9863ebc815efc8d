import assert from 'node:assert/strict';
import fc from 'fast-check';
import { safeJson, safeLine, safeText } from '../../src/cli/safe-text';

/** What must not reach a terminal, by its number in Unicode; LF apart. */
function isUnsafe(unit: number): boolean {
  if (unit === 0x0a) return false;
  if (unit < 0x20 || (unit >= 0x7f && unit <= 0x9f)) return true;
  const bidi = [0x061c, 0x200e, 0x200f];
  if (bidi.includes(unit) || (unit >= 0x202a && unit <= 0x202e)) return true;
  return (unit >= 0x2066 && unit <= 0x2069) || unit === 0x2028 || unit === 0x2029;
}

const codes = Array.from({ length: 0x10000 }, (_, code) => code);
const unsafeCodes = codes.filter(isUnsafe);

/** Texts in which unsafe characters are common. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(...unsafeCodes, 0x0a, 0x41, 0x597d, 0xd800, 0xdc00),
      fc.nat({ max: 0xffff }),
    ),
  )
  .map((units) => String.fromCharCode(...units));

function unsafeIn(text: string): readonly number[] {
  return [...text].map((character) => character.codePointAt(0) as number).filter(isUnsafe);
}

describe('safe text', () => {
  it('keeps ordinary texts and their lines', () => {
    const text = 'Hi 小明 👩‍💻 é\nsecond line ❤️';
    assert.equal(safeText(text), text);
  });

  it('shows what would act on a terminal', () => {
    assert.equal(safeText('a\x1b[2Jb\x07\t\r\n\x7f'), 'a␛[2Jb␇␉␍\n␡');
    assert.equal(safeText('\x9b31m'), '<U+009B>31m');
    assert.equal(safeText('a\u202eb\u2028c\u2029\u061c'), 'a<U+202E>b<U+2028>c<U+2029><U+061C>');
    assert.equal(safeText('\ud83d!'), '<U+D83D>!');
  });

  it('puts a single line on a single line', () => {
    assert.equal(safeLine('a\nb\u0085c\td'), 'a␊b<U+0085>c␉d');
  });

  it('replaces each unsafe character, and no other', () => {
    for (const code of codes.filter((each) => each < 0xd800 || each > 0xdfff)) {
      const character = String.fromCharCode(code);
      const isReplaced = safeText(character) !== character;
      assert.equal(isReplaced, isUnsafe(code), code.toString(16));
      assert.equal(safeLine(character) !== character, isUnsafe(code) || code === 0x0a);
    }
  });

  it('leaves nothing that acts on a terminal, whatever the text', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        assert.deepEqual(unsafeIn(safeText(text)), []);
        assert.ok(!/\p{Surrogate}/u.test(safeText(text)));
        assert.ok(!safeLine(text).includes('\n'));
        assert.equal(safeText(safeText(text)), safeText(text));
      }),
    );
  });

  it('writes JSON that has the same value and is as harmless', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const json = safeJson({ text, [text]: [text] });
        assert.deepEqual(JSON.parse(json), { text, [text]: [text] });
        assert.deepEqual(unsafeIn(json), []);
        assert.ok(!/\p{Surrogate}|\n/u.test(json));
      }),
    );
  });
});
