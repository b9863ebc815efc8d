import { strict as assert } from 'node:assert';
import { Names } from '../../../../src/text/mentions';
import { readText } from '../../../../src/text/read-text';
import { textMarkdown } from '../../../../src/ui/history/export/text-markdown';
import { someChatTexts } from '../../../helpers/chat-texts';
import { previewReader } from '../../../helpers/preview';
import { useTextPage } from '../use-text-page';

describe('markdown in messages', () => {
  const page = useTextPage();

  /** The drawn text as HTML without what the templates leave behind. */
  async function html(text: string, plain = false): Promise<string> {
    const markup = await page.text(text, { plain });
    const inner = await markup.evaluate((element) => element.innerHTML);
    return inner
      .replace(/<!--.*?-->/gs, '')
      .replace(/ (?:dir|class|role|tabindex|draggable|title|value)="[^"]*"/g, '');
  }

  const drawn: Record<string, readonly [text: string, html: string]> = {
    emphasis: [
      '**bold** *italic* ~~gone~~',
      '<p><strong>bold</strong> <em>italic</em> <s>gone</s></p>',
    ],
    'emphasis beside Chinese punctuation': [
      '请看**注意：**这里',
      '<p>请看<strong>注意：</strong>这里</p>',
    ],
    'words with underscores': ['a_b_c and snake_case_', '<p>a_b_c and snake_case_</p>'],
    'line breaks and indentation': ['one\n    two\nthree', '<p>one\n    two\nthree</p>'],
    lists: ['- a\n- b\n  - c', '<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>'],
    'ordered lists': ['3. a\n4. b', '<ol><li>a</li><li>b</li></ol>'],
    quotes: ['> a\n> b', '<blockquote><p>a\nb</p></blockquote>'],
    headings: ['# a\n\n#b', '<p>a</p><p>#b</p>'],
    rules: ['a\n\n---\nb', '<p>a</p><hr><p>b</p>'],
    'inline code': ['`a **b** <c>`', '<p><code>a **b** &lt;c&gt;</code></p>'],
    'a backslash, which takes a mark its meaning': ['\\*a\\*', '<p>\\*a\\*</p>'],
    'code over lines': ['`a\n  b`', '<p><code>a\n  b</code></p>'],
    'indentation of a first line': ['a\n\n  b\nc', '<p>a</p><p>  b\nc</p>'],
    HTML: ['<b>a</b> <!-- c --> &amp;', '<p>&lt;b&gt;a&lt;/b&gt; &lt;!-- c --&gt; &amp;amp;</p>'],
    'HTML over lines': ['<div>\n<p>\n</div>', '<p>&lt;div&gt;\n&lt;p&gt;\n&lt;/div&gt;</p>'],
    tables: ['|a|b|\n|-|-|\n|1|2|', '<p>|a|b|\n|-|-|\n|1|2|</p>'],
    images: ['![cat](https://x.test/c.png)', '<p>!<a>cat</a></p>'],
    'what looks like a definition': ['[a]: https://x.test/', '<p>[a]: <a>https://x.test/</a></p>'],
  };
  for (const [what, [text, expected]] of Object.entries(drawn)) {
    it(`draws ${what}`, async () => assert.equal(await html(text), expected));
  }

  it('keeps the numbers of a list as they are typed', async () => {
    const items = (await page.text('1. a\n3. b')).locator('li');
    const numbers = items.evaluateAll((list) => list.map((item) => (item as HTMLLIElement).value));
    assert.deepEqual(await numbers, [1, 3]);
  });

  it('draws tasks as boxes that nobody can tick', async () => {
    const markup = await page.text('- [x] a\n- [ ] b');
    assert.equal(await markup.getByRole('checkbox', { name: 'done', checked: true }).count(), 1);
    const open = markup.getByRole('checkbox', { name: 'to do', checked: false });
    assert.equal(await open.isDisabled(), true);
    assert.equal(await markup.locator('li').first().innerText(), 'a');
  });

  it('gives each paragraph its own direction', async () => {
    const markup = await page.text('שלום\n\nhello\n\n- שלום');
    const directions = await markup
      .locator('p, li')
      .evaluateAll((list) => list.map((element) => element.getAttribute('dir')));
    assert.deepEqual(directions, ['rtl', 'ltr', 'rtl']);
  });

  it('shows marks that turn the direction of code', async () => {
    const markup = await page.text('`a\u202eb\u2066c`');
    const names = await markup
      .locator('.override-mark')
      .evaluateAll((list) => list.map((element) => getComputedStyle(element, '::before').content));
    assert.deepEqual(names, ['"[U+202E]"', '"[U+2066]"']);
    assert.equal(await markup.locator('code').textContent(), 'a\u202eb\u2066c');
  });

  it('marks mentions, the longest name first, and one’s own', async () => {
    const markup = await page.text(
      '@ann ＠Ann Lee @小明你好 @ZOE\u0308 a@ann.test @Annabel @bob `@Ann`\n```\n@Ann\n```',
    );
    const pills = markup.locator('.mention-pill');
    assert.deepEqual(await pills.allTextContents(), ['@ann', '＠Ann Lee', '@小明', '@ZOE\u0308']);
    assert.deepEqual(await markup.locator('.mention-pill.own').allTextContents(), ['@ZOE\u0308']);
  });

  it('draws no markdown in a plain room', async () => {
    const text = '**a** `b`\n- c @Ann https://x.test/ and main.c:1';
    assert.equal(
      await html(text, true),
      '**a** `b`\n- c @Ann <a>https://x.test/</a> and <a>main.c:1</a>',
    );
  });

  it('leaves a drawn text alone when it is drawn again', async () => {
    const markup = await page.text('**a**');
    await markup.locator('strong').evaluate((element) => element.setAttribute('data-kept', ''));
    await page.draw([{ text: '**a**' }], { names: ['Ann', 'Ann Lee', '小明', 'Zoë'] });
    assert.equal(await markup.locator('strong[data-kept]').count(), 1);
    await page.draw([{ text: '**b**' }]);
    assert.equal(await markup.locator('strong').textContent(), 'b');
  });

  it('is found where it is drawn, and marked as often', async () => {
    await page.load();
    const texts = someChatTexts(300, 10);
    for (const query of ['a', 'b c', 'a*', '，']) {
      const results = await page.find(texts, query);
      const wrong = results.flatMap(({ found, marked }, index) =>
        found === marked ? [] : [{ text: texts[index], found, marked }],
      );
      assert.deepEqual(wrong, []);
      assert.ok(results.some(({ found }) => found > 0));
    }
  });

  it('is exported as what the editor’s preview draws like it', async () => {
    await page.load();
    const reader = previewReader();
    const reading = { plain: false, names: new Names(['Ann', 'Ann Lee', '小明'], ['Zoë']) };
    const texts = someChatTexts(300, 11).map((text) => ({
      text,
      html: reader.render(textMarkdown(readText(text, reading)).join('\n')),
    }));
    const drawings = await page.drawings(texts);
    const wrong = drawings.flatMap(({ panel, preview }, index) =>
      panel.join('\n') === preview.join('\n') ? [] : [{ ...texts[index], panel, preview }],
    );
    assert.deepEqual(wrong, []);
  });
});
