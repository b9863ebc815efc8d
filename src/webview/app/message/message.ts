import { guard } from 'lit/directives/guard.js';
import { html, nothing, type SVGTemplateResult, type TemplateResult } from 'lit/html.js';
import { actionOf } from '../../../text/action';
import { icons } from '../base/icons';
import type { PanelDelivery, PanelNote, PanelReply, PanelStrings } from '../base/messages';
import { personName } from '../base/person-name';
import { cardTemplate } from '../cards/card';
import { markup, type TextContext } from '../markdown/markup';
import { readingOf, type UserMessage } from '../state/message-log';
import { actionsTemplate } from './message-actions';
import { type MenuRights, messageContext } from './message-menu';
import { reactionsTemplate } from './reactions';
import type { Times } from './times';

/** What drawing a message needs besides the message. Unchanged parts are the same objects each time. */
export interface MessageContext extends TextContext {
  readonly times: Times;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  /** The same object until it changes. */
  readonly rights: MenuRights;
}

/** Bubbles from a quote to the log to show the quoted message. */
export class RevealEvent extends Event {
  static readonly type = 'deskmate-reveal';

  constructor(readonly messageId: string) {
    super(RevealEvent.type, { bubbles: true });
  }
}

/** How a message is drawn among others. */
export interface MessageLook {
  /** Whether it starts a run; it then shows the author and time for the whole run. */
  readonly head: boolean;
  /** Whether the pointer or the focus has been on it; only then does it have its buttons. */
  readonly reached: boolean;
}

/** Draws a message; skips the work when nothing has changed. */
export function messageTemplate(
  message: UserMessage,
  look: MessageLook,
  context: MessageContext,
): unknown {
  const { times, strings, reading, rights } = context;
  const parts = [message, look.head, look.reached, times, strings, reading, rights];
  return guard(parts, () => saidTemplate(message, look, context));
}

function saidTemplate(
  message: UserMessage,
  { head, reached }: MessageLook,
  context: MessageContext,
): TemplateResult {
  const { strings, times, rights } = context;
  const exact = times.exact(message.time);
  const { anonymous, mention, card } = message;
  const own = message.own && !anonymous;
  const classes = [
    'row said',
    own && 'own',
    head && 'head',
    mention && 'mention',
    card && 'carded',
    message.announcement && 'announcement',
  ];
  // Within a run, screen readers still get the author, because they read each message separately.
  return html`<article
    class=${classes.filter(Boolean).join(' ')}
    data-id=${message.id}
    data-mention=${mention ? '' : nothing}
    data-vscode-context=${messageContext(message, rights) ?? nothing}
    tabindex="-1"
  >
    <header class=${head ? 'byline' : 'byline hidden-text'}>
      ${
        own
          ? html`<span class="name" title=${message.authorName}>${strings.you}</span>`
          : html`<span class="author"><span class="swatch hue-${message.hue}"></span>${personName(message.authorName, message.address)}</span>`
      }
      ${anonymous ? html`<span class="publisher">${anonymous}</span>` : nothing}
      ${timeTemplate(message.time, exact, context)}
      ${mention ? html`<span class="hidden-text">${strings.mentionsYou}</span>` : nothing}
    </header>
    <div class="balloon" title=${exact}>
      ${contentTemplate(message, context)}
    </div>
    ${reactionsTemplate(message, rights.canAct, strings)}
    ${missingTemplate(message.delivery)}
    ${reached ? actionsTemplate(message, rights, strings) : nothing}
  </article>`;
}

function contentTemplate(message: UserMessage, context: MessageContext): unknown {
  const { strings } = context;
  const { id, text, card } = message;
  if (message.deleted) {
    return html`<div class="words"><div class="bubble gone" dir="auto">${strings.deleted}</div></div>`;
  }
  const bubble = bubbleTemplate(message, context);
  const meta = metaTemplate(message, strings);
  return html`${announcementTemplate(message, strings)}${quoteTemplate(message.reply)}${
    card
      ? html`${text === '' ? nothing : bubble}${cardTemplate(id, card, strings)}${meta}`
      : html`<div class="words">${bubble}${meta}</div>`
  }`;
}

/** A text of nothing but characters that emoji consist of, digits among them. */
const emojiParts = /^[\s\p{Emoji}\p{Emoji_Component}]+$/u;
/**
 * A text of up to three emoji and nothing else, which is drawn larger. Its first use takes the browser up to
 * 20 ms, so only texts of {@link emojiParts} are tested.
 */
const fewEmoji = /^\s{0,9}(?:\p{RGI_Emoji}\s{0,9}){1,3}$/v;

/** What a message says; for /me, the action follows the author's name. */
function bubbleTemplate(
  message: UserMessage,
  { strings, reading }: MessageContext,
): TemplateResult {
  const context: TextContext = { strings, reading: readingOf(message, reading) };
  const { text, authorName, address } = message;
  const action = actionOf(text);
  if (action === undefined) {
    const classes = emojiParts.test(text) && fewEmoji.test(text) ? 'bubble few-emoji' : 'bubble';
    return html`<div class=${classes}>${markup(text, context)}</div>`;
  }
  return html`<div class="bubble action-line">${personName(authorName, address)} ${markup(action, context)}</div>`;
}

/** The small print beside or below a text: edit mark, what happened on the network, and delivery. */
function metaTemplate(message: UserMessage, strings: PanelStrings): unknown {
  const edited = message.edited ? html`<span>${strings.edited}</span>` : nothing;
  const { pinned, bookmarked } = message;
  const pin = pinned ? signTemplate(icons.pin, pinned.title) : nothing;
  const bookmark = bookmarked ? signTemplate(icons.bookmark, strings.bookmarked) : nothing;
  const transit = transitTemplate(message.transit);
  const delivery = deliveryTemplate(message.delivery);
  const parts = [pin, bookmark, edited, transit, delivery];
  return parts.every((part) => part === nothing) ? nothing : html`<div class="meta">${parts}</div>`;
}

/** What a message to the whole class is called, so that it stands out. */
function announcementTemplate({ announcement }: UserMessage, strings: PanelStrings): unknown {
  return announcement
    ? html`<p class="announcement-title">${icons.announcement}${strings.announcement}</p>`
    : nothing;
}

/** Says something about a message. Screen readers find it with the message. */
function signTemplate(icon: SVGTemplateResult, title: string): TemplateResult {
  return html`<span class="sign" role="img" aria-label=${title} aria-live="off" title=${title}>${icon}</span>`;
}

/** The message that another one replies to, on one line; a button that goes to it while it exists. */
function quoteTemplate(reply: PanelReply | undefined): unknown {
  if (!reply) return nothing;
  const { id, hue, authorName, text } = reply;
  const content = html`${personName(authorName)}<span class="quote-text" dir="auto">${text}</span>`;
  if (id === undefined) return html`<div class="quote gone hue-${hue}">${content}</div>`;
  return html`<button
    type="button"
    class="quote hue-${hue}"
    title=${text}
    @click=${({ currentTarget }: Event) => currentTarget?.dispatchEvent(new RevealEvent(id))}
  >${content}</button>`;
}

/** What happened to a message on the network. Screen readers find it with the message. */
function transitTemplate(transit: PanelNote | undefined): unknown {
  if (!transit) return nothing;
  const { label, title } = transit;
  return html`<span class="transit" role="img" aria-label=${title} aria-live="off" title=${title}>${label}</span>`;
}

type Shown = Exclude<PanelDelivery['state'], 'unsent' | 'apart'>;

const deliveryIcons: Record<Shown, SVGTemplateResult> = {
  queued: icons.clock,
  hub: icons.tick,
  received: icons.tick,
  all: icons.ticks,
};

/**
 * A message's delivery state, as an icon. Screen readers find it with the message but don't announce it,
 * because it changes several times for each message.
 */
function deliveryTemplate(delivery: PanelDelivery | undefined): unknown {
  if (!delivery || delivery.state === 'unsent' || delivery.state === 'apart') return nothing;
  const { state, label, title } = delivery;
  return html`<span class="delivery ${state}" role="img" aria-label=${title} aria-live="off" title=${title}>${deliveryIcons[state]}${label}</span>`;
}

/** Says that a message isn't in the room; in words, because the user must know and may have to act. */
function missingTemplate(delivery: PanelDelivery | undefined): unknown {
  if (delivery?.state !== 'unsent' && delivery?.state !== 'apart') return nothing;
  const { state, label, title } = delivery;
  const icon = state === 'unsent' ? icons.warning : icons.offline;
  return html`<div class="missing ${state}" title=${title}>${icon}<span>${label}</span></div>`;
}

type TimeContext = Pick<MessageContext, 'times' | 'now'>;

/**
 * A message's time: relative as text, exact in the tooltip and in `datetime`. {@link ageTimes} updates it.
 */
function timeTemplate(time: number, exact: string, { times, now }: TimeContext): TemplateResult {
  return html`<time
    title=${exact}
    datetime=${isoTime(time)}
    .textContent=${times.label(time, now)}
  ></time>`;
}

/** Updates all times in an element, and skips those that read the same as before. */
export function ageTimes(element: HTMLElement, { times, now }: TimeContext): void {
  for (const label of element.querySelectorAll('time')) {
    const text = times.label(Date.parse(label.dateTime), now);
    if (label.textContent !== text) label.textContent = text;
  }
}

/** The time in ISO format; empty for an invalid time. */
function isoTime(time: number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}
