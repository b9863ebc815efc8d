import type { Limits } from '../../protocol/limits';
import { type LinkEnd, NetError } from '../../protocol/net-error';
import { idPattern } from '../../protocol/request-id';
import type {
  ChainPoint,
  OpenedEntry,
  OpenedStatus,
  StreamEntry,
  WideAlarm,
  WideEpoch,
  WideStream,
  WideTicket,
} from '../../protocol/wide';
import { BoundedMap } from '../../util/bounded-map';
import { type Clock, delay } from '../../util/clock';
import { Emitter } from '../../util/event';
import type { Engine, StoredMessage, StreamState } from './engine';
import { EntryReader } from './entry-reader';
import { type EpochSeal, openProof } from './epoch-seal';
import type { MemberKeys } from './keys';
import { grantInfo, openFor, sealFor, tokenInfo } from './member-box';
import { MessageOpener } from './message-opener';
import { Publisher } from './publisher';
import { Slicer } from './slicer';

export interface StreamParts {
  readonly clock: Clock;
  readonly limits: Pick<Limits, 'closeTimeoutMs'>;
  readonly ticket: WideTicket;
  readonly seal: EpochSeal;
  readonly keys: MemberKeys;
  /** The member's own pseudonym. */
  readonly user: string;
}

/** How many members it remembers by what they have said. */
const maxMembers = 4096;

/** The length of a token. */
const tokenBytes = 16;

/** How many statuses may wait to be opened; later ones are lost. */
const maxStatuses = 1024;

/** A stream over any engine. */
export class EngineStream implements WideStream {
  readonly member: string;
  readonly box: string;
  readonly address: string;
  readonly localAddress: string;
  readonly first: number;
  readonly last: number;
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
  private readonly reader: EntryReader;
  private readonly publisher: Publisher;
  private readonly opener: MessageOpener;
  private readonly slicer: Slicer;
  /** Entries opened in this slice. */
  private opened: StreamEntry[] = [];
  private readonly told: { readonly user: string; readonly payload: Buffer }[] = [];
  /** The pseudonyms of members, by their ids. */
  private readonly users = new BoundedMap<string, string>(maxMembers);
  /** The time of each member's last status, so that none counts again. */
  private readonly statusTimes = new BoundedMap<string, number>(maxMembers);
  private lastTold = 0;
  private startAfter = Number.POSITIVE_INFINITY;
  private isEnded = false;
  isWritable = true;

  constructor(
    private readonly parts: StreamParts,
    private readonly engine: Engine,
    state: StreamState,
  ) {
    const { clock, keys, seal } = parts;
    this.member = keys.id;
    this.box = keys.publicBox;
    this.address = engine.address;
    this.localAddress = engine.localAddress;
    this.first = state.first;
    this.last = state.last;
    const raise = (alarm: WideAlarm) => this.alarms.fire(alarm);
    this.opener = new MessageOpener(seal, raise);
    this.slicer = new Slicer(
      clock,
      () => this.openNext(),
      () => this.passOn(),
    );
    this.reader = new EntryReader({
      clock,
      engine,
      onReady: () => this.slicer.wake(),
      onMissing: () => raise('missing'),
    });
    this.publisher = new Publisher({
      clock,
      engine,
      onWritable: (isWritable) => this.setWritable(isWritable),
      onStored: (seq) => this.reader.advance(seq),
      // Whether it is gone for good is found out by who opens it again.
      onGone: () => this.lose(new NetError('connection-lost', 'the stream is gone')),
    });
  }

  get heardAt(): number {
    return this.engine.heardAt;
  }

  get chain(): ChainPoint | undefined {
    return this.opener.chain.point;
  }

  start(after: number, chain?: ChainPoint): void {
    const { first, last, opener } = this;
    // Whoever has opened the stream has made sure of that.
    if (last < Math.max(after, chain?.seq ?? 0)) this.alarms.fire('rolled-back');
    // Reads from the checkpoint on, to know the chain. What the stream has dropped can't be read.
    const from = Math.max(Math.min(after, chain?.seq ?? after, last), first - 1);
    this.startAfter = Math.max(Math.min(after, last), from);
    opener.start(from, chain);
    this.reader.start(from + 1, last);
  }

  append(id: string, name: string, act: object): Promise<number> {
    const { seal, keys, user } = this.parts;
    return this.publisher.add(id, () => {
      const { point, read } = this.opener.chain;
      const seen = { seq: read, ...(point && { chain: point.hash }) };
      return seal.sealEntry(keys, user, id, { seen, name, do: act });
    });
  }

  tell(name: string, status: object, member?: string): void {
    const { seal, keys, user, clock } = this.parts;
    const to = member === undefined ? undefined : this.users.get(member);
    if (this.isEnded || (member !== undefined && to === undefined)) return;
    this.lastTold = Math.max(clock.now(), this.lastTold + 1);
    this.engine.tell(to, seal.sealStatus(keys, user, this.lastTold, name, status));
  }

  expect(seq: number): void {
    this.reader.claimed(seq);
  }

  open(proof: string): Omit<OpenedEntry, 'seq' | 'time'> | undefined {
    const entry = openProof(proof);
    if (!entry || !idPattern.test(entry.id)) return undefined;
    const { author, key, id, name, act } = entry;
    return { author, key, id, name, act, proof };
  }

  sealToken({ number, token }: WideEpoch, member: string, box: string): string {
    const info = tokenInfo(this.parts.ticket.pin, number, member);
    return sealFor(box, info, Buffer.from(token, 'base64url'));
  }

  openToken(epoch: number, sealed: string): string | undefined {
    const { keys, ticket } = this.parts;
    const token = openFor(keys, tokenInfo(ticket.pin, epoch, keys.id), sealed);
    return token?.length === tokenBytes ? token.toString('base64url') : undefined;
  }

  sealGrant(grant: string, member: string, box: string): string {
    return sealFor(box, grantInfo(this.parts.ticket.pin, member), Buffer.from(grant));
  }

  openGrant(sealed: string): string | undefined {
    const { keys, ticket } = this.parts;
    return openFor(keys, grantInfo(ticket.pin, keys.id), sealed)?.toString();
  }

  async close(): Promise<void> {
    const { clock, limits } = this.parts;
    const late = new AbortController();
    const timeout = delay(clock, limits.closeTimeoutMs, late.signal);
    await Promise.race([this.publisher.settled().then(() => this.engine.close()), timeout]);
    late.abort();
    this.drop();
  }

  drop(): void {
    this.finish({ reason: 'local' });
    this.engine.drop();
  }

  /** A message has come from the server by itself. */
  receive(message: StoredMessage): void {
    this.reader.receive(message);
  }

  /** A member has told all, or this one, something. */
  hear(user: string, payload: Buffer): void {
    if (this.told.length >= maxStatuses || user === this.parts.user) return;
    this.told.push({ user, payload });
    this.slicer.wake();
  }

  /** The connection has ended, whichever side ended it. */
  finish(end: LinkEnd): void {
    if (this.isEnded) return;
    this.isEnded = true;
    this.reader.dispose();
    this.slicer.dispose();
    this.publisher.end(
      end.reason === 'lost' ? end.error : new NetError('connection-lost', 'the stream is closed'),
    );
    this.ends.fire(end);
  }

  private lose(error: NetError): void {
    this.finish({ reason: 'lost', error });
    this.engine.drop();
  }

  private setWritable(isWritable: boolean): void {
    if (this.isWritable === isWritable || this.isEnded) return;
    this.isWritable = isWritable;
    this.writable.fire();
  }

  /** Opens one message or status. */
  private openNext(): boolean {
    const item = this.reader.take();
    if (item) {
      const entry = this.opener.open(item);
      if (item.seq > this.startAfter) this.opened.push(entry);
      if ('user' in item && 'author' in entry) this.users.set(entry.author, item.user);
      return true;
    }
    const told = this.told.shift();
    if (told) this.openStatus(told.user, told.payload);
    return told !== undefined;
  }

  private passOn(): void {
    const { opened } = this;
    this.opened = [];
    if (opened.length > 0) this.entries.fire(opened);
  }

  private openStatus(user: string, payload: Buffer): void {
    const opened = this.parts.seal.openStatus(user, payload);
    if (!opened) return;
    const { author, time, name, status } = opened;
    if (time <= (this.statusTimes.get(author) ?? 0)) return;
    this.statusTimes.set(author, time);
    this.users.set(author, user);
    this.compare(status);
    this.statuses.fire({ author, name, status });
  }

  /** Compares what a member says that it has read with what was read here. */
  private compare({ last, chain }: Readonly<Record<string, unknown>>): void {
    if (!Number.isSafeInteger(last)) return;
    this.opener.compare({ seq: last as number, ...(typeof chain === 'string' && { chain }) });
    this.expect(last as number);
  }
}
