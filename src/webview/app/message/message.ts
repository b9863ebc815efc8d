import { guard } from 'lit/directives/guard.js';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { icons } from '../base/icons';
import type { PanelStrings } from '../base/messages';
import { personName } from '../base/person-name';
import type { TextContext } from '../base/text-context';
import { cardTemplate } from '../cards/card';
import type { Row } from '../log/rows';
import { markup } from '../markdown/markup';
import type { Said } from '../state/said';
import { deliveryTemplate, missingTemplate } from './delivery';
import { actionsTemplate, type MessageActs } from './message-actions';
import { quoteTemplate } from './quote';
import { reactionsTemplate } from './reactions';
import { timeTemplate } from './time-label';
import type { Times } from './times';

/** What drawing a row needs besides the row. Unchanged parts are the same objects each time. */
export interface RowContext extends TextContext {
  readonly times: Times;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  /** Whether messages can be answered, reacted to, edited and deleted now. */
  readonly canAct: boolean;
  readonly act: MessageActs;
  /** Goes to a message and shows which one it is. */
  reveal(messageId: string): void;
}

type SaidRow = Extract<Row, { kind: 'said' }>;
type HappenedRow = Extract<Row, { kind: 'happened' }>;

/** Draws a row; an unchanged one costs a comparison. */
export function rowTemplate(row: Row, context: RowContext): unknown {
  const { strings, times, now } = context;
  switch (row.kind) {
    case 'day':
      return dayTemplate(times.day(row.time, now, strings));
    case 'unread':
      return html`<div class="line unread" role="separator" aria-label=${strings.newMessages}>
        <span>${strings.newMessages}</span>
      </div>`;
    case 'said': {
      const { reading, canAct } = context;
      const parts = [row.message, row.head, times, strings, reading, canAct];
      return guard(parts, () => saidTemplate(row, context));
    }
    case 'happened':
      return guard([row.message, times], () => happenedTemplate(row, times));
  }
}

function dayTemplate(label: string): TemplateResult {
  return html`<div class="line day" role="separator" aria-label=${label}><span>${label}</span></div>`;
}

function saidTemplate({ message, head }: SaidRow, context: RowContext) {
  const { strings, times } = context;
  const exact = times.exact(message.time);
  const { own, mention, card } = message;
  const classes = [
    'row said',
    own && 'own',
    head && 'head',
    mention && 'mention',
    card && 'carded',
  ];
  // Within a run the author is still there for screen readers, who hear each message by itself.
  return html`<article
    class=${classes.filter(Boolean).join(' ')}
    data-id=${message.id}
    data-mention=${mention ? '' : nothing}
    tabindex="-1"
  >
    <header class=${head ? 'byline' : 'byline hidden-text'}>
      ${
        own
          ? html`<span class="name" title=${message.authorName}>${strings.you}</span>`
          : html`<span class="author"><span class="swatch hue-${message.hue}"></span>${personName(message.authorName)}</span>`
      }
      ${timeTemplate(message.time, context)}
      ${mention ? html`<span class="hidden-text">${strings.mentionsYou}</span>` : nothing}
    </header>
    <div class="balloon" title=${exact}>
      ${contentTemplate(message, context)}
    </div>
    ${reactionsTemplate(message, context)}
    ${missingTemplate(message.delivery)}
    ${actionsTemplate(message, context)}
  </article>`;
}

function contentTemplate(message: Said, context: RowContext): unknown {
  const { strings } = context;
  const { id, text, card } = message;
  if (message.deleted) {
    return html`<div class="words"><div class="bubble gone" dir="auto">${strings.deleted}</div></div>`;
  }
  const words = html`<div class="bubble">${markup(text, context)}</div>`;
  const meta = metaTemplate(message, strings);
  return html`${quoteTemplate(message.reply, context)}${
    card
      ? html`${text === '' ? nothing : words}${cardTemplate(id, card, context)}${meta}`
      : html`<div class="words">${words}${meta}</div>`
  }`;
}

/** The small print beside or below a text. */
function metaTemplate(message: Said, strings: PanelStrings): unknown {
  const edited = message.edited ? html`<span>${strings.edited}</span>` : nothing;
  const delivery = deliveryTemplate(message.delivery);
  if (edited === nothing && delivery === nothing) return nothing;
  return html`<div class="meta">${edited}${delivery}</div>`;
}

function happenedTemplate({ message }: HappenedRow, times: Times): TemplateResult {
  const warning = message.tone === 'warning';
  return html`<p
    class=${warning ? 'row happened warning' : 'row happened'}
    data-id=${message.id}
    title=${times.exact(message.time)}
  >${warning ? icons.warning : nothing}<bdi>${message.text}</bdi></p>`;
}
