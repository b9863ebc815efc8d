import type { Card } from '../../protocol/card';
import { defaultFileLimits } from '../../protocol/file-limits';
import type { HubFrame, MemberLink } from '../../protocol/member-link';
import { type LinkEnd, NetError } from '../../protocol/net-error';
import type {
  StreamEntry,
  WideAlarm,
  WideControl,
  WideEpoch,
  WideFilePlace,
  WideStream,
} from '../../protocol/wide';
import type { Clock } from '../../util/clock';
import { DisposableStore } from '../../util/disposable';
import { Emitter, type Event } from '../../util/event';
import type { RoomRequest } from '../log/journal';
import type { EpochStreams } from './epoch-streams';
import { type LeftEpoch, nextEpoch, pointAt } from './epoch-walk';
import { FrameQueue } from './frame-queue';
import type { StreamReader } from './stream-reader';
import type { HubAct, Reduced, WideReducer } from './wide-reducer';
import { lostMark, WideRequests } from './wide-requests';
import { type Heard, WideStatuses } from './wide-statuses';

/** What a connection to a wide room needs of the room, which outlives it. */
export interface WideLinkDeps {
  readonly clock: Clock;
  readonly reducer: WideReducer;
  readonly newId: () => string;
  readonly heard: Map<string, Heard>;
  /** The user's name until the log says which one it has. */
  readonly person: string;
  readonly streams: Pick<EpochStreams, 'follow' | 'key'>;
  readonly control: () => WideControl | undefined;
  /** Where the file of a card is, if it has one. */
  readonly fileOf: (card: Card | undefined) => WideFilePlace | undefined;
  /** Why the log refuses this request of the user, if it has it. */
  readonly refusalOf: (id: string) => string | undefined;
  readonly alarms: () => readonly WideAlarm[];
  /** Something of the room is new: it was read further, or an alarm was raised. */
  readonly onAlarm: (alarm: WideAlarm) => void;
  readonly onRead: (stream: WideStream, outcomes: readonly Reduced[]) => void;
  readonly onMoved: (epoch: WideEpoch, left: LeftEpoch) => void;
}

export interface WideLinkStart {
  readonly epoch: WideEpoch;
  readonly reader: StreamReader;
  /** Number of the oldest entry. */
  readonly first: number;
  /** What was read after the last entry that this member holds, or more. */
  readonly outcomes: readonly Reduced[];
  /** Number of the last entry that this member holds. */
  readonly held: number;
}

/**
 * A connection to a wide room, as a guest's room knows it from a hub: it passes on the same frames, and publishes what the
 * guest sends. It follows the room into other epochs.
 */
export class WideLink implements MemberLink {
  private readonly queue: FrameQueue;
  private readonly ends = new Emitter<LinkEnd>();
  readonly onEnd = this.ends.event;
  readonly requests: WideRequests;
  private readonly statuses: WideStatuses;
  private reader: StreamReader;
  private epoch: WideEpoch;
  private subscriptions = new DisposableStore();
  private readonly ending = new AbortController();
  private isMoving = false;
  /** The user is leaving the room. */
  isLeaving = false;

  constructor(
    private readonly deps: WideLinkDeps,
    private readonly begin: WideLinkStart,
  ) {
    this.queue = new FrameQueue(deps.clock);
    this.epoch = begin.epoch;
    this.reader = begin.reader;
    this.requests = new WideRequests(this.member, () => this.saidName);
    const { clock, heard, reducer } = deps;
    this.statuses = new WideStatuses({
      ...{ clock, heard, reducer, stream: this.stream },
      name: () => this.saidName,
      emit: (frame) => this.queue.push(frame),
    });
    this.subscribe();
  }

  get onFrame(): Event<HubFrame> {
    return this.queue.onFrame;
  }

  get stream(): WideStream {
    return this.reader.stream;
  }

  get address(): string {
    return this.stream.address;
  }

  get localAddress(): string {
    return this.stream.localAddress;
  }

  get heardAt(): number {
    return this.stream.heardAt;
  }

  get control(): WideControl | undefined {
    return this.deps.control();
  }

  /** The ids of the members that are here. */
  get present(): readonly string[] {
    return this.statuses.present;
  }

  private get isOver(): boolean {
    return this.ending.signal.aborted;
  }

  private get member(): string {
    return this.begin.reader.stream.member;
  }

  private get saidName(): string {
    return this.deps.reducer.members.get(this.member)?.said ?? this.deps.person;
  }

  /** Reads on, before the guest knows of this connection. Call it once. */
  read(): void {
    this.requests.use(this.stream);
    this.reader.take((entries) => this.take(entries));
  }

  start(): void {
    this.statuses.announce();
    this.queue.start(this.firstFrames());
  }

  send(frame: Parameters<MemberLink['send']>[0]): void {
    if (this.isOver) return;
    switch (frame.type) {
      case 'say':
      case 'edit':
      case 'delete':
      case 'react':
      case 'rename':
        this.request(frame);
        break;
      case 'received':
        this.statuses.has(frame.seq);
        break;
      case 'presence':
        this.statuses.set(frame.presence, frame.place);
        break;
      case 'typing':
        this.statuses.typing();
        break;
      case 'nudge': {
        const code = this.statuses.nudge(frame.id, frame.member);
        if (code) this.queue.push({ type: 'refused', code, id: frame.id });
        break;
      }
      default:
        // No one takes over, and nobody helps.
        break;
    }
  }

  async leave(): Promise<void> {
    if (this.isOver) return;
    this.isLeaving = true;
    await this.requests.request(this.deps.newId(), { type: 'leave' });
    await this.stream.close();
    this.finish({ reason: 'local' });
  }

  drop(): void {
    this.finish({ reason: 'local' });
  }

  /** Shows that a state of the room began. */
  raise(code: WideAlarm): void {
    this.queue.push({ type: 'notice', code, on: true });
  }

  /** What the guest is told first: of the room, its members, and the log as far as it was read. */
  private firstFrames(): HubFrame[] {
    const { begin, deps, member } = this;
    const { alarms, person, reducer, streams } = deps;
    const { first, held, outcomes } = begin;
    const rules = reducer.permissions.rules?.rules;
    const room = { name: rules?.room ?? '', kind: 'wide' as const, most: rules?.most ?? 1 };
    const you = {
      id: member,
      name: reducer.members.get(member)?.name ?? person,
      key: streams.key ?? '',
    };
    const files = { file: defaultFileLimits.fileBytes, room: defaultFileLimits.roomBytes };
    const last = Math.max(reducer.last, first - 1);
    const members = reducer.members.all.map(({ id, name }) => this.statuses.person(id, name));
    const frames: HubFrame[] = [
      { type: 'welcome', version: 1, room, you, first, last, files },
      { type: 'people', members },
    ];
    if (held > 0 && first > held + 1) frames.push({ type: 'gap', from: held + 1, to: first - 1 });
    for (const { entry } of outcomes) if (entry.seq > held) frames.push(entry);
    for (const code of alarms()) frames.push({ type: 'notice', code, on: true });
    if (!this.stream.isWritable) frames.push({ type: 'notice', code: 'no-quorum', on: true });
    return frames;
  }

  private subscribe(): void {
    const { stream, subscriptions } = this;
    subscriptions.add(stream.onEnd((end) => this.finish(end)));
    subscriptions.add(stream.onAlarm(this.deps.onAlarm));
    subscriptions.add(stream.onDidChangeWritable(() => this.tellWritable()));
  }

  private take(entries: readonly StreamEntry[]): void {
    const { onRead, reducer } = this.deps;
    const outcomes: Reduced[] = [];
    for (const entry of entries) {
      const outcome = this.isOver ? undefined : reducer.take(entry);
      if (!outcome) break;
      outcomes.push(outcome);
      this.handle(outcome);
    }
    if (this.isOver) return;
    if (reducer.rekey) this.follow();
    onRead(this.stream, outcomes);
  }

  private handle(outcome: Reduced): void {
    const { entry, introduced } = outcome;
    if (this.isLeaving && entry.type === 'left' && entry.member === this.member) {
      // The room says that the user has left.
      this.finish({ reason: 'local' });
      return;
    }
    if (introduced) {
      const { id, name } = introduced;
      this.queue.push({ type: 'people', members: [this.statuses.person(id, name)] });
    }
    this.queue.push(entry);
    if (entry.type === 'message') this.statuses.said(entry.author, entry.seq);
    if (entry.type === 'left' || entry.type === 'removed') this.statuses.forget(entry.member);
    if (entry.type === 'joined' && entry.member === this.deps.reducer.permissions.ownerId) {
      this.queue.push({
        type: 'people',
        members: [this.statuses.person(entry.member, entry.name)],
      });
    }
    this.requests.take(outcome);
    if (entry.type === 'removed' && entry.member === this.member) {
      this.fail(new NetError('removed', entry.reason));
    }
  }

  private request(request: RoomRequest): void {
    const { refusalOf, reducer, person } = this.deps;
    const { id } = request;
    const refuse = (code: string): HubFrame => ({ type: 'refused', code, id });
    const act = this.actOf(request);
    const name = reducer.members.get(this.member)?.name ?? person;
    const known = refusalOf(id);
    const refused = known ? refuse(known) : reducer.refusal({ id: this.member, name }, id, act);
    if (refused) {
      this.queue.push(refused);
      return;
    }
    this.requests.add(id, act, (refusal) => {
      if (refusal !== undefined && refusal !== lostMark) this.queue.push(refuse(refusal));
    });
  }

  private actOf({ id: _, ...act }: RoomRequest): HubAct {
    if (act.type !== 'say') return act;
    const { announcement: _announcement, ...said } = act;
    const file = this.deps.fileOf(said.card);
    return { ...said, ...(file && { file }) };
  }

  /** Follows the room into its next epoch. */
  private follow(): void {
    if (this.isMoving) return;
    this.isMoving = true;
    this.requests.pause();
    void this.move().catch((error: NetError) => this.fail(error));
  }

  /** @throws {NetError} */
  private async move(): Promise<void> {
    const { deps, stream } = this;
    const { rekey } = deps.reducer;
    if (!rekey) return;
    const epoch = nextEpoch(stream, deps.reducer);
    const left = { epoch: this.epoch, chain: pointAt(stream, rekey.seq), by: rekey.author };
    const reader = await deps.streams.follow(epoch, rekey.seq + 1, left.chain, this.ending.signal);
    if (this.isOver) {
      reader.stream.drop();
      return;
    }
    this.subscriptions.dispose();
    this.reader.dispose();
    stream.drop();
    this.reader = reader;
    this.epoch = epoch;
    deps.reducer.begin(epoch.number);
    this.subscriptions = new DisposableStore();
    this.subscribe();
    this.statuses.use(this.stream);
    this.isMoving = false;
    deps.onMoved(epoch, left);
    this.statuses.announce();
    this.tellWritable();
    this.read();
  }

  private tellWritable(): void {
    this.queue.push({ type: 'notice', code: 'no-quorum', on: !this.stream.isWritable });
  }

  private fail(error: NetError): void {
    this.finish({ reason: 'lost', error });
  }

  private finish(end: LinkEnd): void {
    if (this.isOver) return;
    if (end.reason === 'lost') this.queue.flush();
    this.ending.abort();
    this.queue.end();
    this.subscriptions.dispose();
    this.statuses.dispose();
    this.reader.dispose();
    this.stream.drop();
    this.requests.end();
    this.ends.fire(end);
  }
}
