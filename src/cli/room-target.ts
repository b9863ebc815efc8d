import { type JoinTarget, parseTarget } from '../protocol/join-target';
import { parseLabEndpoint } from '../protocol/lab-endpoint';
import type { RoomSummary } from '../room/log/journal';
import { targetProblemText } from '../strings/input-text';
import type { Translate } from '../strings/translate';
import { UsageError } from './exit-codes';
import { findRoom } from './saved-rooms';

/** A room that a command is about: one to join, or one that was saved. */
export type RoomTarget = JoinTarget | { readonly type: 'saved'; readonly room: RoomSummary };

/**
 * Reads which room a user means: by an invite, the address of a lab room, or what {@link findRoom} takes. An address is never a
 * saved room, because others choose the names of rooms.
 * @throws {UsageError} if there is no such room, or more than one
 */
export function readTarget(text: string, saved: readonly RoomSummary[], t: Translate): RoomTarget {
  const isAddress = /^\S+:\d+$/.test(text.trim()) && parseLabEndpoint(text).ok;
  const read = parseTarget(text);
  if (read.ok && (isAddress || read.target.type === 'invite')) return read.target;
  if (!read.ok && /-link$/.test(read.problem)) {
    throw new UsageError(targetProblemText(read.problem, t));
  }
  return { type: 'saved', room: savedRoom(text, saved, t) };
}

/** A room that can be joined, rather than one of that name that is over. */
function savedRoom(text: string, saved: readonly RoomSummary[], t: Translate): RoomSummary {
  const rooms = saved.map((summary) => ({ summary }));
  try {
    const open = rooms.filter(({ summary }) => !summary.over);
    return findRoom(text, open, t).summary;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return findRoom(text, rooms, t).summary;
  }
}
