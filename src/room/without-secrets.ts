import type { JournalRecord } from './journal';

const noDoor = { certificate: '', privateKey: '', token: '', locked: true, keys: [] };

/** What may be kept of a room that is over: what people said, and no key to anything. */
export function withoutSecrets(records: readonly JournalRecord[]): readonly JournalRecord[] {
  const kept: JournalRecord[] = [];
  for (const record of records) {
    switch (record.type) {
      case 'hosted':
        kept.push({ ...record, door: noDoor });
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
