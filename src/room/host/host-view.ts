import type { RoomEvent } from '../log/log-entry';
import type { LogProjection } from '../log/log-projection';
import type { RoomLog } from '../log/room-log';

/** Where a hosted room's entries show at the host. */
export type HostView = Pick<
  LogProjection,
  'apply' | 'addEvent' | 'queue' | 'refused' | 'sent' | 'marks' | 'restoreMarks' | 'people'
>;

/**
 * A view that displays nothing, for a host without an interface: it adds what happened to the room
 * (`addEvent`) to the log, and no entry. Drawing every message costs such a hub more than numbering it.
 */
export class NoopHostView implements HostView {
  constructor(private readonly log: RoomLog) {}

  addEvent(event: RoomEvent, time: number): void {
    this.log.add({ kind: 'system', time, event });
  }

  apply(): void {}
  queue(): void {}
  refused(): void {}
  sent(): void {}
  marks(): void {}
  restoreMarks(): void {}
  people(): void {}
}
