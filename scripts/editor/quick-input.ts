import type { Locator, Page } from 'playwright-core';
import { clickUntil } from './click-until';

/** In the page: what tells a row of a list from those of the next list. */
const ROW = `((box, row) => JSON.stringify([
  box.querySelector('.quick-input-title')?.textContent, row.textContent, row.ariaChecked,
]))`;

/** In the page: whether no list that is open has this row. */
const IS_GONE = `(row) => ![...document.querySelectorAll('.quick-input-widget:not(.quick-input-widget-closing)')]
  .filter((box) => box.checkVisibility())
  .some((box) => [...box.querySelectorAll('.monaco-list-row')].some((each) => ${ROW}(box, each) === row))`;

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

  constructor(private readonly page: Page) {
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
    let row = '';
    await clickUntil(
      `The row ${label}`,
      async () => {
        const rowIn = `(row) => ${ROW}(row.closest('.quick-input-widget'), row)`;
        row = String(await target.evaluate(rowIn));
        await this.click(target);
      },
      // A list that is being filled anew has another row with the same text.
      (timeout) =>
        this.page.waitForFunction(`(${IS_GONE})(${JSON.stringify(row)})`, undefined, { timeout }),
    );
  }

  /** Clicks, and moves the mouse away so that no hover appears. */
  async click(target: Locator): Promise<void> {
    await target.click();
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
