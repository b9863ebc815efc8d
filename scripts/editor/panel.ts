import { type FrameLocator, type Locator, type Page, selectors } from 'playwright-core';

/** The words by which the panel's parts are labeled, in the window's language. */
export interface PanelLabels {
  readonly messages: string;
  readonly message: string;
  readonly send: string;
  readonly participants: string;
  readonly waitingLine: string;
}

/** Where the panel is shown: in a side bar or the bottom panel, or as an editor tab. */
export type PanelPlace = 'view' | 'editor';

/**
 * Finds the outer frames of a place's panel: `deskmate-panel=view`. The editor's own markup does not
 * tell the places apart, the page within says which one it is in (`data-place`). As text: what a
 * compiler adds to functions would be missing in the browser.
 */
const ENGINE = `({
  queryAll(root, place) {
    return [...root.querySelectorAll('iframe.webview')].filter((outer) => {
      const inner = outer.contentDocument?.getElementById('active-frame');
      return inner?.contentDocument?.documentElement.dataset.place === place;
    });
  },
})`;

let registered: Promise<void> | undefined;

/** Teaches the browser to find panels; MUST be done before a page is opened that has one. */
export function registerPanels(): Promise<void> {
  registered ??= selectors.register('deskmate-panel', { content: ENGINE });
  return registered;
}

/** The chat panel as a person finds it, by role and label. It lies two iframes deep. */
export class Panel {
  readonly frame: FrameLocator;
  readonly log: Locator;
  /** One `article` a message; system lines are none. */
  readonly articles: Locator;
  readonly composer: Locator;
  readonly sendButton: Locator;
  readonly participants: Locator;
  readonly waitingLine: Locator;
  /** What tells how things stand. */
  readonly status: Locator;

  constructor(page: Page, place: PanelPlace, labels: PanelLabels) {
    this.frame = page.frameLocator(`deskmate-panel=${place}`).frameLocator('#active-frame');
    this.log = this.frame.getByRole('log', { name: labels.messages, exact: true });
    this.articles = this.log.getByRole('article');
    this.composer = this.frame.getByRole('textbox', { name: labels.message, exact: true });
    this.sendButton = this.frame.getByRole('button', { name: labels.send, exact: true });
    this.participants = this.items(labels.participants);
    this.waitingLine = this.items(labels.waitingLine);
    this.status = this.frame.getByRole('status');
  }

  /** Writes a message and sends it with Enter. */
  async send(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press('Enter');
  }

  /** Waits until the log holds a text, in a message or a system line. */
  async waitForText(text: string | RegExp): Promise<void> {
    await this.log.getByText(text).first().waitFor();
  }

  private items(list: string): Locator {
    return this.frame.getByRole('list', { name: list, exact: true }).getByRole('listitem');
  }
}
