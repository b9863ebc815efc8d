import type { AccessControl } from '../../protocol/access';
import { NetError } from '../../protocol/net-error';
import type { Clock } from '../../util/clock';
import { nextEpoch } from '../log/epochs';
import type { HostHeader, JournalRecord } from '../log/journal';
import { withHeader } from '../log/journal-records';
import type { TakeOver } from '../role-change';
import type { RoomInfo } from '../room';
import { hostIn } from '../voter/voter-log';
import type { HostRoom } from './host-room';
import { hostId, type OpenRoomDeps, openStored } from './open-room';
import { restoreHosted } from './restored-room';

/**
 * Hosts a room that this computer has been a guest in. Its journal, which MUST be closed, becomes the host's.
 * @throws {NetError} when that can't be stored
 */
export function takeOverRoom(
  deps: OpenRoomDeps,
  journalId: string,
  { kind, name }: RoomInfo,
  takeOver: TakeOver,
): HostRoom {
  const { archive } = deps;
  const { firstPin, formerKeys, most, self, memberServer } = takeOver;
  const { address, port } = memberServer.server;
  // The server of an invite room has access control.
  const access = memberServer.server.access as AccessControl;
  // If it has hosted the room before, people who were removed since then may have its invite.
  access.resetInvite(() => true);
  const door = access.state;
  const header: HostHeader = {
    ...{ type: 'hosted', version: 1, kind, name, address, port, most, host: self, firstPin, door },
    formerKeys,
  };
  const records = archive.read(journalId);
  const begun = records && beginTerm(withHeader(records, header), takeOver, deps.clock);
  const isReplaced = begun && archive.replace(journalId, begun);
  const opened = isReplaced ? archive.open(journalId) : undefined;
  const stored = opened && restoreHosted(opened.records);
  // Before anyone is let in, it must be certain that it stays.
  if (opened && stored && opened.journal.store([])) {
    return openStored(deps, memberServer, stored, opened.journal, takeOver.state);
  }
  opened?.journal.close(false);
  throw new NetError('storage-failed', 'the room that this computer takes over can’t be stored');
}

/** The records of a room whose next term begins: stored all at once, so that it has begun or it hasn't. */
function beginTerm(
  records: readonly JournalRecord[],
  { before, self, term }: TakeOver,
  clock: Clock,
): readonly JournalRecord[] {
  const stored = restoreHosted(records)?.restored;
  const [last, openings] = [stored?.last ?? 0, stored?.openings ?? []];
  const { id: member, name } = self;
  const time = clock.now();
  const former = before || (stored && hostIn([...stored.earlier, ...stored.entries])) || hostId;
  return [
    ...records,
    { type: 'promised', term, to: member },
    { type: 'opening', ...nextEpoch(openings.at(-1), time, term), after: last },
    { type: 'took-over', seq: last + 1, time, term, member, name, before: former },
  ];
}
