import type { ToMember } from '../../src/protocol/frames';
import type { GuestRequest } from '../../src/protocol/guest-link';
import type { MemberLink, Ticket } from '../../src/protocol/member-link';
import { NetError } from '../../src/protocol/net-error';
import type { RoomEntry } from '../../src/protocol/room-entry';
import type { Draft } from '../../src/room/decisions/decide';
import { Epochs } from '../../src/room/log/epochs';
import { FakeMemberLink } from './fake-member-link';
import { FakeNetwork } from './fake-network';

type Frame = Exclude<ToMember, { type: 'ping' | 'bye' | 'checked' }>;

/** The log entry that each request of a guest becomes. */
const entryTypes = { say: 'message', edit: 'edited', delete: 'deleted', react: 'reacted' } as const;
type Known = Extract<GuestRequest, { type: keyof typeof entryTypes }>;

function isKnown(request: GuestRequest): request is Known {
  return Object.hasOwn(entryTypes, request.type);
}

/** One connection, with the frames in transit in both directions. */
interface Wire {
  readonly link: FakeMemberLink;
  readonly member: string;
  /** How many of the link's frames the hub has read. */
  read: number;
  readonly toMember: Frame[];
}

/** A deskmate/1 hub in memory for one guest, m1, that moves one frame at a time. */
export class FakeHub {
  readonly network = new HubNetwork(this);
  entries: RoomEntry[] = [];
  /** Number of the oldest entry kept. */
  first = 1;
  /** Undefined for a hub of a version without epochs. */
  epochs: Epochs | undefined = new Epochs([{ term: 1, opening: 1, after: 0 }]);
  private said = 0;
  /** Refuses messages with this text, with this code. */
  readonly refuses = new Map<string, string>();
  private readonly repeats = new Set<string>();
  private wire: Wire | undefined;
  private key: string | undefined;
  /** Ids of all requests read, including repeated ones. */
  readonly requests: string[] = [];

  get last(): number {
    return this.entries.at(-1)?.seq ?? 0;
  }

  get texts(): string[] {
    return this.entries.flatMap((entry) => (entry.type === 'message' ? [entry.text] : []));
  }

  get link(): FakeMemberLink | undefined {
    return this.wire?.link;
  }

  connect(ticket: Ticket): MemberLink {
    const { claim } = ticket;
    const newcomer = 'token' in claim;
    if (!newcomer && claim.key !== this.key) throw new NetError('bad-key', 'bad key');
    this.key ??= 'k'.repeat(43);
    const link = new FakeMemberLink(ticket);
    this.wire = { link, member: 'm1', read: 0, toMember: [] };
    const { epochs, last } = this;
    const position = newcomer ? { last: 0 } : claim;
    const agreed = epochs ? epochs.agreed(position, last) : Math.min(position.last, last);
    const held = newcomer ? this.first - 1 : agreed;
    this.push({
      type: 'welcome',
      version: 1,
      room: { name: 'Lab', kind: 'group', most: 16 },
      you: { id: 'm1', name: 'Ann', ...(newcomer && { key: this.key }) },
      first: this.first,
      last,
      ...(epochs && { epoch: epochs.current }),
      ...(epochs && agreed < position.last && { keep: agreed }),
    });
    this.push({
      type: 'people',
      members: [
        { id: 'm0', name: 'Zoe', host: true, presence: 'here' },
        { id: 'm1', name: 'Ann', host: false, presence: 'here' },
      ],
    });
    if (held + 1 < this.first) this.push({ type: 'gap', from: held + 1, to: this.first - 1 });
    for (const entry of this.entries) if (entry.seq > held) this.tell(entry);
    if (newcomer) this.number({ type: 'joined', member: 'm1', name: 'Ann', waited: false });
    return link;
  }

  /** Adds a message of the host. */
  say(text: string): void {
    this.said += 1;
    this.number({ type: 'message', author: 'm0', name: 'Zoe', id: `h${this.said}`, text });
  }

  /** Loses all entries after number `seq`, and reopens the room. */
  lose(seq: number): void {
    this.cut();
    this.entries = this.entries.filter((entry) => entry.seq <= seq);
    this.repeats.clear();
    for (const entry of this.entries) if ('id' in entry) this.repeats.add(entry.id);
    const { term = 1, opening = 0 } = this.epochs?.current ?? {};
    this.epochs?.begin({ term, opening: opening + 1 }, this.last);
  }

  /** Forgets entries up to this number. */
  forget(seq: number): void {
    this.entries = this.entries.filter((entry) => entry.seq > seq);
    this.first = seq + 1;
  }

  /** Moves one frame, first to the hub, then to the member; returns false if none is in transit. */
  step(): boolean {
    const { wire } = this;
    if (!wire?.link.started) return false;
    const sent = wire.link.sent[wire.read];
    if (sent) {
      wire.read += 1;
      if (isKnown(sent)) this.receive(sent);
      return true;
    }
    const frame = wire.toMember.shift();
    if (frame) wire.link.receive(frame);
    return frame !== undefined;
  }

  /** Moves all frames, up to a limit. */
  run(): void {
    for (let steps = 0; steps < 100_000; steps += 1) if (!this.step()) return;
    throw new Error('the hub and its guest never came to rest');
  }

  /** Breaks the connection; frames in transit are lost. */
  cut(): void {
    const { wire } = this;
    this.wire = undefined;
    wire?.link.end({ reason: 'lost', error: new NetError('connection-lost', 'cut') });
  }

  push(frame: Frame): void {
    this.wire?.toMember.push(frame);
  }

  private receive({ type, id = '', ...rest }: Known): void {
    this.requests.push(id);
    const code = 'text' in rest ? this.refuses.get(rest.text) : undefined;
    if (code) this.push({ type: 'refused', code, id });
    if (code || this.repeats.has(id)) return;
    this.repeats.add(id);
    this.number({ type: entryTypes[type], author: 'm1', name: 'Ann', id, ...rest });
  }

  /** Numbers an entry, and sends it to the guest. */
  enter(draft: Draft): void {
    this.number(draft);
  }

  private number(draft: object): void {
    const entry = { seq: this.last + 1, time: 1000 + this.last, ...draft } as RoomEntry;
    this.entries.push(entry);
    this.tell(entry);
  }

  /** An entry, preceded by its epoch if that differs from the previous entry's. */
  private tell(entry: RoomEntry): void {
    const { epochs } = this;
    const epoch = epochs?.at(entry.seq);
    const isFirst = entry.seq === this.first || epoch !== epochs?.at(entry.seq - 1);
    if (epoch && isFirst) this.push({ type: 'epoch', ...epoch });
    this.push(entry);
  }
}

/** The network that leads to a fake hub. */
export class HubNetwork extends FakeNetwork {
  constructor(private readonly hub: FakeHub) {
    super();
  }

  override async connectByInvite(ticket: Ticket, signal: AbortSignal): Promise<MemberLink> {
    await super.connectByInvite(ticket, signal);
    return this.hub.connect(ticket);
  }
}
