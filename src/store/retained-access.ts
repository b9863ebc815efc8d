import type {
  GuestHeader,
  HostHeader,
  JournalRecord,
  StandbyListener,
  StandbyRecord,
} from '../room/log/journal';
import { withRoomKind } from '../room/log/journal-records';
import { BoundedMap } from '../util/bounded-map';

type Header = HostHeader | GuestHeader;
type Door = Extract<JournalRecord, { readonly type: 'door' }>;
type KeyChange =
  | { readonly type: 'key'; readonly member: string; readonly hash: string }
  | { readonly type: 'revoked'; readonly member: string };

/**
 * What a journal says about who may join: in a host's header, or in how a guest listens that may take over. Members'
 * keys are apart: a room can have thousands, and each of the two is one line.
 */
export class RetainedAccess {
  header: Header | undefined;
  private listener: StandbyListener | undefined;
  private readonly keys: BoundedMap<string, KeyChange>;

  /** @param maxMembers maximum number of members whose keys are kept */
  constructor(maxMembers: number) {
    this.keys = new BoundedMap(maxMembers);
  }

  /** Takes a header. */
  begin(header: Header): void {
    if (header.type === 'guest') {
      this.header = header;
      return;
    }
    this.takeKeys(header.door.keys);
    this.header = { ...header, door: { ...header.door, keys: [] } };
  }

  /** Takes how this guest listens, in place of how it did before. */
  listen(record: StandbyRecord): void {
    this.listener = undefined;
    if (this.header?.type === 'guest') this.keys.clear();
    if (!record.access) return;
    this.takeKeys(record.access.keys);
    this.listener = { ...record, access: { ...record.access, keys: [] } };
  }

  /** Takes the change to a group. */
  grow(record: Extract<JournalRecord, { readonly type: 'grown' }>): void {
    if (this.header?.type === 'hosted') this.header = withRoomKind(this.header, record);
    else if (this.listener) this.listener = { ...this.listener, most: record.most };
  }

  /** Takes a change of who may join. */
  change(change: Door['change']): void {
    if (change.type === 'key' || change.type === 'revoked') {
      this.keys.set(change.member, change);
      return;
    }
    const { type: _, ...changed } = change;
    if (this.header?.type === 'hosted') {
      this.header = { ...this.header, door: { ...this.header.door, ...changed } };
    } else if (this.listener) {
      const { access } = this.listener;
      this.listener = { ...this.listener, access: { ...access, ...changed } };
    }
  }

  /** The records to keep besides the header. */
  records(): readonly JournalRecord[] {
    return [
      ...(this.listener ? [{ type: 'standby', ...this.listener } as const] : []),
      ...Array.from(this.keys.values(), (change) => ({ type: 'door', change }) as const),
    ];
  }

  private takeKeys(keys: HostHeader['door']['keys']): void {
    for (const { member, hash } of keys) this.keys.set(member, { type: 'key', member, hash });
  }
}
