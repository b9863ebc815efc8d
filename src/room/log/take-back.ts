import type { RoomEntry } from '../../protocol/transport';
import type { Message, RoomRequest } from './journal';

type Say = Extract<RoomRequest, { readonly type: 'say' }>;

/** What becomes of entries that a guest held, and that its hub has lost. */
export interface TakenBack {
  /** What is to be asked of the hub now, in order: again what is lost of one's own, then what waited. */
  readonly outbox: readonly RoomRequest[];
  /** Others' messages, as they were last. */
  readonly apart: readonly Message[];
  /** Messages lost, one's own as well. */
  readonly lost: number;
  /** How many of them are sent again. */
  readonly again: number;
}

/**
 * Takes back entries that the hub has lost.
 *
 * 1. A message of one's own is sent again under its id, as it was last; one that was deleted is not.
 * 2. What one did to a message that the hub still has is asked for again.
 * 3. What was about a lost message has lost its number, which another message may have by now: a reaction is
 *    dropped, a reply is sent without the number.
 *
 * @param lost all entries held after number `keep`, in order
 * @param waiting what the hub had not numbered
 */
export function takeBack(
  lost: readonly RoomEntry[],
  waiting: readonly RoomRequest[],
  { keep, selfId }: { readonly keep: number; readonly selfId: string },
): TakenBack {
  const messages = new Map<number, Message>();
  const changes: RoomRequest[] = [];
  /** Applies a change to a lost message; false when it is about one that the hub has. */
  const isSettled = (change: Exclude<RoomRequest, Say | { type: 'rename' }>): boolean => {
    if (change.target <= keep) return false;
    const message = messages.get(change.target);
    if (message && change.type === 'edit') {
      messages.set(change.target, { ...message, text: change.text });
    }
    if (change.type === 'delete') messages.delete(change.target);
    return true;
  };
  for (const entry of lost) {
    if (entry.type === 'message') {
      messages.set(entry.seq, withoutLostReply(entry, keep));
      continue;
    }
    const change = changeOf(entry);
    if (change && !isSettled(change) && 'author' in entry && entry.author === selfId) {
      changes.push(change);
    }
  }
  const rest = waiting.flatMap((request): readonly RoomRequest[] => {
    if (request.type === 'say') return [withoutLostReply(request, keep)];
    return request.type !== 'rename' && isSettled(request) ? [] : [request];
  });
  const all = [...messages.values()];
  const own = all.filter(({ author }) => author === selfId);
  return {
    outbox: [...own.map(sayAgain), ...changes, ...rest],
    apart: all.filter(({ author }) => author !== selfId),
    lost: all.length,
    again: own.length,
  };
}

/** The request that an entry did, if it was about another entry. */
function changeOf(entry: RoomEntry): Exclude<RoomRequest, Say | { type: 'rename' }> | undefined {
  switch (entry.type) {
    case 'edited':
      return { type: 'edit', id: entry.id, target: entry.target, text: entry.text };
    case 'deleted':
      return { type: 'delete', id: entry.id, target: entry.target };
    case 'reacted': {
      const { id, target, emoji, on, applied } = entry;
      return { type: 'react', id, target, emoji, on, ...(applied && { applied }) };
    }
    default:
      return undefined;
  }
}

function sayAgain({ id, text, reply, card }: Message): Say {
  return { type: 'say', id, text, ...(reply !== undefined && { reply }), ...(card && { card }) };
}

function withoutLostReply<T extends { readonly reply?: number | undefined }>(
  said: T,
  keep: number,
): T {
  if (said.reply === undefined || said.reply <= keep) return said;
  const { reply: _, ...rest } = said;
  return rest as T;
}
