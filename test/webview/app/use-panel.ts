import { strict as assert } from 'node:assert';
import type { Browser, Locator, Page } from 'playwright-core';
import type { FromPanel } from '../../../src/webview/from-panel';
import type { PanelMessage, PanelSnapshot, ToPanel } from '../../../src/webview/messages';
import { type PageFiles, PanelInBrowser, type PanelOptions } from './panel-browser';
import { borrowBrowser, bundleOnce, giveBackBrowser } from './shared-browser';

/** The panel of the running test. */
export class PanelUnderTest {
  private browser: Browser | undefined;
  private files: PageFiles = { script: '', style: '', highlighter: '' };
  private current: PanelInBrowser | undefined;

  async start(): Promise<void> {
    [this.browser, this.files] = await Promise.all([borrowBrowser(), bundleOnce()]);
  }

  stop(): Promise<void> {
    return giveBackBrowser();
  }

  /** Loads the page, and waits for nothing more. */
  async load(options?: PanelOptions): Promise<void> {
    assert.ok(this.browser);
    await this.close();
    this.current = await PanelInBrowser.open(this.browser, this.files, options);
  }

  /** Loads the page and shows a snapshot in it. */
  async open(content: PanelSnapshot, options?: PanelOptions): Promise<void> {
    await this.load(options);
    await this.show(content);
  }

  /** Closes the page, which must have had nothing to complain about. */
  async close(): Promise<void> {
    const closing = this.current;
    this.current = undefined;
    await closing?.close();
    assert.deepEqual(closing?.complaints ?? [], []);
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

  /** The button that leads to the newest message. */
  get jump(): Locator {
    return this.page.locator('.jump');
  }

  show(content: PanelSnapshot): Promise<void> {
    return this.loaded.show(content);
  }

  post(...messages: ToPanel[]): Promise<void> {
    return this.loaded.post(...messages);
  }

  news(...messages: PanelMessage[]): Promise<void> {
    return this.post({ type: 'messages', messages });
  }

  posted(): Promise<FromPanel[]> {
    return this.loaded.posted();
  }

  postedOf<T extends FromPanel['type']>(type: T): Promise<Extract<FromPanel, { type: T }>[]> {
    return this.loaded.postedOf(type);
  }

  /** How far the log is from its bottom, in CSS pixels. */
  belowBottom(): Promise<number> {
    return this.log.evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight);
  }

  /** Where a text stands in the window, in CSS pixels from its top. */
  topOf(text: string): Promise<number> {
    return this.log
      .getByText(text, { exact: true })
      .evaluate((element) => element.getBoundingClientRect().top);
  }

  /** The first message that ends below the upper edge of the log, and where it begins. */
  async firstInSight(): Promise<{ id: string; top: number }> {
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

  private get loaded(): PanelInBrowser {
    assert.ok(this.current);
    return this.current;
  }
}

/** Gives the tests of a suite a panel in a browser, and closes it behind them. */
export function usePanel(): PanelUnderTest {
  const panel = new PanelUnderTest();
  before('starts a browser', () => panel.start());
  after('gives the browser back', () => panel.stop());
  afterEach('closes the panel', () => panel.close());
  return panel;
}
