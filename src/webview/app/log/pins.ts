import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { icons } from '../base/icons';
import { indexAfter } from '../base/list-keys';
import type { PanelStrings } from '../base/messages';
import { personName } from '../base/person-name';
import { type MenuRights, messageContext } from '../message/message-menu';
import type { PinnedMessage } from '../state/message-log';
import type { PanelStore } from '../state/panel-store';

/**
 * The pinned messages above the log, one line each: the newest pin, and all of them when unfolded. A single
 * Tab stop, with a second one for the button that unfolds them.
 */
export class Pins {
  private open = false;
  /** The id of the message that Tab leads to. */
  private current: string | undefined;
  private shown: readonly PinnedMessage[] = [];

  /**
   * @param reveal shows a message in the log, and focuses it
   * @param redraw called when the template has changed
   */
  constructor(
    private readonly reveal: (messageId: string) => void,
    private readonly redraw: () => void,
  ) {}

  template({ log, status }: PanelStore, strings: PanelStrings): unknown {
    const { pins } = log;
    this.open &&= pins.length > 1;
    this.shown = this.open ? pins : pins.slice(0, 1);
    const [first] = this.shown;
    if (!first) return nothing;
    if (!this.shown.some(({ id }) => id === this.current)) this.current = first.id;
    const { canAct = false, canPin = false, isSaved = false } = status ?? {};
    const rights = { canAct, canPin, isSaved };
    const parts = [strings, this.open, this.current, canAct, canPin, isSaved, ...pins];
    return guard(parts, () => this.barTemplate(pins.length, rights, strings));
  }

  private barTemplate(count: number, rights: MenuRights, strings: PanelStrings): TemplateResult {
    const label = this.open ? strings.showNewestPin : strings.showAllPins;
    return html`<section class=${this.open ? 'pins open' : 'pins'} aria-label=${strings.pinned}>
      <ul role="list" id="pins" class="pin-list" aria-label=${strings.pinned} @keydown=${this.keydown}>
        ${repeat(
          this.shown,
          ({ id }) => id,
          (message) => this.pinTemplate(message, rights),
        )}
      </ul>
      ${
        count < 2
          ? nothing
          : html`<button
              type="button"
              class="pin-toggle"
              title=${label.replace('{0}', `${count}`)}
              aria-label=${label.replace('{0}', `${count}`)}
              aria-expanded=${this.open ? 'true' : 'false'}
              aria-controls="pins"
              @click=${this.toggle}
            ><span>${count}</span>${icons.chevron}</button>`
      }
    </section>`;
  }

  private pinTemplate(message: PinnedMessage, rights: MenuRights): TemplateResult {
    const { id, authorName, pinned } = message;
    return html`<li role="listitem"><button
        type="button"
        class="pin"
        data-pin=${id}
        data-vscode-context=${messageContext(message, rights) ?? nothing}
        tabindex=${id === this.current ? '0' : '-1'}
        title=${`${pinned.title}\n${pinned.text}`}
        @click=${() => this.choose(id)}
      >${icons.pin}${personName(authorName)}<span class="pin-text" dir="auto">${pinned.text}</span></button
    ></li>`;
  }

  private choose(id: string): void {
    this.current = id;
    this.reveal(id);
    this.redraw();
  }

  private readonly toggle = (): void => {
    this.open = !this.open;
    this.redraw();
  };

  private readonly keydown = (event: KeyboardEvent): void => {
    const { key, ctrlKey, altKey, metaKey } = event;
    if (ctrlKey || altKey || metaKey) return;
    const at = this.shown.findIndex(({ id }) => id === this.current);
    const target = this.shown[indexAfter(key, at, this.shown.length)];
    if (target) {
      this.current = target.id;
      this.redraw();
      document.querySelector<HTMLElement>(`[data-pin="${CSS.escape(target.id)}"]`)?.focus();
    } else if (key === 'Escape' && this.open) {
      this.toggle();
      document.querySelector<HTMLElement>('.pin-toggle')?.focus();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
}
