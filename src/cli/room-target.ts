import { type JoinTarget, parseTarget } from '../protocol/join-target';
import { parseLabEndpoint } from '../protocol/lab-endpoint';
import type { RoomSummary } from '../room/log/journal';
import { targetProblemText } from '../strings/input-text';
import type { Translate } from '../strings/translate';
import { UsageError } from './exit-codes';

/** A room that a command is about: one to join, or one that was saved. */
export type RoomTarget = JoinTarget | { readonly type: 'saved'; readonly room: RoomSummary };

/** Maximum number of rooms that a message lists. */
const maxListed = 5;

/**
 * Finds the room that a user means: by an invite, the address of a lab room, or a saved room's id, its name, or the beginning
 * of one of them if no other room has it. An address is never a saved room, because others choose the names of rooms.
 * @throws {UsageError} if there is none, or more than one
 */
export function findRoom(text: string, saved: readonly RoomSummary[], t: Translate): RoomTarget {
  const isAddress = /^\S+:\d+$/.test(text.trim()) && parseLabEndpoint(text).ok;
  if (isAddress) return parsed(text, t);
  const found = savedRoom(text.trim(), saved, t);
  return found ? { type: 'saved', room: found } : parsed(text, t);
}

function parsed(text: string, t: Translate): JoinTarget {
  const read = parseTarget(text);
  if (read.ok) return read.target;
  throw new UsageError(targetProblemText(read.problem, t));
}

function savedRoom(
  text: string,
  saved: readonly RoomSummary[],
  t: Translate,
): RoomSummary | undefined {
  if (text === '') return undefined;
  const byId = saved.find(({ id }) => id === text);
  if (byId) return byId;
  const begins = (whole: string) => whole.toLowerCase().startsWith(text.toLowerCase());
  const levels = [
    saved.filter(({ name }) => name === text),
    saved.filter(({ id, name }) => begins(name) || begins(id)),
  ];
  const found = levels.find((rooms) => rooms.length > 0) ?? [];
  // A room that is over can't be what someone wants to talk in.
  const open = found.filter(({ over }) => !over);
  const [room, ...others] = open.length > 0 ? open : found;
  if (others.length === 0) return room;
  const names = [...open].slice(0, maxListed).map(({ id, name }) => `${name} (${id})`);
  throw new UsageError(t('“{0}” could be any of these rooms: {1}', text, names.join(', ')));
}
