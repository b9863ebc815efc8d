import type { GuestHeader, HostHeader, JournalRecord } from './journal';

const noAccess = { certificate: '', privateKey: '', token: '', locked: true, keys: [] };

/** The records of a room that has ended: its messages, but no secrets. */
export function withoutSecrets(records: readonly JournalRecord[]): readonly JournalRecord[] {
  const kept: JournalRecord[] = [];
  for (const record of records) {
    switch (record.type) {
      case 'hosted':
        kept.push({ ...record, door: noAccess });
        break;
      case 'guest':
        kept.push({ ...record, key: '' });
        break;
      case 'door':
      case 'promised':
      case 'queued':
      case 'unqueued':
      case 'closed':
        break;
      default:
        kept.push(record);
    }
  }
  return [...kept, { type: 'closed' }];
}

/** Returns the header of a room that has become a group. */
export function withRoomKind(
  header: HostHeader,
  { kind, most }: Extract<JournalRecord, { readonly type: 'grown' }>,
): HostHeader {
  return { ...header, kind, most };
}

/**
 * The records of a room that changes hands: those of the log and of the user's own requests, with another header.
 * At a guest that takes over, nothing is left of what the host had lost before.
 */
export function withHeader(
  records: readonly JournalRecord[],
  header: HostHeader | GuestHeader,
): readonly JournalRecord[] {
  const kept: JournalRecord[] = headerRecords(header);
  for (const record of records) {
    switch (record.type) {
      case 'hosted':
      case 'guest':
      case 'door':
      case 'promised':
      case 'grown':
      case 'took-back':
      case 'apart':
      case 'closed':
        break;
      default:
        kept.push(record);
    }
  }
  return kept;
}

/** A header's keys in records of their own: a room can have thousands, and a header is one line. */
function headerRecords(header: HostHeader | GuestHeader): JournalRecord[] {
  if (header.type === 'guest') return [header];
  const { door } = header;
  const keys = door.keys.map((key) => ({ type: 'key', ...key }) as const);
  return [
    { ...header, door: { ...door, keys: [] } },
    ...keys.map((change) => ({ type: 'door', change }) as const),
  ];
}
