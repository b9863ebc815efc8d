import type { HostIdentity } from '../../protocol/access';
import { earliest } from '../log/epochs';
import type { GuestHeader, JournalRecord } from '../log/journal';
import { standbyRecords, withHeader } from '../log/journal-records';
import type { StoredPromise } from '../succession/types';
import type { RestoredHost } from './restored-room';

/** Whether the host has promised the room to someone: it can only come back as a member. */
export function isFormerHost({ restored: { openings, promised } }: RestoredHost): boolean {
  const { term } = openings.at(-1) ?? earliest;
  return promised !== undefined && promised.term > term;
}

/**
 * The records of a room that this computer has hosted, for coming back as a guest: with its key as a member, and listening
 * as before. It is the guest of itself until it finds another host; nobody lets it in there.
 *
 * @param promised its newest promise
 */
export function asGuest(
  records: readonly JournalRecord[],
  { header, restored }: RestoredHost,
  { hostKey, pin }: HostIdentity,
  promised: StoredPromise | undefined = restored.promised,
): readonly JournalRecord[] {
  const { address, firstPin = pin, formerKeys, kind, most, name, port } = header;
  const { access, host: self } = restored;
  const guest: GuestHeader = {
    ...{ type: 'guest', version: 1, kind, name, addresses: [], port, pin, firstPin },
    ...{ self, key: hostKey },
    ...(formerKeys && { formerKeys }),
  };
  return [
    ...withHeader(records, guest),
    ...standbyRecords({ address, port, access, most }),
    ...(promised && promised.term > 0 ? [{ type: 'promised', ...promised } as const] : []),
  ];
}
