import { anonymousText } from '../../protocol/anonymous-text';
import { cardPaths } from '../../protocol/card-rules';
import type { Delivery, LogEntry } from '../../room/log/log-entry';
import type { RoomInfo, SessionState } from '../../room/room';
import { eventText } from '../../strings/room-text';
import type { Translate } from '../../strings/translate';
import type { DeskmateMessage, DeskmateState } from '../api';

/** The room's state in the form that other extensions get. `language` is a BCP 47 tag. */
export function stateSnapshot(
  { connection, room, members, waiting }: SessionState,
  entries: readonly LogEntry[],
  language: string,
  t: Translate,
): DeskmateState {
  return {
    connection: {
      kind: connection.kind,
      ...('position' in connection && connection.position !== undefined
        ? { position: connection.position }
        : {}),
      ...('error' in connection && connection.error !== undefined
        ? { error: connection.error }
        : {}),
    },
    ...(room ? { room: roomSnapshot(room) } : {}),
    members: members.map(({ id, name, self, host, presence, losses }) => ({
      id,
      name,
      self,
      host,
      ...(presence === undefined ? {} : { presence }),
      ...(losses && { losses }),
    })),
    waiting: waiting.map(({ name }) => ({ name })),
    messages: entries.map((entry) => messageSnapshot(entry, language, t)),
  };
}

function roomSnapshot({
  kind,
  name,
  address,
  port,
  bare,
  locked,
  weather,
}: RoomInfo): NonNullable<DeskmateState['room']> {
  return {
    kind,
    name,
    address,
    port,
    ...(bare && { bare }),
    ...(locked === undefined ? {} : { locked }),
    ...(weather && { weather }),
  };
}

function messageSnapshot(entry: LogEntry, language: string, t: Translate): DeskmateMessage {
  const base = {
    id: entry.id,
    ...(entry.seq === undefined ? {} : { seq: entry.seq }),
    time: entry.time,
  };
  if (entry.kind === 'system') {
    return {
      ...base,
      kind: 'system',
      author: '',
      authorName: '',
      text: eventText(entry.event, language, t).text,
    };
  }
  return {
    ...base,
    kind: 'message',
    author: entry.author,
    authorName: entry.authorName,
    // As programs without the field of the log have it: it isn't its author who asks.
    text: entry.anonymous ? anonymousText(entry.text) : entry.text,
    ...(entry.delivery === undefined ? {} : { delivery: deliverySnapshot(entry.delivery) }),
    ...(entry.transit && { transit: entry.transit }),
    ...(entry.edited && { edited: true }),
    ...(entry.deleted && { deleted: true }),
    ...(entry.apart && { apart: true }),
    ...(entry.reply && { reply: entry.reply.seq }),
    ...(entry.card && { card: { type: entry.card.type, paths: cardPaths(entry.card) } }),
    ...(entry.reactions && { reactions: entry.reactions }),
  };
}

function deliverySnapshot(delivery: Delivery): NonNullable<DeskmateMessage['delivery']> {
  // A message that the hub refused is reported as queued.
  if (typeof delivery === 'string') return delivery === 'hub' ? 'hub' : 'queued';
  return { received: delivery.received, of: delivery.of };
}
