import assert from 'node:assert/strict';
import { cutLine, textWidth } from '../../../src/cli/terminal/text-width';

describe('the width of texts in a terminal', () => {
  it('is that of wcwidth', () => {
    assert.equal(textWidth('abc'), 3);
    assert.equal(textWidth('你好，世界'), 10);
    assert.equal(textWidth('ｆｕｌｌ'), 8);
    assert.equal(textWidth('ｶﾅ'), 2);
    assert.equal(textWidth('한국어'), 6);
    assert.equal(textWidth('e\u0301\u200b'), 1);
    assert.equal(textWidth('😀'), 2);
    assert.equal(textWidth('👩‍💻'), 4);
    assert.equal(textWidth('❤️©…“”'), 6 - 1);
    assert.equal(textWidth('\u00ad'), 1);
  });

  it('cuts a line so that it can’t wrap on any terminal', () => {
    assert.equal(cutLine('short', 10), 'short');
    assert.equal(cutLine('a longer line', 8), 'a long…');
    assert.equal(cutLine('你好世界', 8), '你好世界');
    assert.equal(cutLine('你好世界!', 8), '你好世…');
    assert.equal(cutLine('“quote”', 6), '“qu…');
    assert.equal(cutLine('abc', 1), '');
  });
});
