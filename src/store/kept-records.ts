import type { RoomEntry } from '../net/transport';
import type { GuestHeader, HostHeader, JournalRecord } from '../room/journal';
import type { Outgoing } from '../room/outgoing';

/** What is kept of a room. */
export interface KeptLimits {
  /** The newest entries. */
  readonly entries: number;
  /** What they may take in the file, in bytes. */
  readonly bytes: number;
  /** Members whose coming and keys are known, though it is not among the newest entries. */
  readonly members: number;
}

type Membership = Extract<RoomEntry, { readonly member: string }>;
type KeyChange = { readonly type: 'key'; readonly member: string; readonly hash: string };

/**
 * Takes the records of a journal one by one and keeps what has a meaning still, so that a long journal
 * is read in little memory, and written anew in little space: replayed, both give the same room, but for
 * entries older than the newest ones.
 */
export class KeptRecords {
  private header: HostHeader | GuestHeader | undefined;
  private entries: { readonly entry: RoomEntry; readonly bytes: number }[] = [];
  private entryBytes = 0;
  /** Who came, left, was renamed or removed in entries no longer kept: the last such entry of each. */
  private readonly members = new Map<string, Membership>();
  private readonly keys = new Map<string, KeyChange | { type: 'revoked'; member: string }>();
  private readonly queued = new Map<string, Outgoing>();
  private closed = false;

  constructor(private readonly limits: KeptLimits) {}

  /** @param bytes what it takes in the file */
  take(record: JournalRecord, bytes: number): void {
    switch (record.type) {
      case 'hosted':
      case 'guest':
        this.header = this.withKeys(record);
        break;
      case 'door':
        this.turn(record.change);
        break;
      case 'queued':
        this.queued.set(record.request.id, record.request);
        break;
      case 'unqueued':
        this.queued.delete(record.id);
        break;
      case 'closed':
        this.closed = true;
        break;
      default:
        this.number(record, bytes);
    }
  }

  /** Undefined when there was no header: nothing can be made of the rest. */
  records(): readonly JournalRecord[] | undefined {
    const { header } = this;
    if (!header) return undefined;
    this.trim();
    const guest = header.type === 'guest';
    return [
      header,
      ...(guest ? [] : this.members.values()),
      ...this.entries.map(({ entry }) => entry),
      // A guest's name is that of its newest header, or of a later entry.
      ...(guest && this.entries.length > 0 ? [header] : []),
      ...Array.from(this.keys.values(), (change) => ({ type: 'door', change }) as const),
      ...Array.from(this.queued.values(), (request) => ({ type: 'queued', request }) as const),
      ...(this.closed ? [{ type: 'closed' } as const] : []),
    ];
  }

  /** What the records take in a file, in bytes. */
  get bytes(): number {
    const others = [this.header, [...this.members], [...this.keys], [...this.queued]];
    return this.entryBytes + JSON.stringify(others).length;
  }

  /** A room can have thousands of keys, and a header is one line. */
  private withKeys(header: HostHeader | GuestHeader): HostHeader | GuestHeader {
    if (header.type === 'guest') return header;
    for (const { member, hash } of header.door.keys) this.turn({ type: 'key', member, hash });
    return { ...header, door: { ...header.door, keys: [] } };
  }

  private turn(change: Extract<JournalRecord, { type: 'door' }>['change']): void {
    if (change.type === 'key' || change.type === 'revoked') {
      renew(this.keys, change.member, change, this.limits.members);
    } else if (this.header?.type === 'hosted') {
      const { type: _, ...changed } = change;
      this.header = { ...this.header, door: { ...this.header.door, ...changed } };
    }
  }

  private number(entry: RoomEntry, bytes: number): void {
    this.entries.push({ entry, bytes });
    this.entryBytes += bytes;
    const { header } = this;
    if (header?.type === 'guest') {
      const { self } = header;
      if ('author' in entry && entry.author === self.id) this.queued.delete(entry.id);
      if (entry.type === 'renamed' && entry.member === self.id) {
        this.header = { ...header, self: { ...self, name: entry.name } };
      }
    }
    // Cutting one entry at a time would move all the others each time.
    const { entries: most, bytes: mostBytes } = this.limits;
    if (this.entries.length >= 2 * most || this.entryBytes >= 2 * mostBytes) this.trim();
  }

  private trim(): void {
    let first = this.entries.length;
    let bytes = 0;
    while (first > 0 && this.entries.length - first < this.limits.entries) {
      bytes += this.entries[first - 1]?.bytes ?? 0;
      if (bytes > this.limits.bytes) break;
      first -= 1;
    }
    for (const { entry, bytes } of this.entries.splice(0, first)) {
      this.entryBytes -= bytes;
      if ('member' in entry) renew(this.members, entry.member, entry, this.limits.members);
    }
  }
}

/** Sets a value as the newest; of more than `most`, the oldest goes. */
function renew<T>(map: Map<string, T>, key: string, value: T, most: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= most) return;
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}
