import type { HostHeader, JournalRecord } from './journal';
import { restoreGuest } from './restored-guest';

const noAccess = { certificate: '', privateKey: '', token: '', locked: true, keys: [] };

/** What may be kept of a room that is over: what people said, and no key to anything. */
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

/** The header of a room that has become a group. */
export function grown(
  header: HostHeader,
  { kind, most }: Extract<JournalRecord, { readonly type: 'grown' }>,
): HostHeader {
  return { ...header, kind, most };
}

/** What it takes to come back as a guest, and what is still to be sent; nothing of what was said. */
export function withoutLog(records: readonly JournalRecord[]): readonly JournalRecord[] {
  const kept = restoreGuest(records);
  if (!kept || kept.over) return records;
  const { header, outbox, self } = kept;
  return [{ ...header, self }, ...outbox.map((request) => ({ type: 'queued', request }) as const)];
}
