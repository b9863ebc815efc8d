import type { MemberKey } from '../../protocol/access';
import { compactLog } from './compact-log';
import type { GuestHeader, HostHeader, JournalRecord, StandbyListener } from './journal';

const noAccess = { certificate: '', privateKey: '', token: '', locked: true, keys: [] };

/** The records of a room that has ended: its messages, but no secrets. */
export function withoutSecrets(records: readonly JournalRecord[]): readonly JournalRecord[] {
  const kept: JournalRecord[] = [];
  for (const record of records) {
    switch (record.type) {
      case 'hosted':
        kept.push(withoutKeys({ ...record, door: noAccess }));
        break;
      case 'guest':
        kept.push(withoutRoute(withoutKeys({ ...record, key: '' })));
        break;
      case 'door':
      case 'promised':
      case 'standby':
      case 'queued':
      case 'unqueued':
      case 'closed':
      case 'roster':
      case 'claimed':
      case 'checkpoint':
        break;
      default:
        kept.push(record);
    }
  }
  return [...kept, { type: 'closed' }];
}

function withoutRoute({ wide: _, ...header }: GuestHeader): GuestHeader {
  return header;
}

function withoutKeys<H extends HostHeader | GuestHeader>({ formerKeys: _, ...header }: H) {
  return header;
}

/** Returns the header of a room that has become a group. */
export function withRoomKind(
  header: HostHeader,
  { kind, most }: Extract<JournalRecord, { readonly type: 'grown' }>,
): HostHeader {
  return { ...header, kind, most };
}

/**
 * The records of a room that changes hands: those of the log and of the user's own requests, with another header. See
 * {@link compactLog}.
 */
export function withHeader(
  records: readonly JournalRecord[],
  header: HostHeader | GuestHeader,
): readonly JournalRecord[] {
  return [...headerRecords(header), ...compactLog(records)];
}

/** The records that say how this member listens. */
export function standbyRecords(listener: StandbyListener): readonly JournalRecord[] {
  const { access } = listener;
  return [
    { type: 'standby', ...listener, access: { ...access, keys: [] } },
    ...keyRecords(access.keys),
  ];
}

function headerRecords(header: HostHeader | GuestHeader): JournalRecord[] {
  if (header.type === 'guest') return [header];
  const { door } = header;
  return [{ ...header, door: { ...door, keys: [] } }, ...keyRecords(door.keys)];
}

/** Keys in records of their own: a room can have thousands, and a record is one line. */
function keyRecords(keys: readonly MemberKey[]): readonly JournalRecord[] {
  return keys.map((key) => ({ type: 'door', change: { type: 'key', ...key } }));
}
