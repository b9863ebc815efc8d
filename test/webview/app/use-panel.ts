import { strict as assert } from 'node:assert';
import type { Browser, Locator, Page } from 'playwright-core';
import type { FromPanel } from '../../../src/webview/from-panel';
import type { PanelMessage, PanelSnapshot, ToPanel } from '../../../src/webview/messages';
import { type PageFiles, PanelInBrowser, type PanelOptions } from './panel-browser';
import { acquireBrowser, bundleOnce, releaseBrowser } from './shared-browser';

/** The panel of the running test. The tests of a suite share a page, which each of them loads anew. */
export class PanelUnderTest {
  private browser: Browser | undefined;
  private files: PageFiles = { script: '', style: '', highlighter: '', emoji: '' };
  private current: PanelInBrowser | undefined;

  async start(): Promise<void> {
    [this.browser, this.files] = await Promise.all([acquireBrowser(), bundleOnce()]);
  }

  async stop(): Promise<void> {
    await this.current?.close();
    this.current = undefined;
    await releaseBrowser();
  }

  /** Loads the page without a snapshot. */
  async load(options?: PanelOptions): Promise<void> {
    assert.ok(this.browser);
    this.check();
    if (await this.current?.openAgain(options)) return;
    await this.current?.close();
    this.current = await PanelInBrowser.open(this.browser, this.files, options);
  }

  /** Loads the page and shows a snapshot in it. */
  async open(content: PanelSnapshot, options?: PanelOptions): Promise<void> {
    await this.load(options);
    await this.show(content);
  }

  /** Asserts that the page has reported no errors. */
  check(): void {
    assert.deepEqual(this.takeErrors(), []);
  }

  /** The errors that the page has reported since the last time, for a test that expects some. */
  takeErrors(): readonly string[] {
    return this.current?.errors.splice(0) ?? [];
  }

  get page(): Page {
    return this.loaded.page;
  }

  get composer(): Locator {
    return this.page.getByRole('textbox', { name: 'Message', exact: true });
  }

  get log(): Locator {
    return this.page.getByRole('log', { name: 'Messages', exact: true });
  }

  /** The button that jumps to the newest message. */
  get jumpButton(): Locator {
    return this.page.locator('.jump');
  }

  show(content: PanelSnapshot): Promise<void> {
    return this.loaded.show(content);
  }

  post(...messages: ToPanel[]): Promise<void> {
    return this.loaded.post(...messages);
  }

  postMessages(...messages: PanelMessage[]): Promise<void> {
    return this.post({ type: 'messages', messages });
  }

  posted(): Promise<FromPanel[]> {
    return this.loaded.posted();
  }

  postedOf<T extends FromPanel['type']>(type: T): Promise<Extract<FromPanel, { type: T }>[]> {
    return this.loaded.postedOf(type);
  }

  /** How far the log is scrolled up from its bottom, in CSS pixels. */
  distanceFromBottom(): Promise<number> {
    return this.log.evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight);
  }

  /** The position of a text, in CSS pixels from the top of the window. */
  topOf(text: string): Promise<number> {
    return this.log
      .getByText(text, { exact: true })
      .evaluate((element) => element.getBoundingClientRect().top);
  }

  /** The id and top of the first message that is visible, at least in part. */
  async firstVisible(): Promise<{ id: string; top: number }> {
    const found = await this.log.evaluate((log) => {
      const edge = log.getBoundingClientRect().top;
      for (const row of log.querySelectorAll<HTMLElement>('.slot:not(.kept) > [data-id]')) {
        const { top, bottom } = row.getBoundingClientRect();
        if (bottom > edge) return { id: row.dataset.id ?? '', top };
      }
      return undefined;
    });
    assert.ok(found);
    return found;
  }

  /** Turns the wheel over the log, which must have room to scroll; resolves when the log rests again. */
  async wheel(pixels: number): Promise<void> {
    await this.log.hover();
    // What the page corrected after an earlier turn also ends, in the next frame.
    await this.post();
    await this.log.evaluate((log) => {
      const rests = new Promise((rest) => {
        log.addEventListener(
          'wheel',
          () => log.addEventListener('scrollend', rest, { once: true }),
          { once: true, passive: true },
        );
      });
      Object.assign(globalThis, { rests });
    });
    await this.page.mouse.wheel(0, pixels);
    await this.page.evaluate('rests');
  }

  /** Keeps what the page takes away after seconds, maybe before the test has looked: their timers never fire. */
  async stopLongTimers(): Promise<void> {
    // A string: helpers that the test runner's compiler adds to functions don't exist in the page.
    await this.page.evaluate(`{
      const start = setTimeout;
      globalThis.setTimeout = (callback, ms) => (ms >= 4000 ? 0 : start(callback, ms));
    }`);
  }

  private get loaded(): PanelInBrowser {
    assert.ok(this.current);
    return this.current;
  }
}

/** Gives the tests of a suite a panel in a browser. */
export function usePanel(): PanelUnderTest {
  const panel = new PanelUnderTest();
  before('starts a browser', () => panel.start());
  after('releases the browser', () => panel.stop());
  afterEach('checks for errors in the panel', () => panel.check());
  return panel;
}
