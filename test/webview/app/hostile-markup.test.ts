import { strict as assert } from 'node:assert';
import { useTextPage } from './use-text-page';

const script = 'globalThis.hostile=1;alert(1)';

/** Addresses that must not become links. */
const addresses = [
  `javascript:${script}`,
  `JaVaScRiPt:${script}`,
  `java\tscript:${script}`,
  `java\u0000script:${script}`,
  `\u0001javascript:${script}`,
  `javascript&colon;${script}`,
  `&#106;avascript:${script}`,
  `&#x6A;avascript&#58;${script}`,
  `%6Aavascript:${script}`,
  `java&Tab;script:${script}`,
  `java&NewLine;script:${script}`,
  `vbscript:${script}`,
  `data:text/html,<script>${script}</script>`,
  `data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9ImFsZXJ0KDEpIi8+`,
  'command:workbench.action.quit',
  'COMMAND:deskmate.leaveRoom',
  'command&colon;workbench.action.quit',
  'vscode://file/etc/passwd',
  'vscode-insiders://x',
  'vscode-resource:/etc/passwd',
  'vscode-webview://x',
  'file:///etc/passwd',
  'fi\u200ble:///etc/passwd',
  '//evil.test/a',
  '/\\evil.test',
  '\\\\evil.test\\share',
  '../../etc/passwd',
  '#fragment',
  '?query',
  '',
  'ftp://evil.test/',
  'http:evil.test',
  'https:/evil.test',
  'https://\u202egnp.test/',
  'ws://evil.test/',
  'about:blank',
  'intent://evil.test/',
  'ms-settings:x',
];

const markup = [
  `<script>${script}</script>`,
  `<img src=x onerror="${script}">`,
  `<svg onload="${script}">`,
  `<iframe srcdoc="<script>${script}</script>"></iframe>`,
  '<img src="https://evil.test/pixel.png">',
  '![a](https://evil.test/pixel.png)',
  `![a](javascript:${script})`,
  '<style>@import "https://evil.test/a.css"</style>',
  '<link rel=stylesheet href="https://evil.test/a.css">',
  '<meta http-equiv=refresh content="0;url=https://evil.test/">',
  '<base href="https://evil.test/">',
  `[a](<javascript:${script}>)`,
  `[a](https://x.test/" onclick="${script})`,
  `[a](https://x.test/ "" onmouseover="${script}")`,
  `\`\`\`"><script>${script}</script>\nx\n\`\`\``,
  `\`\`\`html\n<script>${script}</script>\n\`\`\``,
  `${'`'.repeat(3)}__proto__\nx\n${'`'.repeat(3)}`,
  `${'`'.repeat(3)}constructor\nx\n${'`'.repeat(3)}`,
  '<!--lit--><?lit$0$?>',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: this exact text is sent
  '${globalThis.hostile=1} {{globalThis.hostile=1}}',
  `![big](data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" width="50000" height="50000"/>)`,
];

describe('hostile markdown', () => {
  const page = useTextPage();

  async function assertHarmless(): Promise<void> {
    assert.equal(await page.page.evaluate(() => Reflect.get(globalThis, 'hostile')), undefined);
    const foreign =
      'img,svg:not(.icon),iframe,object,embed,style,link,meta,base,script,video,form,[onclick],[onload],[onerror],[style*="url"],[href],[src]';
    assert.equal(await page.page.locator('#panel').locator(foreign).count(), 0);
    const requested = page.requests.filter((url) => !url.endsWith('/highlighter.js'));
    assert.deepEqual(requested, []);
    page.assertStays();
  }

  it('runs, loads and opens nothing', async () => {
    await page.load();
    const dialogs: string[] = [];
    page.page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      return dialog.dismiss();
    });
    await page.draw([...markup.map((text) => ({ text })), { text: '```js\n1\n```' }]);
    await page.page.waitForSelector('.code-number');
    await assertHarmless();
    const links = page.page.getByRole('link');
    for (const link of await links.all()) await link.click();
    await assertHarmless();
    assert.deepEqual(dialogs, []);
    for (const message of await page.posted()) {
      assert.equal(message.type, 'openLink');
      assert.match(message.url, /^https?:\/\//);
    }
  });

  it('draws no link for an address that must not be opened', async () => {
    await page.load();
    for (const plain of [false, true]) {
      await page.draw(
        addresses.flatMap((address) => [
          { text: `[a](${address})` },
          { text: `[a](<${address}>)` },
          { text: `<${address}>` },
          { text: `see ${address} there` },
        ]),
        { plain },
      );
      const links = page.page.getByRole('link');
      assert.deepEqual(
        await links.evaluateAll((list) =>
          list.map((each) => `${each.textContent} ${each.getAttribute('title')}`),
        ),
        [],
      );
    }
    await assertHarmless();
  });

  it('confines stacks of combining marks to their message', async () => {
    await page.load();
    const heap = `a${'\u0301'.repeat(5000)}`;
    await page.draw([{ text: heap }, { text: `\`${heap}\`` }, { text: `\`\`\`\n${heap}\n\`\`\`` }]);
    const clips = await page.page.locator('.markup').evaluateAll((list) =>
      list.map((element) => {
        const { overflowX, overflowY } = getComputedStyle(element);
        return [overflowX, overflowY, element.getBoundingClientRect().height < 100];
      }),
    );
    assert.deepEqual(clips, Array(3).fill(['clip', 'clip', true]));
  });

  it('wraps endless words', async () => {
    await page.load({ width: 200 });
    await page.draw([
      { text: 'x'.repeat(32_768) },
      { text: `\`${'y'.repeat(32_000)}\`` },
      { text: `https://x.test/${'z'.repeat(2000)}` },
    ]);
    const log = page.page.locator('#log');
    assert.equal(await log.evaluate((element) => element.scrollWidth > element.clientWidth), false);
  });

  const long = 32 * 1024;
  const costly: Record<string, string> = {
    '32 KiB of *a_': '*a_'.repeat(long / 3),
    '10,000 [': '['.repeat(10_000),
    'a 4 KiB table': '|a'
      .repeat(40)
      .concat('\n', '|-'.repeat(40), '\n', `${'|b'.repeat(40)}\n`.repeat(50))
      .slice(0, 4096),
    '10,000 >': '>'.repeat(10_000),
    'nested lists': Array.from({ length: 250 }, (_, depth) => `${' '.repeat(2 * depth)}- a`)
      .join('\n')
      .slice(0, long),
    '10,000 list markers on one line': '- '.repeat(10_000),
    '32 KiB of backticks': '`'.repeat(long),
    'runs of backticks': Array.from({ length: 250 }, (_, run) => `${'`'.repeat(run)}a`)
      .join('')
      .slice(0, long),
    '5,000 combining marks': `a${'\u0301'.repeat(5000)}`,
    'a word of 32 KiB': 'x'.repeat(long),
    'empty list items': '-\n'.repeat(1400),
    'code opened repeatedly': '[`a'.repeat(1300),
    'emphasis up to the limit': '*a '.repeat(3900),
    'links up to the limit': '[a](https://x.test/) '.repeat(900),
    'a long run of references': 'src/a.c:1 '.repeat(3000),
    'a long run of mentions': '@ann '.repeat(6000),
    'a long run of addresses': 'https://x.test/a '.repeat(1900),
    'brackets after an address': `https://x.test/${')'.repeat(30_000)}`,
    'blocks of code': '```\na\n```\n'.repeat(400),
  };
  it('draws costly texts as quickly as many plain paragraphs', async () => {
    await page.load();
    await page.cost('**warm** `up` https://x.test/ - *a*');
    const baseline = Math.min(await page.costOfParagraphs(), await page.costOfParagraphs());
    const slow: string[] = [];
    for (const [what, text] of Object.entries(costly)) {
      const drawn = await page.cost(text);
      const line = `${what}: ${drawn.toFixed(1)} ms (paragraphs: ${baseline.toFixed(1)} ms)`;
      if (process.env.DESKMATE_VERBOSE === '1') process.stdout.write(`      ${line}\n`);
      if (drawn > 8 * baseline) slow.push(line);
    }
    assert.deepEqual(slow, []);
  });
});
