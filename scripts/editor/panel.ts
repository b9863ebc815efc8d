import type { FrameLocator, Locator, Page } from 'playwright-core';

/** The words by which the panel's parts are labelled, in the window's language. */
export interface PanelLabels {
  readonly messages: string;
  readonly message: string;
  readonly send: string;
  readonly participants: string;
}

/** Where the panel is shown: in a side bar or the bottom panel, or as an editor tab. */
export type PanelPlace = 'view' | 'editor';

/** The chat panel as a person finds it, by role and label. It lies two iframes deep. */
export class Panel {
  readonly frame: FrameLocator;
  readonly log: Locator;
  /** One `article` a message; system lines are none. */
  readonly articles: Locator;
  readonly composer: Locator;
  readonly sendButton: Locator;
  readonly participants: Locator;

  constructor(page: Page, place: PanelPlace, labels: PanelLabels) {
    const purpose = place === 'view' ? '[src*="purpose=webviewView"]' : ':not([src*="purpose="])';
    this.frame = page
      .frameLocator(`iframe.webview[src*="extensionId=deskmate.deskmate"]${purpose}`)
      .frameLocator('#active-frame');
    this.log = this.frame.getByRole('log', { name: labels.messages, exact: true });
    this.articles = this.log.getByRole('article');
    this.composer = this.frame.getByRole('textbox', { name: labels.message, exact: true });
    this.sendButton = this.frame.getByRole('button', { name: labels.send, exact: true });
    this.participants = this.frame
      .getByRole('list', { name: labels.participants, exact: true })
      .getByRole('listitem');
  }

  /** Writes a message and sends it with Enter. */
  async send(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press('Enter');
  }

  /** Waits until the log holds a text, in a message or a system line. */
  async waitForText(text: string | RegExp, timeout = 15_000): Promise<void> {
    await this.log.getByText(text).first().waitFor({ timeout });
  }
}
