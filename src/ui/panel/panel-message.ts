import type { FileCard } from '../../protocol/card';
import { isStandIn } from '../../protocol/card-rules';
import type { Applied } from '../../protocol/frames';
import type {
  Delivery,
  LogEntry,
  MessageEntry,
  Pinned,
  ReplyTo,
  RoomEvent,
} from '../../room/log/log-entry';
import { nameInText, nameList } from '../../strings/inline-text';
import type { Members } from '../../strings/member-names';
import { authorText } from '../../strings/message-text';
import { quoteText } from '../../strings/quote-text';
import { reactionTexts } from '../../strings/reaction-text';
import { eventText } from '../../strings/room-text';
import { transitText } from '../../strings/transit-text';
import type { Translate } from '../../strings/translate';
import { followedLinks, type LinksOf } from '../../text/message-link';
import type {
  PanelDelivery,
  PanelLink,
  PanelMessage,
  PanelPin,
  PanelReply,
} from '../../webview/messages';
import type { Hue } from '../../webview/status-messages';
import type { FileCardState } from '../files/received-files';
import { type CardContext, cardView } from './card-types';

/** What the text for a delivery depends on, besides the delivery itself. */
export interface DeliveryContext {
  /** Whether a message that is still queued will never be sent. */
  readonly unsent: boolean;
  /** Whether the room is one by invite, where queued messages survive a broken connection. */
  readonly invited: boolean;
  /** BCP 47 tag of the display language. */
  readonly language: string;
}

export interface WordingContext extends DeliveryContext, Members {
  /** The color of a member. */
  hueOf(memberId: string): Hue;
  /** The entry with this id, while the log holds it. */
  entry(id: string): LogEntry | undefined;
  /** Whether a message mentions the user or replies to them. */
  isMention(entry: MessageEntry): boolean;
  /** What the user calls someone: their name, or a nickname for an address. */
  shown(name: string): string;
  /** What links to messages lead to. */
  readonly linksOf: LinksOf;
  /** Whether the user has bookmarked a message. */
  isBookmarked(entry: MessageEntry): boolean;
  /** What happened to a message's card in this window; `file`: index of a file in a patch. */
  note(messageId: string, file?: number): string | undefined;
  /** How much of a message's patch is applied in this window, if the room doesn't know that yet. */
  appliedHere(messageId: string): Applied | 'nothing' | undefined;
  /** What this window shows of a message's file. */
  fileState(messageId: string, card: FileCard): FileCardState;
}

/** A log entry as the panel shows it. */
export function panelMessage(entry: LogEntry, context: WordingContext, t: Translate): PanelMessage {
  const { id, time } = entry;
  if (entry.kind === 'system') {
    const { event, address } = shownEvent(entry.event, context);
    return {
      kind: 'system',
      id,
      time,
      ...eventText(event, context.language, t),
      ...(address !== undefined && { address }),
    };
  }
  const { anonymous, author, authorName, own, deleted } = entry;
  return {
    kind: 'message',
    id,
    time,
    author,
    ...(anonymous
      ? {
          authorName: authorText(entry, t),
          anonymous: own ? t('published by you') : t('published by {0}', nameInText(authorName)),
        }
      : shownAuthor(authorName, context)),
    own,
    hue: context.hueOf(anonymous ? '' : author),
    // A deleted message shows nothing else.
    ...(deleted ? { text: '', deleted } : content(entry, context, t)),
  };
}

function shownAuthor(name: string, { shown }: WordingContext) {
  const authorName = shown(name);
  return { authorName, ...(authorName !== name && { address: name }) };
}

/** An event with the user's own name for its member, and the address that it stands for. */
function shownEvent(event: RoomEvent, { shown }: WordingContext) {
  if (!('name' in event) || event.name === undefined) return { event };
  const name = shown(event.name);
  return name === event.name ? { event } : { event: { ...event, name }, address: event.name };
}

function cardContext(
  { id, own, applied = {} }: MessageEntry,
  context: WordingContext,
  t: Translate,
): CardContext {
  const all = Object.entries(applied);
  const others = all.filter(([member]) => !context.isSelf(member));
  const [, told] = all.find(([member]) => context.isSelf(member)) ?? [];
  const appliedHere = context.appliedHere(id) ?? told;
  return {
    noteOf: (file) => context.note(id, file),
    fileState: (card) => context.fileState(id, card),
    own,
    appliedHere: appliedHere === 'nothing' ? undefined : appliedHere,
    applied: others.map(([member, how]) => [context.nameOf(member) ?? t('someone'), how]),
  };
}

type ChatMessage = Extract<PanelMessage, { readonly kind: 'message' }>;

function content(entry: MessageEntry, context: WordingContext, t: Translate) {
  const { text, card, edited, reply, reactions, delivery, apart, transit, withPin: pinned } = entry;
  const { language, linksOf } = context;
  const links = panelLinks(entry, linksOf);
  return {
    // A stand-in text is for programs that don't show cards; the author didn't write it.
    text: isStandIn(text, card) ? '' : text,
    ...(links.length > 0 && { links }),
    ...(edited && { edited }),
    ...(context.isMention(entry) && { mention: true }),
    ...(reply && {
      reply: panelReply(
        reply,
        reply.id === undefined ? undefined : context.entry(reply.id),
        context,
        t,
      ),
    }),
    ...(card && { card: cardView(card).panel(card, cardContext(entry, context, t), t) }),
    ...(reactions && { reactions: reactionTexts(reactions, context, language, t) }),
    ...(delivery && { delivery: deliveryText(delivery, context, t) }),
    ...(apart && { delivery: apartText(t) }),
    ...(entry.announcement && { announcement: true }),
    ...(context.isBookmarked(entry) && { bookmarked: true }),
    ...(pinned && { pinned: panelPin(entry, pinned, context, t) }),
    ...panelTransit(transit, language, t),
  } satisfies Partial<ChatMessage>;
}

function panelPin(
  entry: MessageEntry,
  { seq, by, name }: Pinned,
  { isSelf, linksOf }: WordingContext,
  t: Translate,
): PanelPin {
  const title = isSelf(by) ? t('Pinned by you') : t('Pinned by {0}', nameInText(name));
  return { order: seq, title, text: quoteText(entry, t, linksOf) };
}

function panelTransit(
  transit: MessageEntry['transit'],
  language: string,
  t: Translate,
): Pick<ChatMessage, 'transit'> {
  const text = transit && transitText(transit, language, t);
  return text ? { transit: text } : {};
}

/** Describes how far a message is delivered, without promising anything beyond that. */
export function deliveryText(
  delivery: Delivery,
  { unsent, invited, language }: DeliveryContext,
  t: Translate,
): PanelDelivery {
  if (delivery === 'queued') return queuedText(unsent, invited, t);
  if (delivery === 'unsent') return unsentText(t('Not sent: the room rejected it'));
  if (delivery === 'hub') return iconOnly('hub', t('Saved in the room.'));
  const { received, of } = delivery;
  if (of === 0) return iconOnly('hub', t('Saved in the room. No one else was there.'));
  if (received === 0) return iconOnly('hub', t('Saved in the room. Not received by anyone yet.'));
  const names = nameList(delivery.names, language, t);
  const isCount = delivery.names.length === 0;
  if (received >= of && isCount) return iconOnly('all', t('Received by all {0}.', of));
  if (received >= of) {
    return iconOnly(
      'all',
      of === 1 ? t('Received by {0}.', names) : t('Received by all {0}: {1}.', of, names),
    );
  }
  return {
    state: 'received',
    label: t('{0} of {1}', received, of),
    title: isCount
      ? t('Received by {0} of {1}.', received, of)
      : t('Received by {0} of {1}: {2}.', received, of, names),
  };
}

/** Describes that the room's log no longer has a message from someone else. */
function apartText(t: Translate): PanelDelivery {
  return {
    state: 'apart',
    label: t('Lost by the host'),
    title: t(
      'The host’s disk lost this message, so others may not have it. It comes back when its author’s window sends it again.',
    ),
  };
}

function queuedText(unsent: boolean, invited: boolean, t: Translate): PanelDelivery {
  if (invited) {
    return unsent
      ? unsentText(t('Not sent: the room closed first'))
      : iconOnly('queued', t('Not in the room yet. It will be sent automatically.'));
  }
  return unsent
    ? unsentText(t('Not sent: the connection ended first'))
    : iconOnly('queued', t('Sending…'));
}

function unsentText(label: string): PanelDelivery {
  return { state: 'unsent', label, title: label };
}

function iconOnly(state: PanelDelivery['state'], title: string): PanelDelivery {
  return { state, label: '', title };
}

/** The links to messages in a text, each address once. */
function panelLinks(message: MessageEntry, linksOf: LinksOf): readonly PanelLink[] {
  const targetOf = linksOf(message);
  return Array.from(followedLinks(message.text).keys(), (address) => {
    const { label, quote } = targetOf(address);
    return { address, label, ...(quote !== undefined && { quote }) };
  });
}

/**
 * The quote of the message that another one replies to.
 * @param target the entry of the quoted message, while the log holds it
 */
function panelReply(
  { id }: ReplyTo,
  target: LogEntry | undefined,
  { hueOf, linksOf }: WordingContext,
  t: Translate,
): PanelReply {
  if (id === undefined || target?.kind !== 'message') {
    return { authorName: '', hue: 0, text: t('an earlier message') };
  }
  const authorName = authorText(target, t);
  const hue = hueOf(target.anonymous ? '' : target.author);
  return { id, authorName, hue, text: quoteText(target, t, linksOf) };
}
