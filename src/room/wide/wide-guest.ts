import type { MemberLink, Ticket } from '../../protocol/member-link';
import { NetError } from '../../protocol/net-error';
import type { Network } from '../../protocol/network';
import type {
  ChainPoint,
  WideAlarm,
  WideControl,
  WideEpoch,
  WideNetwork,
  WideRoute,
  WideServer,
  WideStream,
} from '../../protocol/wide';
import type { WideAct } from '../../protocol/wide-acts';
import { BoundedMap } from '../../util/bounded-map';
import { type Clock, delay } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import { Emitter } from '../../util/event';
import type { CheckpointRecord } from '../log/journal';
import { type LeftEpoch, type WalkedEpochs, walkEpochs } from './epoch-walk';
import { inSlices, StreamReader } from './stream-reader';
import { WideFiles } from './wide-files';
import { WideLink } from './wide-link';
import { grantFor, refusedEntry, WideModeration } from './wide-moderation';
import type { Reduced, WideReducer } from './wide-reducer';
import type { Heard } from './wide-statuses';
import { WideUpkeep } from './wide-upkeep';

/** How often a checkpoint is stored at most, in ms. */
const checkpointMs = 60_000;

/** How often, and how long apart in ms, a member looks for a stream that someone else creates. */
const entering = { tries: 30, everyMs: 1000 };

/** How long those who can finish what another one began wait for that one, in ms. */
const finishMs = 10_000;

/** Maximum number of own requests remembered that don't count: as many as a guest keeps waiting. */
const maxRefused = 1000;

/** Maximum number of members unless the room's rules say otherwise. */
const defaultMost = 500;

export interface WideGuestDeps {
  readonly network: Pick<Network, 'wide' | 'randomId'>;
  readonly clock: Clock;
  readonly pin: string;
}

/** A new room, which this member owns. */
export interface Founding {
  readonly name: string;
  readonly most: number;
}

/**
 * A member of a wide room, over all its connections: what it knows of the room, and how it gets into it. As a `MemberLink`,
 * a connection looks like one to a hub.
 */
export class WideGuest implements Disposable {
  private epoch: WideEpoch;
  private readonly server: WideServer;
  private creation: WideRoute['creation'];
  private key: string | undefined;
  private reducer: WideReducer | undefined;
  private link: WideLink | undefined;
  private moderation: WideModeration | undefined;
  private upkeep: WideUpkeep | undefined;
  private readonly heard = new Map<string, Heard>();
  private readonly alarms = new Set<WideAlarm>();
  /** Why this member's requests don't count that are in the log, by id: they may be sent again. */
  private readonly refused = new BoundedMap<string, string>(maxRefused);
  private checkpoint: CheckpointRecord | undefined;
  private storedAt = Number.NEGATIVE_INFINITY;
  /** The epoch that this member left, as long as the next one may not say that it continues it. */
  private left: LeftEpoch | undefined;
  /** The epoch whose stream this member has created. */
  private created = 0;
  private finishing: Disposable | undefined;
  readonly files: WideFiles;
  private readonly changes = new Emitter<void>();
  /** Fires when the route, the rules, or what this member may do has changed. */
  readonly onDidChange = this.changes.event;
  private readonly checkpoints = new Emitter<CheckpointRecord>();
  /** Fires with what to store, at most once a minute and at the end of a connection. */
  readonly onCheckpoint = this.checkpoints.event;

  /** @param founding only for the owner of a new room, whose first stream exists */
  constructor(
    private readonly deps: WideGuestDeps,
    { server, epoch, creation, checkpoint, memberKey }: WideRoute,
    private readonly founding?: Founding,
  ) {
    this.server = server;
    this.epoch = epoch;
    this.creation = creation;
    this.key = memberKey;
    if (checkpoint) this.note(checkpoint);
    this.files = new WideFiles({
      network: () => deps.network.wide(),
      ticketFor: (each) => this.ticketFor(each),
      epoch: () => this.epoch,
      isConnected: () => this.link !== undefined,
    });
  }

  /** How to get into the room from now on. */
  get route(): WideRoute {
    const { checkpoint, creation, epoch, server } = this;
    const { hash = '', last = 0 } = checkpoint?.epoch === epoch.number ? checkpoint : {};
    return {
      ...{ server, epoch },
      ...(last > 0 && { checkpoint: { seq: last, hash } }),
      ...(creation && { creation }),
    };
  }

  get locked(): boolean {
    return this.reducer?.permissions.rules?.rules.locked ?? false;
  }

  /** What the server has done that it shouldn't, since this window is in the room. */
  get raised(): readonly WideAlarm[] {
    return [...this.alarms];
  }

  /** Only for the owner and the moderators. */
  get control(): WideControl | undefined {
    const { moderation, reducer } = this;
    return moderation && reducer?.permissions.decides(moderation.self) ? moderation : undefined;
  }

  /** Connects, and reads what is missing. @throws {NetError} */
  async connect({ claim }: Ticket, signal: AbortSignal): Promise<MemberLink> {
    const wide = await this.deps.network.wide();
    this.key ??= 'key' in claim ? claim.key : wide.newKey();
    const isNewcomer = 'token' in claim;
    const held = isNewcomer ? 0 : claim.last;
    const walked = await this.catchUp(wide, held, signal).catch((error: NetError) => {
      // An invite from before the room moved on.
      const isOld = isNewcomer && (error.code === 'bad-key' || error.code === 'removed');
      throw isOld ? new NetError('bad-invite', error.message) : error;
    });
    const { stream } = walked.reader;
    const person = claim.name ?? '';
    const link = this.newLink(wide, walked, { held, person });
    this.link = link;
    this.upkeep?.dispose();
    this.upkeep = undefined;
    this.noteRead(stream, walked.outcomes);
    link.onEnd(() => this.ended(link));
    link.read();
    try {
      if (isNewcomer) await this.enterRoom(link, signal);
      else this.assertIn(stream);
    } catch (error) {
      link.drop();
      throw error;
    }
    this.upkeep = this.newUpkeep(link, walked.reducer);
    this.upkeep.check();
    this.finishMove(link);
    return link;
  }

  dispose(): void {
    this.finishing?.dispose();
    this.link?.drop();
  }

  /** Reads what the room has that this member didn't read, or everything. */
  private async catchUp(
    wide: WideNetwork,
    held: number,
    signal: AbortSignal,
  ): Promise<WalkedEpochs> {
    const { clock, pin } = this.deps;
    const open = (epoch: WideEpoch) => wide.open(this.ticketFor(epoch), signal);
    const resumed = await this.resume(open, held, signal);
    if (resumed) return resumed;
    const chain = this.route.checkpoint;
    const walked = await walkEpochs(
      {
        ...{ clock, pin, open },
        enter: async (epoch, first) => (await this.enter(wide, epoch, first, signal)).stream,
      },
      this.epoch,
      chain,
      signal,
    );
    this.reducer = walked.reducer;
    this.files.learn(walked.epochs);
    if (walked.left) this.moved(walked.epoch, walked.left);
    if (held > walked.reducer.last) this.raise('rolled-back');
    return walked;
  }

  /** Reads on where the last connection ended; undefined if that isn't possible. */
  private async resume(
    open: (epoch: WideEpoch) => Promise<WideStream>,
    held: number,
    signal: AbortSignal,
  ): Promise<WalkedEpochs | undefined> {
    const { epoch, reducer } = this;
    // An open connection goes on with what it has read until this one succeeds.
    const isFree = this.link === undefined && held > 0;
    if (!isFree || !reducer || reducer.last !== held || reducer.rekey) return undefined;
    const stream = await open(epoch);
    if (stream.last < held) {
      stream.drop();
      return undefined;
    }
    const reader = new StreamReader(stream, held, this.route.checkpoint);
    try {
      const entries = await reader.untilLast(signal);
      if (reader.first > held + 1) reducer.skip(reader.first - 1);
      const outcomes: Reduced[] = [];
      await inSlices(entries, this.deps.clock, (entry) => {
        const outcome = reducer.take(entry);
        if (outcome) outcomes.push(outcome);
      });
      if (!reducer.rekey)
        return { epoch, epochs: [epoch], reader, reducer, first: reader.first, outcomes };
    } catch (error) {
      this.reducer = undefined;
      stream.drop();
      throw error;
    }
    // It has moved on: reads everything again, in all its epochs.
    reader.dispose();
    stream.drop();
    return undefined;
  }

  private newLink(
    wide: WideNetwork,
    { epoch, first, outcomes, reader, reducer }: WalkedEpochs,
    { held, person }: { readonly held: number; readonly person: string },
  ): WideLink {
    const { clock, network } = this.deps;
    const { member: self } = reader.stream;
    const newId = () => network.randomId();
    this.moderation ??= new WideModeration({
      ...{ clock, newId, self, newToken: () => wide.newToken() },
      reducer: () => this.reducer ?? reducer,
      link: () => this.link,
      epoch: () => this.epoch,
      creation: () => this.creation,
    });
    const link = new WideLink(
      {
        ...{ clock, newId, person, reducer, heard: this.heard, key: this.key ?? '' },
        refusalOf: (id) => this.refused.get(id),
        control: () => this.control,
        fileOf: (card) => this.files.placeOf(card),
        alarms: () => this.raised,
        onAlarm: (alarm) => this.raise(alarm),
        onRead: (stream, read) => this.noteRead(stream, read),
        enter: (next, number, chain) => this.enterLater(wide, next, number, chain, link),
        onMoved: (next, left) => {
          this.moved(next, left);
          this.finishMove(link);
        },
      },
      { epoch, reader, first, outcomes, held },
    );
    return link;
  }

  private newUpkeep(link: WideLink, reducer: WideReducer): WideUpkeep {
    const { clock, network } = this.deps;
    const { box, member: self } = link.stream;
    return new WideUpkeep({
      ...{ clock, reducer, self, box },
      present: () => link.present,
      publish: (act) => {
        if (!link.isLeaving) link.requests.add(network.randomId(), act, () => {});
      },
    });
  }

  /** Joins. @throws {NetError} `room-locked`, `room-full`, or when the connection ends before */
  private async enterRoom(link: WideLink, signal: AbortSignal): Promise<void> {
    const { founding, moderation, reducer } = this;
    const { box, member } = link.stream;
    if (!reducer) return;
    const ended = new Promise<never>((_, reject) => {
      link.onEnd((end) => {
        reject(
          end.reason === 'lost' ? end.error : new NetError('connection-lost', 'the stream ended'),
        );
      });
      signal.addEventListener('abort', () => reject(new NetError('cancelled', 'cancelled')));
    });
    ended.catch(() => {});
    if (signal.aborted) throw new NetError('cancelled', 'cancelled');
    if (founding && !reducer.permissions.rules) {
      // Its answer tells who owns the room, too.
      await Promise.race([moderation?.found(founding.name, founding.most), ended]);
    }
    if (reducer.members.get(member)) return;
    if (!reducer.permissions.mayWrite(member)) throw refusedEntry('room-locked');
    const most = reducer.permissions.rules?.rules.most ?? defaultMost;
    if (reducer.members.count >= most && reducer.permissions.ownerId !== member)
      throw refusedEntry('room-full');
    const act = { type: 'join', box } as const;
    const joined = link.requests.request(this.deps.network.randomId(), act);
    joined.catch(() => {});
    const refusal = await Promise.race([joined, ended]);
    if (refusal !== undefined) throw refusedEntry('room-locked');
  }

  /** @throws {NetError} if this member may not come back */
  private assertIn({ member }: WideStream): void {
    const reason = this.reducer?.permissions.removal(member);
    if (reason !== undefined) throw new NetError('removed', reason);
    if (!this.reducer?.permissions.mayWrite(member)) throw refusedEntry('room-locked');
  }

  /**
   * Opens the stream of an epoch that the room has moved to, and creates it if it isn't there and this member can.
   * @throws {NetError} `host-away` if it isn't there yet
   */
  private async enter(
    wide: WideNetwork,
    epoch: WideEpoch,
    first: number,
    signal: AbortSignal,
  ): Promise<{ readonly stream: WideStream }> {
    const ticket = this.ticketFor(epoch);
    try {
      return { stream: await wide.open(ticket, signal) };
    } catch (error) {
      if (!(error instanceof NetError) || error.code !== 'room-closed') throw error;
    }
    const { creation } = this;
    if (!creation) throw new NetError('host-away', 'the room’s next stream isn’t there yet');
    await wide.create({ ...ticket, ...creation, first }, signal);
    this.created = epoch.number;
    return { stream: await wide.open(ticket, signal) };
  }

  /** The same for a connection that is open: waits for a while until someone has created the stream. */
  private async enterLater(
    wide: WideNetwork,
    epoch: WideEpoch,
    first: number,
    chain: ChainPoint | undefined,
    link: WideLink,
  ): Promise<StreamReader> {
    const ending = new AbortController();
    link.onEnd(() => ending.abort());
    const { signal } = ending;
    for (let tries = 1; ; tries += 1) {
      try {
        const { stream } = await this.enter(wide, epoch, first, signal);
        return new StreamReader(stream, 0, chain);
      } catch (error) {
        const isEarly = error instanceof NetError && error.code === 'host-away';
        if (!isEarly || signal.aborted || tries >= entering.tries) throw error;
      }
      await delay(this.deps.clock, entering.everyMs, signal);
    }
  }

  private ticketFor(epoch: WideEpoch) {
    return { server: this.server, pin: this.deps.pin, epoch, key: this.key ?? '' };
  }

  private moved(epoch: WideEpoch, left: LeftEpoch): void {
    this.epoch = epoch;
    this.files.learn([epoch]);
    this.left = left;
    this.checkpoint = undefined;
    this.moderation?.changed();
    this.changes.fire();
  }

  /**
   * Finishes moves, if this member can: says at the beginning of an epoch what it continues, for newcomers, and moves the
   * room on after someone was removed. Whoever began does that at once, others only if it doesn't.
   */
  private finishMove(link: WideLink): void {
    const { created, epoch, left } = this;
    const self = link.stream.member;
    this.finishing?.dispose();
    if (left?.by === self || created === epoch.number) this.continueEpoch(link);
    this.finishing = this.deps.clock.after(finishMs, () => {
      if (this.link !== link || !this.mayCreate(link)) return;
      if (this.reducer?.permissions.hasRemoved) void this.moderation?.rekey();
      else this.continueEpoch(link);
    });
  }

  private mayCreate(link: WideLink): boolean {
    const { creation, reducer } = this;
    const self = link.stream.member;
    return creation !== undefined && reducer?.permissions.decides(self) === true && !reducer.rekey;
  }

  private continueEpoch(link: WideLink): void {
    const { left, reducer } = this;
    if (!left || !reducer || !this.mayCreate(link)) return;
    this.left = undefined;
    if (reducer.continued >= this.epoch.number) return;
    const { chain, epoch } = left;
    const publish = (act: WideAct) =>
      link.requests.add(this.deps.network.randomId(), act, () => {});
    publish({
      ...{ type: 'continues', epoch: epoch.number, token: epoch.token },
      ...(chain && { chain: { seq: chain.seq, chain: chain.hash } }),
    });
    if (reducer.permissions.rules)
      publish({ type: 'repeat', entry: reducer.permissions.rules.proof });
  }

  /** The log was read further. */
  private noteRead(stream: WideStream, outcomes: readonly Reduced[]): void {
    const { clock } = this.deps;
    const { chain } = stream;
    if (chain) this.note(chain);
    this.files.note(outcomes);
    for (const { refusal, request } of outcomes) {
      const isOwn = request?.author === stream.member && refusal !== undefined;
      if (isOwn && refusal !== 'repeated') this.refused.set(request.id, refusal);
    }
    if (Math.abs(clock.now() - this.storedAt) >= checkpointMs) this.store();
    if (outcomes.some(({ act }) => act?.type === 'rules' || act?.type === 'repeat')) {
      const granted = this.reducer && grantFor(this.reducer, stream);
      if (granted) this.creation = granted;
      this.moderation?.changed();
      this.changes.fire();
    }
    this.upkeep?.check();
  }

  private note({ hash, seq }: ChainPoint): void {
    this.checkpoint = { type: 'checkpoint', epoch: this.epoch.number, last: seq, hash };
  }

  private store(): void {
    if (!this.checkpoint) return;
    this.storedAt = this.deps.clock.now();
    this.checkpoints.fire(this.checkpoint);
  }

  private raise(alarm: WideAlarm): void {
    if (this.alarms.has(alarm)) return;
    this.alarms.add(alarm);
    this.link?.raise(alarm);
    this.changes.fire();
  }

  private ended(link: WideLink): void {
    if (this.link !== link) return;
    this.link = undefined;
    this.upkeep?.dispose();
    this.finishing?.dispose();
    this.store();
    this.moderation?.changed();
  }
}
