import type { HostHeader, JournalRecord } from './journal';

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
