import type { Applied } from '../protocol/frames';
import type { LogEntry, MessageEntry } from '../room/log/log-entry';

/** The latest name of a member; undefined if it isn't known. */
export type NameOf = (member: string) => string | undefined;

/**
 * A log entry for programs, as docs/EXPORT.md describes it.
 * @param text an event in words
 */
export function entryJson(entry: LogEntry, nameOf: NameOf, text: string) {
  const { id, seq } = entry;
  const head = { id, ...(seq && { seq }), time: timestamp(entry.time) };
  return entry.kind === 'system'
    ? { ...head, kind: 'event', event: entry.event, text }
    : { ...head, kind: 'message', ...messageJson(entry, nameOf) };
}

function messageJson(entry: MessageEntry, nameOf: NameOf) {
  const { author, authorName, text, edited, deleted, delivery, apart } = entry;
  const { announcement, anonymous, reply, card, reactions, applied, withPin: pinned } = entry;
  return {
    author,
    // A program that doesn't know the other fields shows the name: it mustn't be that of who published it.
    name: anonymous ? 'Anonymous student' : authorName,
    ...(anonymous && { anonymous, publisher: authorName }),
    ...(announcement && { announcement }),
    own: entry.own,
    text,
    ...(edited && { edited }),
    ...(deleted && { deleted }),
    ...((delivery === 'queued' || delivery === 'unsent') && { sent: false }),
    ...(apart && { lost: true }),
    ...(reply && { reply }),
    ...(card && { card }),
    ...(reactions && {
      reactions: Object.entries(reactions).map(([emoji, members]) => ({
        emoji,
        members: members.map((member) => personJson(member, nameOf)),
      })),
    }),
    ...(applied && { applied: appliedJson(applied, nameOf) }),
    ...(pinned && { pinned: { member: pinned.by, name: pinned.name } }),
  };
}

/** Who reported applying a patch, and how much of it. */
export function appliedJson(applied: Readonly<Record<string, Applied>>, nameOf: NameOf) {
  return Object.entries(applied).map(([member, { files, of }]) => ({
    ...personJson(member, nameOf),
    files,
    of,
  }));
}

/** ISO 8601 in UTC; null for a time that isn't one. */
export function timestamp(time: number): string | null {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/** A member by id, with its name if it is known. */
function personJson(member: string, nameOf: NameOf) {
  const name = nameOf(member);
  return { member, ...(name !== undefined && { name }) };
}
