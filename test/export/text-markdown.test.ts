import assert from 'node:assert/strict';
import fc from 'fast-check';
import { plainMarkdown } from '../../src/text/markdown-text';
import { chatTexts, markTexts } from '../helpers/chat-texts';
import { assertLinear } from '../helpers/cpu-time';
import { previewReader } from '../helpers/preview';
import { assertSameDrawing, exportedLines } from '../helpers/same-drawing';

const reader = previewReader();

describe('a text in an exported chat', () => {
  const written: Record<string, readonly [text: string, markdown: string]> = {
    'formatting, code and links': [
      '**bold** and `a < b` and [a page](https://example.com/x)',
      '**bold** and `a < b` and [a page](https://example.com/x)',
    ],
    'literal text': ['&lt; $PATH$ a*b <b> [x]: y', '\\&lt; \\$PATH\\$ a\\*b &lt;b> \\[x&#93;: y'],
    'a table typed by hand': ['|a|b|\n|-|-|', '\\|a\\|b\\|\\\n\\|-\\|-\\|'],
    'line breaks and indentation': [
      'a:\n  b  c\n\td',
      'a:\\\n&nbsp;&nbsp;b &nbsp;c\\\n&nbsp;&nbsp;&nbsp;&nbsp;d',
    ],
    'blocks of code': ['```c\nint *a;\n\n\tx\n```', '```c\nint *a;\n\n\tx\n```'],
    'indented code': ['    a\n      b', '```\na\n  b\n```'],
    'formulas and diagrams as code': [
      '```math\nx\n```\n```mermaid\ny\n```',
      '```\nx\n```\n\n```\ny\n```',
    ],
    'numbers as they are typed': ['1. a\n2. b\n5. c', '1. a\n2. b\n\n5) c'],
    tasks: ['- [x] a\n- [ ] b\n  - c', '- [x] a\n- [ ] b\n  - c'],
    'bold amid Chinese': ['请看**注意：**这里', '请看**注意：**&#36825;里'],
    'code over lines': ['`a\n  b`', '`a`\\\n&nbsp;&nbsp;`b`'],
    'code that begins with a hard space': ['`a\n\u00a0b`', '`a`\\\n`\u00a0b`'],
    'struck lines that are indented': [
      '~~a\n  `b\n\tc`\n  **d**~~ e',
      '~~a~~\\\n&nbsp;&nbsp;~~`b`~~\\\n&nbsp;&nbsp;&nbsp;&nbsp;~~`c`~~\\\n&nbsp;&nbsp;~~**d**~~ e',
    ],
    'struck code that begins with an empty line': [
      '~~`\n\tb`~~',
      '&nbsp;&nbsp;&nbsp;&nbsp;~~`b`~~',
    ],
    'links over lines that are indented': [
      '[a\n  `b`](https://x.test/)',
      '[a](https://x.test/)\\\n&nbsp;&nbsp;[`b`](https://x.test/)',
    ],
    'lists with an empty quote between them': ['1. a\n> \u3000\n1. b', '1. a\n\n1) b'],
    'lists with an empty paragraph between them': ['- a\n\n\u3000\n- b', '- a\n\n+ b'],
    paths: ['C:\\a\\_b, snake_case, __init__', 'C:\\\\a\\\\\\_b, snake_case, \\_\\_init\\_\\_'],
    'addresses that the panel leaves alone': [
      'ftp://x.test, //x.test',
      'ftp:\\//x.test, \\//x.test',
    ],
    'bare addresses': ['see https://x.test/a b', 'see https://x.test/a b'],
    'addresses beside Chinese': [
      '看https://x.test，好',
      '看[https:\\//x.test](https://x.test/)，好',
    ],
  };
  for (const [what, [text, markdown]] of Object.entries(written)) {
    it(`holds ${what}`, () => {
      assert.equal(exportedLines(text).join('\n'), markdown);
      assertSameDrawing(text);
    });
  }

  it('looks the same in the preview as in the panel, for any content', () => {
    fc.assert(fc.property(fc.oneof(chatTexts, markTexts), fc.boolean(), assertSameDrawing), {
      numRuns: 600,
    });
  });

  it('has no < outside code and no ]:, which the editor’s own link detection would use', () => {
    fc.assert(
      fc.property(chatTexts, (text) => {
        const outside = reader.parse(exportedLines(text).join('\n'), {});
        for (const { type, content } of outside) {
          if (type !== 'inline') continue;
          const words = content.replace(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, '');
          assert.doesNotMatch(words, /<|\]:/, JSON.stringify(text));
        }
      }),
      { numRuns: 500 },
    );
    assert.doesNotMatch(plainMarkdown('<a href="command:x">'), /</);
  });

  it('takes little time for a hostile text', () => {
    for (const text of [
      '`a',
      '**a ',
      '[a](https://x.test/) ',
      '<',
      '\\',
      '\t',
      '@a',
      '//',
      '- a\n',
      '> a\n',
      '_a_ ',
      'a\n',
    ]) {
      assertLinear((length) => void exportedLines(text.repeat(length / text.length)), 4096, text);
    }
  });
});
