import { guard } from 'lit/directives/guard.js';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { icons } from '../base/icons';
import { type MessageContext, messageTemplate } from '../message/message';
import { Times } from '../message/times';
import type { PanelStore } from '../state/panel-store';
import type { Happened, Row } from './rows';

/** Draws a row; an unchanged one costs a comparison. */
export function rowTemplate(row: Row, context: MessageContext): unknown {
  const { strings, times, now } = context;
  switch (row.kind) {
    case 'day': {
      const label = times.day(row.time, now, strings);
      return html`<div class="line day" role="separator" aria-label=${label}><span>${label}</span></div>`;
    }
    case 'unread':
      return html`<div class="line unread" role="separator" aria-label=${strings.newMessages}>
        <span>${strings.newMessages}</span>
      </div>`;
    case 'said':
      return messageTemplate(row.message, row.head, context);
    case 'happened':
      return guard([row.message, times], () => happenedTemplate(row.message, times));
  }
}

function happenedTemplate(message: Happened, times: Times): TemplateResult {
  const warning = message.tone === 'warning';
  return html`<p
    class=${warning ? 'row happened warning' : 'row happened'}
    data-id=${message.id}
    title=${times.exact(message.time)}
  >${warning ? icons.warning : nothing}<bdi>${message.text}</bdi></p>`;
}

/** Makes what rows are drawn with, and only anew when they would look different. */
export class RowContexts {
  private made: MessageContext | undefined;
  /** All that it was made of, as text and objects that can be compared. */
  private of: readonly unknown[] = [];
  private times = new Times('en');
  private language = 'en';

  /** Undefined until the first {@link update}. */
  get current(): MessageContext | undefined {
    return this.made;
  }

  /** Takes what the panel knows now; true when all rows have to be drawn again. */
  update({ strings, status, reading, language }: PanelStore): boolean {
    if (!strings || !status) return false;
    if (language !== this.language) {
      this.language = language;
      this.times = new Times(language);
    }
    const { times } = this;
    const { canAct } = status;
    const today = new Date().toDateString();
    const of = [strings, times, reading, canAct, today];
    if (of.every((part, i) => part === this.of[i])) return false;
    this.of = of;
    this.made = {
      strings,
      times,
      reading,
      canAct,
      get now() {
        return Date.now();
      },
    };
    return true;
  }
}
