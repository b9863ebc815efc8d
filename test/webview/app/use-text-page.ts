import { strict as assert } from 'node:assert';
import type { Browser, Locator, Page } from 'playwright-core';
import type { FromPanel } from '../../../src/webview/from-panel';
import type { PanelCard } from '../../../src/webview/messages';
import { strings } from './fixtures';
import { pageCpuTime } from './page-cpu';
import { type PageFiles, PanelInBrowser, type PanelOptions } from './panel-browser';
import { borrowBrowser, bundleOnce, giveBackBrowser } from './shared-browser';
import type { Piece, PieceContext } from './text-page';

/** The page that draws texts and cards alone, of the running test. */
export class TextPageUnderTest {
  private browser: Browser | undefined;
  private files: PageFiles | undefined;
  private current: PanelInBrowser | undefined;
  private options: PanelOptions | undefined;
  /** Addresses that the page asked for. */
  readonly requests: string[] = [];

  async start(): Promise<void> {
    [this.browser, this.files] = await Promise.all([
      borrowBrowser(),
      bundleOnce('test/webview/app/text-page.ts'),
    ]);
  }

  async stop(): Promise<void> {
    await this.close();
    await giveBackBrowser();
  }

  /** An empty page: the one of the test before, unless it is to be another. */
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
  async text(text: string, change: Partial<PieceContext> = {}): Promise<Locator> {
    await this.load();
    await this.draw([{ text }], change);
    return this.page.locator('.markup');
  }

  async card(card: PanelCard, options?: PanelOptions): Promise<Locator> {
    await this.load(options);
    await this.draw([{ card }]);
    return this.page.locator('[data-card]');
  }

  async draw(pieces: readonly Piece[], change: Partial<PieceContext> = {}): Promise<void> {
    await this.page.evaluate(
      async ([list, context]) => {
        globalThis.textPage.show(list, context);
        await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
      },
      [pieces, contextOf(change)] as const,
    );
  }

  /** What a person sees of texts, and of the documents that they are exported as. */
  async drawings(texts: readonly { text: string; html: string }[]) {
    return this.page.evaluate(([list, context]) => globalThis.textPage.drawings(list, context), [
      texts,
      contextOf({}),
    ] as const);
  }

  /** How often a search finds something in each text, and how many places are marked. */
  async find(texts: readonly string[], query: string, change: Partial<PieceContext> = {}) {
    return this.page.evaluate(
      ([list, text, context]) => globalThis.textPage.find(list, text, context),
      [texts, query, contextOf(change)] as const,
    );
  }

  /** Processor time for a text and its layout, ms. */
  async cost(text: string): Promise<number> {
    await this.page.evaluate(() => globalThis.textPage.clear());
    return pageCpuTime(this.page, () =>
      this.page.evaluate(([value, context]) => globalThis.textPage.lay(value, context), [
        text,
        contextOf({}),
      ] as const),
    );
  }

  /** The same for many plain paragraphs. */
  async costOfParagraphs(): Promise<number> {
    await this.page.evaluate(() => globalThis.textPage.clear());
    return pageCpuTime(this.page, () =>
      this.page.evaluate(() => globalThis.textPage.layParagraphs()),
    );
  }

  posted(): Promise<FromPanel[]> {
    assert.ok(this.current);
    return this.current.posted();
  }

  /** The page must have had nothing to complain about. */
  check(): void {
    const complaints = this.current?.complaints.splice(0) ?? [];
    assert.deepEqual(complaints, []);
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

function contextOf(change: Partial<PieceContext>): PieceContext {
  return {
    strings,
    names: ['Ann', 'Ann Lee', '小明', 'Zoë'],
    ownName: 'Zoë',
    plain: false,
    ...change,
  };
}

/** Gives the tests of a suite the page in a browser. They share it: what one did is cleared for the next. */
export function useTextPage(): TextPageUnderTest {
  const page = new TextPageUnderTest();
  before('starts a browser', () => page.start());
  after('closes the page', () => page.stop());
  afterEach('has nothing to complain about', () => page.check());
  return page;
}
