import { strict as assert } from 'node:assert';
import type { Browser, Locator, Page } from 'playwright-core';
import type { PanelCard } from '../../../src/webview/card-messages';
import type { FromPanel } from '../../../src/webview/from-panel';
import { strings } from './fixtures';
import { pageCpuTime } from './page-cpu';
import { type PageFiles, PanelInBrowser, type PanelOptions } from './panel-browser';
import { acquireBrowser, bundleOnce, releaseBrowser } from './shared-browser';
import type { Content, ContentContext } from './text-page';

/** The running test's page, which draws only texts and cards. */
export class TextPageUnderTest {
  private browser: Browser | undefined;
  private files: PageFiles | undefined;
  private current: PanelInBrowser | undefined;
  private options: PanelOptions | undefined;
  /** The addresses that the page requested. */
  readonly requests: string[] = [];

  async start(): Promise<void> {
    [this.browser, this.files] = await Promise.all([
      acquireBrowser(),
      bundleOnce('test/webview/app/text-page.ts'),
    ]);
  }

  async stop(): Promise<void> {
    await this.close();
    await releaseBrowser();
  }

  /** Opens an empty page; reuses the previous test's page if neither has special options. */
  async load(options?: PanelOptions): Promise<void> {
    assert.ok(this.browser && this.files);
    if (this.current && !options && !this.options) {
      await this.draw([]);
      await this.page.evaluate(() => {
        globalThis.fakeEditor.posted.length = 0;
      });
      this.requests.length = 0;
      return;
    }
    await this.close();
    this.requests.length = 0;
    this.options = options;
    this.current = await PanelInBrowser.open(this.browser, this.files, options);
    this.page.on('request', (request) => this.requests.push(request.url()));
  }

  /** Loads the page and draws a text in it. */
  async text(text: string, change: Partial<ContentContext> = {}): Promise<Locator> {
    await this.load();
    await this.draw([{ text }], change);
    return this.page.locator('.markup');
  }

  async card(card: PanelCard, options?: PanelOptions): Promise<Locator> {
    await this.load(options);
    await this.draw([{ card }]);
    return this.page.locator('[data-card]');
  }

  async draw(contents: readonly Content[], change: Partial<ContentContext> = {}): Promise<void> {
    await this.page.evaluate(
      async ([list, context]) => {
        globalThis.textPage.show(list, context);
        await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
      },
      [contents, contextOf(change)] as const,
    );
  }

  /** The lines that the user sees of texts, and of the documents that they are exported as. */
  async renderedLines(texts: readonly { text: string; html: string }[]) {
    return this.page.evaluate(
      ([list, context]) => globalThis.textPage.renderedLines(list, context),
      [texts, contextOf({})] as const,
    );
  }

  /** How many matches a search finds in each text, and how many are highlighted. */
  async find(texts: readonly string[], query: string, change: Partial<ContentContext> = {}) {
    return this.page.evaluate(
      ([list, text, context]) => globalThis.textPage.find(list, text, context),
      [texts, query, contextOf(change)] as const,
    );
  }

  /** The CPU time to draw a text and lay it out, in ms. */
  async cost(text: string): Promise<number> {
    await this.page.evaluate(() => globalThis.textPage.clear());
    return pageCpuTime(this.page, () =>
      this.page.evaluate(([value, context]) => globalThis.textPage.layOut(value, context), [
        text,
        contextOf({}),
      ] as const),
    );
  }

  /** The same for many plain paragraphs. */
  async costOfParagraphs(): Promise<number> {
    await this.page.evaluate(() => globalThis.textPage.clear());
    return pageCpuTime(this.page, () =>
      this.page.evaluate(() => globalThis.textPage.layOutParagraphs()),
    );
  }

  posted(): Promise<FromPanel[]> {
    assert.ok(this.current);
    return this.current.posted();
  }

  /** Asserts that the page has reported no errors. */
  check(): void {
    const errors = this.current?.errors.splice(0) ?? [];
    assert.deepEqual(errors, []);
  }

  /** Asserts that the browser still shows the page, and no other one. */
  assertStays(): void {
    assert.equal(this.page.context().pages().length, 1);
    assert.equal(new URL(this.page.url()).origin, this.current?.origin);
  }

  private async close(): Promise<void> {
    await this.current?.close();
    this.current = undefined;
  }

  get page(): Page {
    assert.ok(this.current);
    return this.current.page;
  }
}

function contextOf(change: Partial<ContentContext>): ContentContext {
  return {
    strings,
    names: ['Ann', 'Ann Lee', '小明', 'Zoë'],
    ownName: 'Zoë',
    plain: false,
    ...change,
  };
}

/** Gives the tests of a suite a shared page in a browser, which is cleared between tests. */
export function useTextPage(): TextPageUnderTest {
  const page = new TextPageUnderTest();
  before('starts a browser', () => page.start());
  after('closes the page', () => page.stop());
  afterEach('checks for errors in the page', () => page.check());
  return page;
}
