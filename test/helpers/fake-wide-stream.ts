import { type LinkEnd, NetError } from '../../src/protocol/net-error';
import type {
  ChainPoint,
  OpenedStatus,
  StreamEntry,
  WideAlarm,
  WideStream,
} from '../../src/protocol/wide';
import { Emitter } from '../../src/util/event';
import { openProof, wideId } from './wide-entries';

/** A member's connection to a stream, whose entries and statuses a test writes. */
export class FakeWideStream implements WideStream {
  private readonly entries = new Emitter<readonly StreamEntry[]>();
  private readonly statuses = new Emitter<OpenedStatus>();
  private readonly alarms = new Emitter<WideAlarm>();
  private readonly writable = new Emitter<void>();
  private readonly ends = new Emitter<LinkEnd>();
  readonly onEntries = this.entries.event;
  readonly onStatus = this.statuses.event;
  readonly onAlarm = this.alarms.event;
  readonly onDidChangeWritable = this.writable.event;
  readonly onEnd = this.ends.event;
  readonly address = 'memory.invalid';
  readonly localAddress = '192.0.2.1';
  readonly heardAt = 0;
  readonly box = 'x'.repeat(43);
  readonly first: number;
  readonly last: number;
  private startedAfter = Number.POSITIVE_INFINITY;
  readonly open = openProof;
  readonly member: string;
  chain: ChainPoint | undefined;
  isWritable = true;
  /** What was told: to whom, or `all`, and what. */
  readonly told: { to: string; status: Record<string, unknown> }[] = [];
  /** The ids that were appended; `stored` resolves the first that isn't, and `refuse` rejects it. */
  readonly appended: string[] = [];
  /** What each of them does. */
  readonly acts: Readonly<Record<string, unknown>>[] = [];
  private readonly waiting: {
    readonly store: () => void;
    readonly refuse: (error: Error) => void;
  }[] = [];

  /** @param log what the stream has when it is opened, from one number on */
  constructor(
    name: string,
    private readonly log: readonly StreamEntry[] = [],
  ) {
    this.member = wideId(name);
    this.first = log[0]?.seq ?? 1;
    this.last = log.at(-1)?.seq ?? 0;
  }

  start(after: number): void {
    this.startedAfter = Math.max(after, this.first - 1);
  }

  /** Delivers what it had when it was opened, in batches of this size. */
  deliverKept(size: number): void {
    const kept = this.log.filter(({ seq }) => seq > this.startedAfter);
    for (let start = 0; start < kept.length; start += size) {
      this.entries.fire(kept.slice(start, start + size));
    }
  }

  /** Delivers what was stored since. */
  deliver(...entries: readonly StreamEntry[]): void {
    this.entries.fire(entries);
  }

  /** The server stores entries now, or doesn't. */
  setWritable(isWritable: boolean): void {
    this.isWritable = isWritable;
    this.writable.fire();
  }

  /** The connection breaks. */
  break(): void {
    this.ends.fire({ reason: 'lost', error: new NetError('connection-lost', 'cut') });
  }
  expect(): void {}

  append(id: string, _name: string, act: object): Promise<number> {
    this.appended.push(id);
    this.acts.push({ ...act });
    return new Promise((resolve, reject) => {
      this.waiting.push({ store: () => resolve(this.appended.length), refuse: reject });
      this.onEnd(() => reject(new Error('ended')));
    });
  }

  stored(): void {
    this.waiting.shift()?.store();
  }

  refuse(error: Error): void {
    this.waiting.shift()?.refuse(error);
  }

  tell(_name: string, status: object, member?: string): void {
    this.told.push({ to: member?.replace(/_+$/, '') ?? 'all', status: { ...status } });
  }

  /** A member tells something. */
  hear(name: string, status: Record<string, unknown>): void {
    this.statuses.fire({ author: wideId(name), name, status });
  }

  sealToken(): string {
    return 'sealed';
  }

  openToken(): undefined {
    return undefined;
  }

  sealGrant(grant: string): string {
    return Buffer.from(grant).toString('base64url');
  }

  openGrant(sealed: string): string {
    return Buffer.from(sealed, 'base64url').toString();
  }

  async close(): Promise<void> {
    this.drop();
  }

  drop(): void {
    this.ends.fire({ reason: 'local' });
  }
}
