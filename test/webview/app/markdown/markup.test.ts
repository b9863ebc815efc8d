import { strict as assert } from 'node:assert';
import { textMarkdown } from '../../../../src/export/text-markdown';
import { MentionNames } from '../../../../src/text/mentions';
import { readText } from '../../../../src/text/read-text';
import { sampleChatTexts } from '../../../helpers/chat-texts';
import { previewReader } from '../../../helpers/preview';
import { useTextPage } from '../use-text-page';

describe('markdown in messages', () => {
  const page = useTextPage();

  /** The drawn text as HTML, without the template engine's comments and most attributes. */
  async function html(text: string, plain = false): Promise<string> {
    const markup = await page.text(text, { plain });
    const inner = await markup.evaluate((element) => element.innerHTML);
    return inner
      .replace(/<!--.*?-->/gs, '')
      .replace(/ (?:dir|class|role|tabindex|draggable|title|value|data-address)="[^"]*"/g, '');
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
    'a backslash, which escapes a mark': ['\\*a\\*', '<p>\\*a\\*</p>'],
    'code across lines': ['`a\n  b`', '<p><code>a\n  b</code></p>'],
    'indentation of a first line': ['a\n\n  b\nc', '<p>a</p><p>  b\nc</p>'],
    HTML: ['<b>a</b> <!-- c --> &amp;', '<p>&lt;b&gt;a&lt;/b&gt; &lt;!-- c --&gt; &amp;amp;</p>'],
    'HTML across lines': ['<div>\n<p>\n</div>', '<p>&lt;div&gt;\n&lt;p&gt;\n&lt;/div&gt;</p>'],
    tables: ['|a|b|\n|-|-|\n|1|2|', '<p>|a|b|\n|-|-|\n|1|2|</p>'],
    images: ['![cat](https://x.test/c.png)', '<p>!<a>cat</a></p>'],
    'text that looks like a link definition': [
      '[a]: https://x.test/',
      '<p>[a]: <a>https://x.test/</a></p>',
    ],
  };
  for (const [what, [text, expected]] of Object.entries(drawn)) {
    it(`draws ${what}`, async () => assert.equal(await html(text), expected));
  }

  it('keeps the numbers of a list as typed', async () => {
    const items = (await page.text('1. a\n3. b')).locator('li');
    const numbers = items.evaluateAll((list) => list.map((item) => (item as HTMLLIElement).value));
    assert.deepEqual(await numbers, [1, 3]);
  });

  it('draws tasks as read-only checkboxes', async () => {
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

  it('shows direction overrides in code', async () => {
    const markup = await page.text('`a\u202eb\u2066c`');
    const names = await markup
      .locator('.override-mark')
      .evaluateAll((list) => list.map((element) => getComputedStyle(element, '::before').content));
    assert.deepEqual(names, ['"[U+202E]"', '"[U+2066]"']);
    assert.equal(await markup.locator('code').textContent(), 'a\u202eb\u2066c');
  });

  it('highlights mentions, longest name first, and those of the user', async () => {
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

  it('keeps the elements of unchanged text when it is drawn again', async () => {
    const markup = await page.text('**a**');
    await markup.locator('strong').evaluate((element) => element.setAttribute('data-kept', ''));
    await page.draw([{ text: '**a**' }], { names: ['Ann', 'Ann Lee', '小明', 'Zoë'] });
    assert.equal(await markup.locator('strong[data-kept]').count(), 1);
    await page.draw([{ text: '**b**' }]);
    assert.equal(await markup.locator('strong').textContent(), 'b');
  });

  it('is found and highlighted by a search wherever it is drawn', async () => {
    await page.load();
    const texts = sampleChatTexts(300, 10);
    for (const query of ['a', 'b c', 'a*', '，']) {
      const results = await page.find(texts, query);
      const wrong = results.flatMap(({ found, marked }, index) =>
        found === marked ? [] : [{ text: texts[index], found, marked }],
      );
      assert.deepEqual(wrong, []);
      assert.ok(results.some(({ found }) => found > 0));
    }
  });

  it('is exported such that the editor’s preview renders it identically', async () => {
    await page.load();
    const reader = previewReader();
    const reading = { plain: false, names: new MentionNames(['Ann', 'Ann Lee', '小明'], ['Zoë']) };
    const texts = sampleChatTexts(300, 11).map((text) => ({
      text,
      html: reader.render(textMarkdown(readText(text, reading)).join('\n')),
    }));
    const rendered = await page.renderedLines(texts);
    const wrong = rendered.flatMap(({ panel, preview }, index) =>
      panel.join('\n') === preview.join('\n') ? [] : [{ ...texts[index], panel, preview }],
    );
    assert.deepEqual(wrong, []);
  });
});

describe('links and references in messages', () => {
  const page = useTextPage();

  /** The targets posted when every link in a text is clicked. */
  async function targets(text: string, plain = false): Promise<readonly string[]> {
    const links = (await page.text(text, { plain })).getByRole('link');
    const count = await links.count();
    for (let index = 0; index < count; index += 1) await links.nth(index).click();
    return (await page.posted()).map((message) => {
      if (message.type === 'openLink') return message.url;
      assert.equal(message.type, 'openReference');
      return [message.path, message.line, ...(message.column ? [message.column] : [])].join(':');
    });
  }

  const cases: Record<string, readonly [text: string, ...targets: string[]]> = {
    'written links': [
      '[a](https://x.test/a "t") <https://x.test/b>',
      'https://x.test/a',
      'https://x.test/b',
    ],
    'bare addresses': [
      '(see https://x.test/a_(b)). HTTP://X.test/*b*!',
      'https://x.test/a_(b)',
      'http://x.test/*b',
    ],
    'addresses within Chinese text': ['看https://x.test/a，好', 'https://x.test/a'],
    'addresses followed by Chinese punctuation, brackets or symbols': [
      'https://x.test/a……https://x.test/b—https://x.test/c』https://x.test/d）https://x.test/e👍',
      ...['a', 'b', 'c', 'd', 'e'].map((page) => `https://x.test/${page}`),
    ],
    'addresses whose host is followed by Chinese text': [
      'https://x.test:8080这里 http://127.0.0.1:9000上 https://x.test看。 https://例子.测试/路径',
      'https://x.test:8080/',
      'http://127.0.0.1:9000/',
      'https://x.test/',
      'https://xn--fsqu00a.xn--0zwm56d/%E8%B7%AF%E5%BE%84',
    ],
    'names with underscores in addresses': ['https://x.test/__init__', 'https://x.test/__init__'],
    'addresses in bold': ['**https://x.test/__a__/b**', 'https://x.test/__a__/b'],
    'mail addresses': ['me@x.test mailto:me@x.test', 'mailto:me@x.test', 'mailto:me@x.test'],
    'the target of a link whose label is an address': [
      '[https://x.test](https://y.test/)',
      'https://y.test/',
    ],
    references: ['src/__init__.py:10, main.c:7:3: error', 'src/__init__.py:10', 'main.c:7:3'],
    'Windows paths': ['src\\_a\\main.c:7 C:\\lab\\a.py:2', 'src\\_a\\main.c:7', 'C:\\lab\\a.py:2'],
    'references within Chinese text': [
      '在main.c:12崩溃，见src/网络/a.c:3。',
      'main.c:12',
      'src/网络/a.c:3',
    ],
    'references in code': ['`main.c:3` `x main.c:4 y`', 'main.c:3', 'main.c:4'],
    'references in the output of a tool': [
      '```\n  File "a b/client.py", line 12\nmain.c(3,5): error\n```\n```c\nint x; // main.c:7\n```',
      ...['a b/client.py:12', 'main.c:3:5'],
    ],
    'references in the formats of common tools': [
      'File "_a_.py", line 2 *and* `at pkg.Main.run(Main.java:12)`; src\\_b_.c(12): error, client.py：12',
      ...['_a_.py:2', 'pkg/Main.java:12', 'src\\_b_.c:12', 'client.py:12'],
    ],
    'files without an extension': ['Makefile:3', 'Makefile:3'],
    'no times, hosts or versions': [
      '12:30 localhost:80 example.com:80 1.2.3.4:80 v1.2:3 a.c:0 x:1',
    ],
    'no addresses in text that only resembles them': [
      'http: https:// http:/x https:///x mailto: xhttps://x.test [a]()',
    ],
  };
  for (const [what, [text, ...expected]] of Object.entries(cases)) {
    it(`finds ${what}`, async () => assert.deepEqual(await targets(text), expected));
  }

  it('never opens a link itself: every activation asks the extension host', async () => {
    const link = (await page.text('[a](https://x.test/a?b=c)')).getByRole('link');
    assert.equal(await link.getAttribute('href'), null);
    assert.equal(await link.getAttribute('title'), 'https://x.test/a?b=c');
    await link.click();
    await link.click({ button: 'middle' });
    await link.click({ modifiers: ['ControlOrMeta'] });
    await link.focus();
    await page.page.keyboard.press('Enter');
    await link.click({ button: 'right' });
    const url = 'https://x.test/a?b=c';
    assert.deepEqual(await page.posted(), Array(4).fill({ type: 'openLink', url }));
    page.assertStays();
  });

  it('can’t be dragged', async () => {
    const link = (await page.text('https://x.test/')).getByRole('link');
    const prevented = await link.evaluate(
      (element) =>
        !element.dispatchEvent(new DragEvent('dragstart', { bubbles: true, cancelable: true })),
    );
    assert.equal(prevented, true);
  });
});
