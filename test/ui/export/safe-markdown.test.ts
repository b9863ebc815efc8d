import assert from 'node:assert/strict';
import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { plainMarkdown } from '../../../src/ui/export/markdown-text';
import { safeMarkdown } from '../../../src/ui/export/safe-markdown';
import { assertLinear } from '../../helpers/cpu-time';

/** A reader that lets everything through: HTML, images, links to anywhere. */
const reader = new MarkdownIt({ html: true, linkify: true });
reader.validateLink = () => true;

function html(text: string): string {
  return reader.render(safeMarkdown(text).join('\n'));
}

/** The same as an item of a list, as it stands in an exported chat. */
function itemHtml(text: string): string {
  const lines = safeMarkdown(text).map((line) => (line === '' ? '' : `  ${line}`));
  return reader.render(['- Ann', '', ...lines].join('\n'));
}

/** What a page could do by itself, or by a click. */
const harm =
  /<(?!\/?(?:p|em|strong|s|code|pre|ul|ol|li|blockquote|h[1-6]|hr|br|a|table|thead|tbody|tr|th|td)\b)|<a (?!href="(?:https?|mailto):)/;

describe('somebody’s Markdown in a document', () => {
  it('keeps formatting, code and links to the web', () => {
    const text = [
      '**bold** and `a < b` and [a page](https://example.com/x)',
      '',
      '- one',
      '- two',
      '',
      '```c',
      'if (a < b) puts("![x](y)");',
      '```',
      'after',
    ].join('\n');
    assert.deepEqual(safeMarkdown(text), text.split('\n'));
    assert.match(html(text), /<strong>bold<\/strong> and <code>a &lt; b<\/code>/);
  });

  it('keeps code in a list as it is', () => {
    const text = [
      '1. Write this:',
      '   ```c',
      '   #include <stdio.h>',
      '',
      '     f[i](x);',
      '   ```',
      '2. Run <it>',
      '   ```',
      '   ./a.out < in.txt',
      '   ```',
    ];
    const kept = text.map((line) => line.replace('<it>', '&lt;it>'));
    assert.deepEqual(safeMarkdown(text.join('\n')), kept);
  });

  it('writes out HTML, images, other links and what they could lean on', () => {
    assert.equal(
      html('<img src=x onerror=alert(1)>'),
      '<p>&lt;img src=x onerror=alert(1)&gt;</p>\n',
    );
    assert.equal(
      html('![a](https://evil.example/a.png)'),
      '<p>![a](<a href="https://evil.example/a.png">https://evil.example/a.png</a>)</p>\n',
    );
    assert.equal(html('[a](javascript:alert(1))'), '<p>[a](javascript:alert(1))</p>\n');
    assert.equal(html('[a](java&#115;cript:x)'), '<p>[a](javascript:x)</p>\n');
    assert.match(html('[a]: command:x\n\n[a]'), /^<p>\[a\]: command:x<\/p>\n<p>\[a\]<\/p>/);
  });

  it('takes nothing for code that a reader does not', () => {
    const tricks = [
      '\\`<img src=x>`',
      'a ` b\n`<img src=x>`',
      '`a\n- <img src=x>`',
      '|a|b|\n|-|-|\n|`|<img src=x>`|',
      '- a\n  ```\n<img src=x>',
      '- a\n  ```\n<img src=x>\n  ```',
      '- ```\n  ```\n  <img src=x>\n  ```',
      '- a\n  ```\n    ```\n  <img src=x>\n  ```',
      '- a\n  ```\n  ````\n  <img src=x>\n  ```',
      'a\n    ```\n    <img src=x>\n    ```',
      '> ~~~\n   ~~~\n   <img src=x>\n   ~~~',
      '   ```\n```===\n   <img src=x>',
      '\t```x\n```\n   <img src=x>\n```',
      '```\n\t```\n<img src=x>\n```',
      '> ```\n<img src=x>',
      '    ```\n<img src=x>\n',
      '``` a`b\n<img src=x>\n```',
      '`` ` <b> ``` <img src=x> ``',
      '`\\`<img src=x>',
      '```\n```\n<img src=x>',
      '~~~\n```\n~~~\n<img src=x>',
      '\\\\<img src=x>',
      '\\<img src=x><img src=x>',
    ];
    for (const text of tricks) {
      assert.doesNotMatch(html(text), harm, text);
      assert.doesNotMatch(itemHtml(text), harm, text);
    }
  });

  it('leaves no < outside of code, where the editor itself would see a tag with a link', () => {
    for (const text of [
      '<a href="command:x">',
      '\\<a href="command:x">',
      '\\\\<command:x>',
      '<!-- x',
    ]) {
      assert.doesNotMatch(safeMarkdown(text).join('\n'), /</, text);
    }
    for (const text of ['[a]: command:x', '[a\\]: command:x', '[a\\\\]: command:x']) {
      assert.doesNotMatch(safeMarkdown(text).join('\n'), /\]:/, text);
    }
    assert.doesNotMatch(plainMarkdown(`<a href="command:x">`), /</);
  });

  it('closes a block of code that was left open', () => {
    assert.deepEqual(safeMarkdown('````js\nx\n```'), ['````js', 'x', '```', '````']);
  });

  it('holds whatever is put together of what means something', () => {
    const piece = fc.constantFrom(
      ...[
        '`',
        '``',
        '```',
        '~~~',
        '<img src=x>',
        '<script>',
        '](',
        '[a',
        '![',
        ']:',
        '\\',
        '\n',
        '\n\n',
        '\n   ```\n',
      ],
      ...[
        '- ',
        '> ',
        '  ',
        '    ',
        '|',
        'x',
        '(',
        ')',
        '*',
        '#',
        '1. ',
        'javascript:x',
        '<!--',
        '\t',
        '&lt;',
      ],
      ...['[a](data:x)', '[a]: data:x', '-->', '=', '---', '|-|'],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 24 }), (pieces) => {
        const text = pieces.join('');
        assert.doesNotMatch(html(text), harm, JSON.stringify(text));
        assert.doesNotMatch(itemHtml(text), harm, JSON.stringify(text));
      }),
      { numRuns: 500 },
    );
  });

  it('costs little of a hostile text', () => {
    for (const text of ['`', '` ``', '[', '](', '<', '\\', '```\n', '`a|', ' ```x\n']) {
      assertLinear((length) => void safeMarkdown(text.repeat(length / text.length)), 8192);
    }
  });
});
