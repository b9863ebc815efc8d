import { strict as assert } from 'node:assert';
import {
  customRules,
  hexColor,
  specificity,
  type TokenTheme,
  themeCodeColors,
} from '../../../src/ui/theme/token-colors';

/** As the editor's own dark themes are written: lists, texts with commas, old forms side by side. */
const dark: TokenTheme = {
  foreground: '#D4D4D4',
  semantic: {},
  rules: [
    { settings: { foreground: '#AAAAAA' } },
    { scope: 'comment', settings: { foreground: '#6A9955' } },
    { scope: ['string', 'meta.embedded.assembly'], settings: { foreground: '#ce9178' } },
    { scope: ['constant.numeric', 'keyword.other.unit'], settings: { foreground: '#b5cea8' } },
    { scope: 'constant.language', settings: { foreground: '#569cd6' } },
    { scope: 'keyword', settings: { foreground: '#569cd6' } },
    { scope: 'keyword.control', settings: { foreground: '#569cd6' } },
    { scope: 'keyword.operator', settings: { foreground: '#d4d4d4' } },
    { scope: 'entity.name.tag', settings: { foreground: '#569cd6' } },
    { scope: 'entity.name.tag.css, entity.name.tag.less', settings: { foreground: '#d7ba7d' } },
    { scope: 'entity.other.attribute-name', settings: { foreground: '#9cdcfe' } },
    { scope: 'source.css variable', settings: { foreground: '#111111' } },
    { scope: 'invalid', settings: { foreground: '#f44747', fontStyle: 'bold' } },
    {
      scope: ['support.class', 'entity.name.type', 'entity.name.class'],
      settings: { foreground: '#4EC9B0' },
    },
    { scope: 'entity.name.function,support.function', settings: { foreground: '#DCDCAA' } },
    { scope: ['keyword.control', 'keyword.operator.new'], settings: { foreground: '#C586C0' } },
    { scope: 'emphasis', settings: { fontStyle: 'italic' } },
  ],
};

describe('the colors that a theme gives to code', () => {
  it('are those of its most specific and latest rules', () => {
    assert.deepEqual(themeCodeColors(dark), {
      comment: '#6a9955',
      string: '#ce9178',
      number: '#b5cea8',
      keyword: '#c586c0',
      operator: '#d4d4d4',
      type: '#4ec9b0',
      function: '#dcdcaa',
      // Of the rules only one for CSS is about it: it looks like plain text.
      variable: '#aaaaaa',
      constant: '#569cd6',
      tag: '#569cd6',
      attribute: '#9cdcfe',
      invalid: '#f44747',
    });
  });

  it('fall back to plain text, and then to none', () => {
    const rules = [{ scope: 'comment', settings: { foreground: '#123' } }];
    const colors = themeCodeColors({ rules, semantic: {}, foreground: '#FFF' });
    assert.equal(colors.comment, '#112233');
    assert.equal(colors.keyword, '#ffffff');
    assert.deepEqual(themeCodeColors({ rules, semantic: {}, foreground: undefined }), {
      comment: '#112233',
    });
  });

  it('follow semantic highlighting before scopes', () => {
    const semantic = { function: '#abcdef', variable: { foreground: '#010203', bold: true } };
    const colors = themeCodeColors({ ...dark, semantic });
    assert.equal(colors.function, '#abcdef');
    assert.equal(colors.variable, '#010203');
    assert.equal(colors.type, '#4ec9b0');
  });

  it('include the user’s settings for all themes and for this one', () => {
    const rules = customRules(
      {
        comments: '#00ff00',
        keywords: { foreground: '#111111' },
        '[Night*]': { strings: '#222222' },
        '[Day][Night Owl]': {
          textMateRules: [{ scope: 'entity.name.function', settings: { foreground: '#333333' } }],
        },
        '[Day]': { numbers: '#444444' },
      },
      'Night Owl',
    );
    const colors = themeCodeColors({ ...dark, rules: [...dark.rules, ...rules] });
    assert.equal(colors.comment, '#00ff00');
    assert.equal(colors.keyword, '#111111');
    assert.equal(colors.string, '#222222');
    assert.equal(colors.function, '#333333');
    assert.equal(colors.number, '#b5cea8');
  });

  it('ignore invalid data without an error', () => {
    const values = [null, 7, 'x', [], [null], { textMateRules: 'x' }, { comments: 7, '[A]': null }];
    for (const value of values) {
      const custom = customRules(value, 'A');
      const rules = [...custom, { scope: 7 }, { scope: [null, ''], settings: 'red' }];
      assert.deepEqual(themeCodeColors({ rules, semantic: {}, foreground: 'red' }), {});
    }
  });

  it('are normalized', () => {
    assert.equal(hexColor('#AbC'), '#aabbcc');
    assert.equal(hexColor('#AbC8'), '#aabbcc88');
    assert.equal(hexColor('#A1B2C3D4'), '#a1b2c3d4');
    for (const value of ['red', '#12345', '#ggg', 'url(x)', '#fff;color:red', 7, undefined]) {
      assert.equal(hexColor(value), undefined);
    }
  });
});

describe('a scope selector', () => {
  const scopes = ['source.ts', 'meta.function', 'entity.name.function.call'];

  it('matches from the start, at whole segments', () => {
    assert.notEqual(specificity('entity.name', scopes), undefined);
    assert.equal(specificity('entity.na', scopes), undefined);
    assert.equal(specificity('name.function', scopes), undefined);
    assert.equal(specificity('meta.function', scopes), undefined);
  });

  it('requires the outer scopes in order', () => {
    assert.notEqual(specificity('source meta entity', scopes), undefined);
    assert.equal(specificity('meta source entity', scopes), undefined);
    assert.equal(specificity('source.js entity', scopes), undefined);
  });

  it('ranks by its own scope first, then by the outer ones', () => {
    const order = ['entity', 'source entity', 'source meta entity', 'entity.name'];
    const scores = order.map((selector) => specificity(selector, scopes) ?? 0);
    assert.deepEqual(
      scores,
      [...scores].sort((a, b) => a - b),
    );
    assert.equal(new Set(scores).size, order.length);
  });
});
