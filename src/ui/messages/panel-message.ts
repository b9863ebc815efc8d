import { cardStandIn } from '../../protocol/card';
import type { Delivery, LogEntry, MessageEntry, ReplyTo } from '../../room/log/log-entry';
import { quoteLine } from '../../strings/message-words';
import { nameList } from '../../strings/names';
import { eventWords } from '../../strings/room-words';
import type { Translate } from '../../strings/translate';
import type {
  Hue,
  PanelDelivery,
  PanelMessage,
  PanelReaction,
  PanelReply,
} from '../../webview/messages';
import { type CardContext, cardTitle, cardView } from './card-types';

/** What the words for a delivery depend on besides it. */
export interface DeliveryContext {
  /** Whether what is still queued will never go out. */
  readonly unsent: boolean;
  /** Whether the room is one by invite, where what is queued outlives a broken connection. */
  readonly invited: boolean;
  /** BCP 47 tag of the display language. */
  readonly language: string;
}

/** Words how far a message has come, and promises nothing beyond it. */
export function deliveryWords(
  delivery: Delivery,
  { unsent, invited, language }: DeliveryContext,
  t: Translate,
): PanelDelivery {
  if (delivery === 'queued') return queuedWords(unsent, invited, t);
  if (delivery === 'unsent') return unsentWords(t('Not sent: the host rejected it'));
  if (delivery === 'hub') return iconOnly('hub', t('Saved by the host.'));
  const { received, of } = delivery;
  if (of === 0) return iconOnly('hub', t('Saved by the host. No one else was in the room.'));
  if (received === 0) return iconOnly('hub', t('Saved by the host. Not received by anyone yet.'));
  const names = nameList(delivery.names, language, t);
  if (received >= of) {
    return iconOnly(
      'all',
      of === 1 ? t('Received by {0}.', names) : t('Received by all {0}: {1}.', of, names),
    );
  }
  return {
    state: 'received',
    label: t('{0} of {1}', received, of),
    title: t('Received by {0} of {1}: {2}.', received, of, names),
  };
}

/** Words that another's message is not in the room's log any more. */
export function apartWords(t: Translate): PanelDelivery {
  return {
    state: 'apart',
    label: t('Lost by the host'),
    title: t(
      'The host’s disk lost this message, so others may not have it. It comes back when its author’s window sends it again.',
    ),
  };
}

function queuedWords(unsent: boolean, invited: boolean, t: Translate): PanelDelivery {
  if (invited) {
    return unsent
      ? unsentWords(t('Not sent: the room ended first'))
      : iconOnly('queued', t('Not at the host yet. It will be sent automatically.'));
  }
  return unsent
    ? unsentWords(t('Not sent: the connection ended first'))
    : iconOnly('queued', t('Sending…'));
}

function unsentWords(label: string): PanelDelivery {
  return { state: 'unsent', label, title: label };
}

function iconOnly(state: PanelDelivery['state'], title: string): PanelDelivery {
  return { state, label: '', title };
}

/** Who is behind the ids of members. */
export interface Members {
  /** What somebody is, or was last, called here. */
  nameOf(memberId: string): string | undefined;
  isSelf(memberId: string): boolean;
}

/** The reactions to a message, in the order in which they were first put. */
export function panelReactions(
  reactions: NonNullable<MessageEntry['reactions']>,
  members: Members,
  language: string,
  t: Translate,
): readonly PanelReaction[] {
  return Object.entries(reactions).map(([emoji, ids]) => {
    const names = ids.map((id) =>
      members.isSelf(id) ? t('you') : (members.nameOf(id) ?? t('someone')),
    );
    return {
      emoji,
      count: ids.length,
      own: ids.some((id) => members.isSelf(id)),
      title: nameList(names, language, t),
    };
  });
}

/** Lines by their messages, which never change themselves: thousands may answer the same one. */
const lines = new WeakMap<MessageEntry, string>();

/** A message in one line, for whoever answers it. */
export function quoteWords(message: MessageEntry, t: Translate): string {
  if (message.deleted) return t('This message was deleted');
  const { card } = message;
  return card && message.text === cardStandIn(card) ? cardTitle(card, t) : lineOf(message);
}

function lineOf(message: MessageEntry): string {
  const line = lines.get(message) ?? quoteLine(message.text);
  lines.set(message, line);
  return line;
}

/** The message that another one answers; `target`: its entry, while the log holds it. */
export function panelReply(
  { id }: ReplyTo,
  target: LogEntry | undefined,
  hueOf: (memberId: string) => Hue,
  t: Translate,
): PanelReply {
  if (id === undefined || target?.kind !== 'message') {
    return { authorName: '', hue: 0, text: t('an earlier message') };
  }
  const { author, authorName } = target;
  return { id, authorName, hue: hueOf(author), text: quoteWords(target, t) };
}

export interface WordingContext extends DeliveryContext, Members {
  /** The colour of a member. */
  hueOf(memberId: string): Hue;
  /** The entry of this id, while the log holds it. */
  entry(id: string): LogEntry | undefined;
  /** Whether a message mentions the person at this window, or answers them. */
  isMention(entry: MessageEntry): boolean;
  /** What came of a message's card in this window; `file`: index of a patch's file. */
  note(messageId: string, file?: number): string | undefined;
}

/** A log entry as the panel shows it. */
export function panelMessage(entry: LogEntry, context: WordingContext, t: Translate): PanelMessage {
  const { id, time } = entry;
  if (entry.kind === 'system') {
    return { kind: 'system', id, time, ...eventWords(entry.event, context.language, t) };
  }
  const { author, authorName, own, deleted } = entry;
  return {
    kind: 'message',
    id,
    time,
    author,
    authorName,
    own,
    hue: context.hueOf(author),
    // Of a message that was taken back nothing else is of interest.
    ...(deleted ? { text: '', deleted } : content(entry, context, t)),
  };
}

/** What somebody has applied is news for everybody but them: their own card has a note for each file. */
function cardContext(
  { id, own, applied = {} }: MessageEntry,
  context: WordingContext,
  t: Translate,
): CardContext {
  const others = Object.entries(applied).filter(([member]) => !context.isSelf(member));
  return {
    noteOf: (file) => context.note(id, file),
    own,
    applied: others.map(([member, how]) => [context.nameOf(member) ?? t('someone'), how]),
  };
}

type Said = Extract<PanelMessage, { readonly kind: 'message' }>;

function content(entry: MessageEntry, context: WordingContext, t: Translate) {
  const { text, card, edited, reply, reactions, delivery, apart } = entry;
  const { language, hueOf } = context;
  return {
    // What stands for the card in programs that show none is no text of the person's.
    text: card && text === cardStandIn(card) ? '' : text,
    ...(edited && { edited }),
    ...(context.isMention(entry) && { mention: true }),
    ...(reply && {
      reply: panelReply(
        reply,
        reply.id === undefined ? undefined : context.entry(reply.id),
        hueOf,
        t,
      ),
    }),
    ...(card && { card: cardView(card).panel(card, cardContext(entry, context, t), t) }),
    ...(reactions && { reactions: panelReactions(reactions, context, language, t) }),
    ...(delivery && { delivery: deliveryWords(delivery, context, t) }),
    ...(apart && { delivery: apartWords(t) }),
  } satisfies Partial<Said>;
}
