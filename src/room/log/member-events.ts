import type { RoomEntry } from '../../protocol/room-entry';
import type { RoomEvent } from './log-entry';

/** An entry that says what happened to a member. */
export type MemberEntry = Extract<
  RoomEntry,
  { readonly type: 'joined' | 'left' | 'renamed' | 'removed' | 'took-over' | 'continued' }
>;

/** What the log shows of an entry. @param self whether it is about the user */
export function memberEvent(entry: MemberEntry, self: boolean): RoomEvent {
  const { name } = entry;
  switch (entry.type) {
    case 'joined':
      return { type: entry.waited ? 'let-in' : 'joined', name, self };
    case 'left':
      if (entry.why === 'left') return { type: 'left', name, self };
      return { type: entry.why === 'slow' ? 'too-slow' : 'vanished', name };
    case 'renamed':
      return { type: 'renamed', name, before: entry.before, self };
    case 'removed':
      return { type: 'removed', name, reason: entry.reason, self };
    case 'took-over':
      return { type: 'took-over', name, self };
    case 'continued': {
      const { host } = entry;
      return { type: 'continued', name, self, ...(host !== undefined && { host }) };
    }
  }
}
