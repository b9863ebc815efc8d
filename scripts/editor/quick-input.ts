import { setTimeout } from 'node:timers/promises';
import type { Locator, Page } from 'playwright-core';
import { clickUntil } from './click-until';

/** How often to look whether a row is still there, in ms. */
const LOOK_MS = 50;

/** What tells rows of a list from those of the next list. Their other texts may change while the list is open. */
function keysOf(rows: Locator): Promise<string[]> {
  return rows.evaluateAll((each) =>
    each.map((row) =>
      JSON.stringify([
        row.closest('.quick-input-widget')?.querySelector('.quick-input-title')?.textContent,
        row.querySelector('.label-name')?.textContent,
        row.ariaChecked,
      ]),
    ),
  );
}

/** One row of a quick pick. */
export interface QuickItem {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
}

/** The box at the top of the window in which commands ask: a list, a line of text, or both. */
export class QuickInput {
  readonly widget: Locator;
  readonly input: Locator;
  private readonly rows: Locator;

  /** @param effectMs how long to wait for the effect of a click before the next one */
  constructor(
    private readonly page: Page,
    private readonly effectMs?: number,
  ) {
    // A closing one stays visible for a moment, but ignores keys.
    this.widget = page.locator('.quick-input-widget:not(.quick-input-widget-closing):visible');
    this.input = this.widget.locator('.quick-input-filter input');
    this.rows = this.widget.locator('.quick-input-list .monaco-list-row');
  }

  /** Waits until the box is there, with this in its title if anything is given. */
  async waitFor(title?: string | RegExp): Promise<void> {
    const box =
      title === undefined
        ? this.widget
        : this.widget.locator('.quick-input-title', { hasText: title });
    await box.waitFor();
  }

  /** Whether the box is there within a time, ms. */
  opens(timeout: number): Promise<boolean> {
    return this.widget.waitFor({ timeout }).then(
      () => true,
      () => false,
    );
  }

  /** Waits until the box is gone. */
  async waitUntilClosed(): Promise<void> {
    await this.page.locator('.quick-input-widget:visible').waitFor({ state: 'detached' });
  }

  /** Waits for a line under the input: a validation message or a prompt. */
  async waitForMessage(message: string | RegExp): Promise<void> {
    await this.widget.locator('.quick-input-message:visible', { hasText: message }).waitFor();
  }

  /** The rows in view, all at the same moment. */
  async items(): Promise<QuickItem[]> {
    await this.rows.first().waitFor();
    const texts = await this.rows.evaluateAll((rows) =>
      rows.map((row) =>
        [
          '.quick-input-list-row .label-name',
          '.quick-input-list-row .label-description',
          '.quick-input-list-label-meta',
        ].map((part) => {
          const element = row.querySelector(part);
          return (element?.checkVisibility() && element.textContent?.trim()) || '';
        }),
      ),
    );
    return texts.map(([label = '', description = '', detail = '']) => ({
      label,
      description,
      detail,
    }));
  }

  /** Waits until Enter would take this row. */
  async waitForActive(label: string): Promise<void> {
    await this.widget
      .locator('.monaco-list-row.focused .label-name', { hasText: exactly(label) })
      .first()
      .waitFor();
  }

  /** Replaces the text in the input. @param timeout to wait for the input, in ms */
  async type(text: string, timeout?: number): Promise<void> {
    await this.input.fill(text, timeout === undefined ? {} : { timeout });
  }

  /** Presses Enter: takes the text or the active row. */
  async accept(): Promise<void> {
    await this.input.press('Enter');
  }

  /** Clicks the row whose label or description matches, which closes the list or changes the row. */
  async pick(label: string | RegExp): Promise<void> {
    const target = this.row(label);
    let key: string | undefined;
    await clickUntil(
      `The row ${label}`,
      async (timeout) => {
        const options = timeout === undefined ? {} : { timeout };
        await target.waitFor(options);
        [key] = await keysOf(target);
        await this.click(target, options);
      },
      (timeout) => this.waitUntilGone(key, timeout),
      this.effectMs,
    );
  }

  /** Waits until no list has this row. A list that is being filled anew has another row with the same key. */
  private async waitUntilGone(key: string | undefined, timeout: number): Promise<void> {
    const end = Date.now() + timeout;
    while ((await keysOf(this.rows)).some((each) => each === key)) {
      if (Date.now() >= end) throw new Error(`The row ${key} stays`);
      await setTimeout(LOOK_MS);
    }
  }

  /** Clicks, and moves the mouse away so that no hover appears. */
  async click(target: Locator, options?: { readonly timeout?: number }): Promise<void> {
    await target.click(options);
    await this.page.mouse.move(0, 0);
  }

  /** Presses the Back button. */
  async back(): Promise<void> {
    await this.click(
      this.widget.locator('.quick-input-titlebar .codicon-quick-input-back').first(),
    );
  }

  /** Presses Escape. */
  async cancel(): Promise<void> {
    await this.page.keyboard.press('Escape');
  }

  /** The row whose label is this text, or matches. */
  row(label: string | RegExp): Locator {
    const name = this.page.locator('.label-name', {
      hasText: typeof label === 'string' ? exactly(label) : label,
    });
    return this.rows.filter({ has: name }).first();
  }
}

function exactly(text: string): RegExp {
  return new RegExp(`^\\s*${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`);
}
