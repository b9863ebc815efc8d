import assert from 'node:assert/strict';
import { commentStyleOf, quoteComment } from '../../../src/ui/code/quote-comment';

const c = { line: '//' };
const python = { line: '#' };
const html = { block: ['<!--', '-->'] as const };

describe('a message as a comment', () => {
  it('has its author and time on the first line', () => {
    assert.equal(
      quoteComment('Ann, 14:03:', 'one\n\ntwo', python),
      '# Ann, 14:03:\n# one\n#\n# two',
    );
    assert.equal(quoteComment('Ann:', 'one', html), '<!--\n  Ann:\n  one\n-->');
    assert.equal(quoteComment('Ann:', 'one\ntwo', {}), '> Ann:\n> one\n> two');
  });

  it('can’t end the comment, whatever the text', () => {
    for (const text of ['x\rsystem()', 'x\u2028system()', 'x\u2029y', 'x\u0085y', 'x\vy', 'x\fy']) {
      const lines = quoteComment('Ann:', text, c).split('\n');
      assert.equal(lines.length, 3, JSON.stringify(text));
      assert.ok(lines.every((line) => line.startsWith('//')));
      assert.doesNotMatch(lines.join('\n'), /[\r\v\f\u0085\u2028\u2029]/);
    }
    const closed = quoteComment('Ann -->', 'a --> <script>', html);
    assert.equal(closed.match(/-->/g)?.length, 1);
    assert.equal(quoteComment('Ann:', 'x --!> y', html), '<!--\n  Ann:\n  x - -!> y\n-->');
    const block = quoteComment('Ann:', 'a */ b', { block: ['/*', '*/'] });
    assert.equal(block.match(/\*\//g)?.length, 1);
    assert.doesNotMatch(quoteComment('Ann:', 'a ?> b </SCRIPT> c %> d', c), /\?>|%>|<\/script/i);
  });

  it('isn’t taken for the encoding of a Python file', () => {
    const lines = quoteComment('Ann:', 'coding: done, encoding=utf', { line: '#' });
    assert.doesNotMatch(lines, /coding[:=]/);
    assert.match(quoteComment('Ann:', 'coding: done', c), /coding: done/);
  });

  it('doesn’t join the line after it', () => {
    assert.ok(!quoteComment('Ann:', 'C:\\path\\', c).endsWith('\\'));
  });

  it('shows what is invisible or changes the order of characters', () => {
    const quoted = quoteComment('Ann:', 'a\u202eb\u200bc\u0007d\te', python);
    assert.equal(quoted, '# Ann:\n# a\\u{202e}b\\u{200b}c\\u{7}d  e');
  });
});

describe('the comments of a language', () => {
  it('are read from its configuration, lines first', () => {
    const read = (comments: unknown) => commentStyleOf({ comments });
    assert.deepEqual(read({ lineComment: '//', blockComment: ['/*', '*/'] }), { line: '//' });
    assert.deepEqual(read({ lineComment: { comment: '#', noIndent: true } }), { line: '#' });
    assert.deepEqual(read({ blockComment: ['<!--', '-->'] }), { block: ['<!--', '-->'] });
    for (const odd of [undefined, {}, { lineComment: '' }, { blockComment: ['/*'] }]) {
      assert.equal(read(odd), undefined);
    }
    assert.equal(commentStyleOf(undefined), undefined);
  });
});
