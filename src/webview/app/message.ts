import { guard } from 'lit/directives/guard.js';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { PanelStrings } from '../messages';
import { deliveryTemplate, unsentTemplate } from './delivery';
import { icons } from './icons';
import { personName } from './person-name';
import type { Row } from './rows';
import type { Times } from './times';

/** What drawing a row needs besides the row. */
export interface RowContext {
  readonly strings: PanelStrings;
  readonly times: Times;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

type Said = Extract<Row, { kind: 'said' }>;
type Happened = Extract<Row, { kind: 'happened' }>;

/** Draws a row; an unchanged one costs a comparison. */
export function rowTemplate(row: Row, context: RowContext): unknown {
  const { strings, times } = context;
  switch (row.kind) {
    case 'day':
      return dayTemplate(times.day(row.time, context.now, strings));
    case 'unread':
      return html`<div class="line unread" role="separator" aria-label=${strings.newMessages}>
        <span>${strings.newMessages}</span>
      </div>`;
    case 'said':
      return guard([row.message, row.head, times, strings], () => saidTemplate(row, context));
    case 'happened':
      return guard([row.message, times], () => happenedTemplate(row, times));
  }
}

function dayTemplate(label: string): TemplateResult {
  return html`<div class="line day" role="separator" aria-label=${label}><span>${label}</span></div>`;
}

function saidTemplate({ message, head }: Said, { strings, times }: RowContext): TemplateResult {
  const exact = times.exact(message.time);
  const classes = `row said${message.own ? ' own' : ''}${head ? ' head' : ''}`;
  // Within a run the author is still there for screen readers, who hear each message by itself.
  return html`<article class=${classes} data-id=${message.id}>
    <header class=${head ? 'byline' : 'byline hidden-text'}>
      ${
        message.own
          ? html`<span class="name" title=${message.authorName}>${strings.you}</span>`
          : html`<span class="author"><span class="dot hue-${message.hue}"></span>${personName(message.authorName)}</span>`
      }
      <time title=${exact} datetime=${isoTime(message.time)}>${times.clock(message.time)}</time>
    </header>
    <div class="balloon" title=${exact}>
      ${textTemplate(message, strings)}
      ${metaTemplate(message, strings)}
    </div>
    ${unsentTemplate(message.delivery)}
  </article>`;
}

function textTemplate(message: Said['message'], strings: PanelStrings): TemplateResult {
  return message.deleted
    ? html`<div class="bubble gone" dir="auto">${strings.deleted}</div>`
    : html`<div class="bubble" dir="auto">${message.text}</div>`;
}

/** The small print beside or below a text. */
function metaTemplate(message: Said['message'], strings: PanelStrings): unknown {
  const edited = message.edited ? html`<span>${strings.edited}</span>` : nothing;
  const delivery = deliveryTemplate(message.delivery);
  if (edited === nothing && delivery === nothing) return nothing;
  return html`<div class="meta">${edited}${delivery}</div>`;
}

function happenedTemplate({ message }: Happened, times: Times): TemplateResult {
  const warning = message.tone === 'warning';
  return html`<p
    class=${warning ? 'row happened warning' : 'row happened'}
    data-id=${message.id}
    title=${times.exact(message.time)}
  >${warning ? icons.warning : nothing}<bdi>${message.text}</bdi></p>`;
}

/** For `datetime`; empty for a time that is no date. */
function isoTime(time: number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}
