import type { RoomEntry } from '../../protocol/room-entry';
import type { RoomEvent } from './log-entry';

/** An entry that says what happened to a member, or what one did to the room. */
export type MemberEntry = Extract<
  RoomEntry,
  {
    readonly type:
      | 'joined'
      | 'left'
      | 'renamed'
      | 'removed'
      | 'took-over'
      | 'continued'
      | 'rekeyed';
  }
>;

/** What the log shows of an entry. @param selfId the user's member id */
export function memberEvent(entry: MemberEntry, selfId: string): RoomEvent {
  const { name } = entry;
  const self = (entry.type === 'rekeyed' ? entry.author : entry.member) === selfId;
  switch (entry.type) {
    case 'joined':
      if (entry.opened) return { type: 'founded', name, self };
      return { type: entry.waited ? 'let-in' : 'joined', name, self };
    case 'left':
      if (entry.why === 'left') return { type: 'left', name, self };
      return { type: entry.why === 'slow' ? 'too-slow' : 'vanished', name };
    case 'renamed':
      return { type: 'renamed', name, before: entry.before, self };
    case 'removed': {
      const { by, reason } = entry;
      const remover = by && { name: by.name, self: by.member === selfId };
      return { type: 'removed', name, reason, self, ...(remover && { by: remover }) };
    }
    case 'took-over':
    case 'rekeyed':
      return { type: entry.type, name, self };
    case 'continued': {
      const { host } = entry;
      return { type: 'continued', name, self, ...(host !== undefined && { host }) };
    }
  }
}
