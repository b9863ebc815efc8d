import { toInviteKind } from '../../protocol/room-kinds';
import { type RestoredGuest, restoreGuest } from '../guest/restored-guest';
import { type CopiedRoom, type OpenRoomDeps, openCopy } from '../host/open-room';
import type { Archive } from '../log/journal';
import type { RoomInfo } from '../room';
import { continuedRecords } from './continued-records';
import type { CurrentRoom } from './current-room';

/** How to continue a room without its host. */
export interface ContinueOptions extends Pick<CopiedRoom, 'address' | 'port' | 'maxClients'> {
  /** The name of the host that the new room does without, if known. */
  readonly host?: string | undefined;
}

/** Does the work of `Session.continueAsNewRoom`. */
export async function continueAsNewRoom(
  deps: OpenRoomDeps & { readonly current: CurrentRoom },
  journalId: string,
  { host, ...options }: ContinueOptions,
): Promise<RoomInfo | undefined> {
  const { archive, clock, current } = deps;
  const before = guestIn(journalId, deps);
  if (!before) return undefined;
  const { kind, name } = before.header;
  const copied = { kind: toInviteKind(kind), name, host: before.self, filesOf: journalId };
  const room = await openCopy(deps, { ...copied, ...options }, (header) => {
    // Its host may have come back meanwhile, and the user may have written more.
    const now = guestIn(journalId, deps);
    return now && continuedRecords(now, { header, host, now: clock.now() });
  });
  if (!room) return undefined;
  await current.replace(room);
  withdrawQueued(archive, journalId);
  return room.info;
}

/** What this computer holds of the room, if it is a guest there that isn't connected and may come back. */
function guestIn(
  journalId: string,
  { archive, current }: { readonly archive: Archive; readonly current: CurrentRoom },
): RestoredGuest | undefined {
  const room = current.value;
  const isIn = room?.invited?.journalId === journalId;
  if (isIn && room.connection.kind !== 'reconnecting') return undefined;
  const records = archive.read(journalId);
  const restored = records && restoreGuest(records);
  return restored?.over === false ? restored : undefined;
}

/** Takes back what waits to be sent in this room: it was sent in another one. */
function withdrawQueued(archive: Archive, journalId: string): void {
  const opened = archive.open(journalId);
  if (!opened) return;
  const { journal, records } = opened;
  for (const { id } of restoreGuest(records)?.outbox ?? []) {
    journal.append({ type: 'unqueued', id });
  }
  journal.close(false);
}
