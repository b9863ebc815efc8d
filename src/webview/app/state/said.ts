import type { PanelMessage } from '../base/messages';
import type { MessageLog } from './message-log';

/** What somebody said, as opposed to what happened to the room. */
export type Said = Extract<PanelMessage, { kind: 'message' }>;

/** Whether the room can be asked to do something with a message: it is there, and has its number. */
export function isActable({ deleted, delivery }: Said, canAct: boolean): boolean {
  const hasNumber = !['queued', 'unsent', 'apart'].includes(delivery?.state ?? '');
  return canAct && !deleted && hasNumber;
}

/** What was said under this id, unless it was deleted since. */
export function findSaid(log: MessageLog, id: string): Said | undefined {
  const message = log.get(id);
  return message?.kind === 'message' && !message.deleted ? message : undefined;
}

/**
 * The newest own message, for editing. Undefined while the room does not have it yet: to edit an older
 * one instead would be a surprise.
 */
export function lastEditable(log: MessageLog): Said | undefined {
  const last = log
    .from(log.start)
    .findLast(
      (message): message is Said =>
        message.kind === 'message' &&
        message.own &&
        !message.deleted &&
        message.delivery?.state !== 'unsent',
    );
  return last && isActable(last, true) ? last : undefined;
}
