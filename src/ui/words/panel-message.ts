import type { LogEntry } from '../../room/log-entry';
import type { Hue, PanelMessage } from '../../webview/messages';
import { type DeliveryContext, deliveryWords } from './delivery-words';
import { eventWords } from './room-words';
import type { Translate } from './translate';

export interface MessageContext extends DeliveryContext {
  /** The colour of a member. */
  hueOf(memberId: string): Hue;
}

/** A log entry as the panel shows it. */
export function panelMessage(entry: LogEntry, context: MessageContext, t: Translate): PanelMessage {
  const { id, time } = entry;
  if (entry.kind === 'system') {
    return { kind: 'system', id, time, ...eventWords(entry.event, context.language, t) };
  }
  const { author, authorName, own, text, edited, deleted, delivery } = entry;
  return {
    kind: 'message',
    id,
    time,
    author,
    authorName,
    own,
    hue: context.hueOf(author),
    text,
    // How a text came along is of no interest once it was taken back.
    ...(deleted
      ? { deleted }
      : {
          ...(edited && { edited }),
          ...(delivery && { delivery: deliveryWords(delivery, context, t) }),
        }),
  };
}
