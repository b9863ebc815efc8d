import { strict as assert } from 'node:assert';
import { useTextPage } from '../use-text-page';

describe('links and references in messages', () => {
  const page = useTextPage();

  /** What is posted when every link of a text is clicked. */
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
    'addresses amid Chinese': ['看https://x.test/a，好', 'https://x.test/a'],
    'addresses up to Chinese punctuation, brackets and signs': [
      'https://x.test/a……https://x.test/b—https://x.test/c』https://x.test/d）https://x.test/e👍',
      ...['a', 'b', 'c', 'd', 'e'].map((page) => `https://x.test/${page}`),
    ],
    'addresses up to Chinese words behind their host': [
      'https://x.test:8080这里 http://127.0.0.1:9000上 https://x.test看。 https://例子.测试/路径',
      'https://x.test:8080/',
      'http://127.0.0.1:9000/',
      'https://x.test/',
      'https://xn--fsqu00a.xn--0zwm56d/%E8%B7%AF%E5%BE%84',
    ],
    'names with underscores in addresses': ['https://x.test/__init__', 'https://x.test/__init__'],
    'addresses in bold': ['**https://x.test/__a__/b**', 'https://x.test/__a__/b'],
    'mail addresses': ['me@x.test mailto:me@x.test', 'mailto:me@x.test', 'mailto:me@x.test'],
    'an address as a label': ['[https://x.test](https://y.test/)', 'https://y.test/'],
    references: ['src/__init__.py:10, main.c:7:3: error', 'src/__init__.py:10', 'main.c:7:3'],
    'Windows paths': ['src\\_a\\main.c:7 C:\\lab\\a.py:2', 'src\\_a\\main.c:7', 'C:\\lab\\a.py:2'],
    'references amid Chinese': [
      '在main.c:12崩溃，见src/网络/a.c:3。',
      'main.c:12',
      'src/网络/a.c:3',
    ],
    'references in code': ['`main.c:3` `x main.c:4 y`', 'main.c:3', 'main.c:4'],
    'references in what a tool printed': [
      '```\n  File "a b/client.py", line 12\nmain.c(3,5): error\n```\n```c\nint x; // main.c:7\n```',
      ...['a b/client.py:12', 'main.c:3:5'],
    ],
    'references as tools print them': [
      'File "_a_.py", line 2 *and* `at pkg.Main.run(Main.java:12)`; src\\_b_.c(12): error, client.py：12',
      ...['_a_.py:2', 'pkg/Main.java:12', 'src\\_b_.c:12', 'client.py:12'],
    ],
    'files without extension': ['Makefile:3', 'Makefile:3'],
    'no times, hosts or versions': [
      '12:30 localhost:80 example.com:80 1.2.3.4:80 v1.2:3 a.c:0 x:1',
    ],
    'no addresses that only look so': [
      'http: https:// http:/x https:///x mailto: xhttps://x.test [a]()',
    ],
  };
  for (const [what, [text, ...expected]] of Object.entries(cases)) {
    it(`finds ${what}`, async () => assert.deepEqual(await targets(text), expected));
  }

  it('opens nothing by itself: every way to use a link asks the extension host', async () => {
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
    assert.equal(page.page.context().pages().length, 1);
    assert.equal(new URL(page.page.url()).host, 'panel.invalid');
  });

  it('cannot be dragged elsewhere', async () => {
    const link = (await page.text('https://x.test/')).getByRole('link');
    const stopped = await link.evaluate(
      (element) =>
        !element.dispatchEvent(new DragEvent('dragstart', { bubbles: true, cancelable: true })),
    );
    assert.equal(stopped, true);
  });
});
