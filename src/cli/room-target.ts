import { type JoinTarget, parseTarget, type TargetProblem } from '../protocol/join-target';
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
  if (!read.ok && (/-link$/.test(read.problem) || isLikeAddress(text.trim()))) {
    throw new UsageError(wrongTargetText(read.problem, t));
  }
  return { type: 'saved', room: savedRoom(text, saved, t) };
}

/** What is wrong with an invite or an address on a command line, and what to do about it. */
export function wrongTargetText(problem: TargetProblem, t: Translate): string {
  return problem === 'cut-link'
    ? // A shell ends a command at “&”, which is in every invite.
      t(
        'This invite is incomplete. In a shell, put all of it in single quotes: {0}',
        "'vscode://…'",
      )
    : targetProblemText(problem, t);
}

/** Whether it can only be meant as an address: an IP address, `localhost`, or anything with a number as its port. */
function isLikeAddress(text: string): boolean {
  return (
    /^(?:udp:\/\/\S+|(?:\d{1,3}(?:\.\d{1,3}){3}|localhost|\[[\da-f:.]+\])(?::\S*)?)$/i.test(text) ||
    /^[\w.-]+:\d+$/.test(text)
  );
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
