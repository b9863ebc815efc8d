import type { RoomEvent } from '../log/log-entry';
import { LogProjection } from '../log/log-projection';
import type { RoomLog } from '../log/room-log';
import type { HostRoomOptions } from './host-state';

/** Where a hosted room's entries show at the host. */
export type HostView = Pick<
  LogProjection,
  'apply' | 'addEvent' | 'queue' | 'refused' | 'sent' | 'marks' | 'restoreMarks' | 'people'
>;

/** Shows the room's entries in `log`; only what happens to the room if the host has no interface. */
export function createHostView(
  {
    hasViewer,
    host,
    journal,
    epochs,
  }: Pick<HostRoomOptions, 'hasViewer' | 'host' | 'journal' | 'epochs'>,
  log: RoomLog,
  byInvite: boolean,
): HostView {
  if (!hasViewer) return new NoopHostView(log);
  return new LogProjection(log, host.id, {
    name: host.name,
    tracksDelivery: byInvite,
    room: () => journal?.id,
    ...(epochs && { epochAt: (seq) => epochs.at(seq) }),
  });
}

/**
 * A view that displays nothing, for a host without an interface: it adds what happened to the room
 * (`addEvent`) to the log, and no entry. Drawing every message costs such a hub more than numbering it.
 */
class NoopHostView implements HostView {
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
