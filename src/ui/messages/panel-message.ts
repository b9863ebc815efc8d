import { cardStandIn } from '../../protocol/card';
import type { LogEntry, MessageEntry } from '../../room/log/log-entry';
import { eventWords } from '../../strings/room-words';
import type { Translate } from '../../strings/translate';
import type { Hue, PanelMessage } from '../../webview/messages';
import { type CardContext, cardView } from './card-types';
import { apartWords, type DeliveryContext, deliveryWords } from './delivery-words';
import { type Members, panelReactions } from './panel-reactions';
import { panelReply } from './panel-reply';

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
