import { strict as assert } from 'node:assert';
import type { Locator } from 'playwright-core';
import { pageCpuTime } from '../page-cpu';
import { useTextPage } from '../use-text-page';

function fenced(code: string, language = ''): string {
  return `\`\`\`${language}\n${code}\n\`\`\``;
}

const lines = (count: number) => Array.from({ length: count }, (_, i) => `line ${i}`).join('\n');

describe('blocks of code', () => {
  const page = useTextPage();

  /** The colors of these words in a block, once it is highlighted. */
  async function colors(block: Locator, ...words: string[]): Promise<readonly string[]> {
    await block.locator('[class*="code-line"] > span').first().waitFor();
    const found = words.map((word) =>
      block.locator('.code-line > span', { hasText: word }).first().getAttribute('class'),
    );
    return (await Promise.all(found)).map((name) => `${name}`.replace('code-', ''));
  }

  it('loads the highlighter once, and only when there is code to highlight', async () => {
    await page.load({});
    const scripts = () => page.page.evaluate(() => document.querySelectorAll('script').length);
    const before = await scripts();
    await page.draw([{ text: '`int a;` **b**' }, { text: fenced('just text') }]);
    await page.draw([{ text: fenced('x = 1', 'klingon') }]);
    assert.deepEqual(page.requests, []);
    await page.draw([{ text: fenced('int a = 1;', 'c') }, { text: fenced('print(2)', 'py') }]);
    const blocks = page.page.locator('.code-block');
    assert.deepEqual(await colors(blocks.first(), 'int', '1'), ['type', 'number']);
    assert.deepEqual(await colors(blocks.last(), 'print', '2'), ['function', 'number']);
    const paths = page.requests.map((url) => new URL(url).pathname);
    assert.deepEqual(paths, ['/highlighter.js']);
    assert.equal(await scripts(), before + 1);
  });

  it('preserves the code, line by line', async () => {
    const code = 'int main(void) {\n\n\treturn 0;\n}';
    const block = (await page.text(fenced(code, 'c++'))).locator('.code-block');
    await colors(block, 'return');
    assert.equal(await block.locator('code').textContent(), code);
    assert.equal(await block.locator('.code-line').count(), 4);
    assert.equal(await block.locator('.code-language').textContent(), 'C++');
  });

  it('highlights constructs that span lines, and embedded languages', async () => {
    const html = '<p class="a">b</p>\n<script>\nlet a = "b";\n</script>';
    const block = await page.text(`${fenced(html, 'html')}\n${fenced('a = """\nif x\n"""', 'py')}`);
    const blocks = block.locator('.code-block');
    assert.deepEqual(await colors(blocks.first(), 'class', 'let', '"b"'), [
      'attribute',
      'keyword',
      'string',
    ]);
    assert.deepEqual(await colors(blocks.last(), 'if x'), ['string']);
  });

  it('copies and inserts the code, and confirms copying', async () => {
    const block = await page.text(fenced('a\n  b', 'c'));
    const copy = block.getByRole('button', { name: 'Copy', exact: true });
    // In one evaluation, because the confirmation disappears after a moment.
    const confirmation = await copy.evaluate((button: HTMLElement) => {
      button.click();
      const status = document.getElementById('code-status');
      return [status?.role, status?.textContent, button.classList.contains('done')];
    });
    assert.deepEqual(confirmation, ['status', 'Copied', true]);
    await block.getByRole('button', { name: 'Insert at Cursor' }).click();
    assert.deepEqual(await page.posted(), [
      { type: 'copy', text: 'a\n  b' },
      { type: 'insert', text: 'a\n  b' },
    ]);
  });

  it('folds long code, and remembers which blocks are unfolded', async () => {
    const text = fenced(lines(120));
    const block = await page.text(text);
    const shown = block.locator('.code-line');
    assert.equal(await shown.count(), 16);
    await block.getByRole('button', { name: 'Show all 120 lines' }).click();
    assert.equal(await shown.count(), 120);
    await page.draw([]);
    await page.draw([{ text }]);
    assert.equal(await shown.count(), 120);
    await block.getByRole('button', { name: 'Show fewer lines' }).click();
    assert.equal(await shown.count(), 16);
    await page.draw([{ text: fenced(lines(24)) }]);
    assert.equal(await shown.count(), 24);
    assert.equal(await page.page.locator('.code-fold').count(), 0);
  });

  it('can be scrolled horizontally by keyboard if it is too wide', async () => {
    const block = await page.text(`${fenced('x'.repeat(300), 'c')}\n${fenced('x', 'c')}`);
    const wide = block.getByRole('group', { name: 'C' }).first();
    await page.page.waitForSelector('.code-scroll[tabindex="0"]');
    await wide.focus();
    await page.page.keyboard.press('ArrowRight');
    await page.page.waitForFunction(() => (document.activeElement?.scrollLeft ?? 0) > 0);
    assert.equal(await block.locator('.code-scroll').last().getAttribute('tabindex'), null);
  });

  it('limits the time for highlighting', async () => {
    const block = await page.text(fenced('int a;', 'c'));
    await colors(block, 'int');
    // The slowest input for each grammar: without limits, each of these takes seconds.
    const slowest = {
      c: 'int count = 1;\n',
      java: 'A',
      csharp: 'a ',
      markdown: '[a](\n',
      ini: '1.1.\n',
      x86asm: '\n',
      haskell: '\n',
    };
    const costs: { readonly language: string; readonly ms: number }[] = [];
    for (const [language, code] of Object.entries(slowest)) {
      const texts = [
        code.repeat(32_768 / code.length),
        `${code.repeat(100)}\n`.repeat(80).slice(0, 32_768),
      ];
      const cost = () =>
        pageCpuTime(page.page, () =>
          page.page.evaluate(
            ([list, name]) => {
              for (const text of list) globalThis.deskmateHighlight?.(text, name);
            },
            [texts, language] as const,
          ),
        );
      // The limits are on real time: where other programs take that, less is highlighted, in less CPU time.
      const first = costs.length === 0;
      const ms = Math.max(...(first ? [await cost(), await cost(), await cost()] : [await cost()]));
      costs.push({ language, ms });
    }
    if (process.env.DESKMATE_VERBOSE === '1') {
      const list = costs.map(({ language, ms }) => `${language} ${ms.toFixed(0)} ms`);
      process.stdout.write(`      ${list.join(', ')}\n`);
    }
    // All texts have the same length; the first is ordinary code.
    const [{ ms: baseline } = { ms: 0 }] = costs;
    for (const { language, ms } of costs)
      assert.ok(ms < 10 * baseline, `${language} took ${ms} ms`);
  });
});
