import type { MemberLink, Ticket } from '../../protocol/member-link';
import { NetError } from '../../protocol/net-error';
import type { Network } from '../../protocol/network';
import type {
  ChainPoint,
  WideAlarm,
  WideControl,
  WideEpoch,
  WideRoute,
  WideServer,
  WideStream,
} from '../../protocol/wide';
import { BoundedMap } from '../../util/bounded-map';
import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/disposable';
import { Emitter } from '../../util/event';
import type { CheckpointRecord } from '../log/journal';
import { EpochMoves } from './epoch-moves';
import { EpochStreams } from './epoch-streams';
import { type LeftEpoch, readOn, type WalkedEpochs, walkEpochs } from './epoch-walk';
import { assertMayReturn, joinRoom } from './wide-admission';
import { WideFiles } from './wide-files';
import { WideLink } from './wide-link';
import { grantFor, WideModeration } from './wide-moderation';
import type { Reduced, WideReducer } from './wide-reducer';
import type { Heard } from './wide-statuses';
import { WideUpkeep } from './wide-upkeep';

/** How often a checkpoint is stored at most, in ms. */
const checkpointMs = 60_000;

/** Maximum number of own requests remembered that don't count: as many as a guest keeps waiting. */
const maxRefused = 1000;

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
  private readonly streams: EpochStreams;
  private readonly moves: EpochMoves;
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
    const { clock, network, pin } = deps;
    this.server = server;
    this.epoch = epoch;
    const wide = () => network.wide();
    this.streams = new EpochStreams({ clock, pin, server, network: wide }, memberKey, creation);
    if (checkpoint) this.note(checkpoint);
    this.files = new WideFiles({
      network: wide,
      ticketFor: (each) => this.streams.ticketFor(each),
      epoch: () => this.epoch,
      isConnected: () => this.link !== undefined,
    });
    this.moves = new EpochMoves({
      clock,
      newId: () => network.randomId(),
      newToken: async () => (await wide()).newToken(),
      reducer: () => this.reducer,
      link: () => this.link,
      epoch: () => this.epoch,
      streams: this.streams,
    });
  }

  /** How to get into the room from now on. */
  get route(): WideRoute {
    const { checkpoint, epoch, server } = this;
    const { creation } = this.streams;
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
    this.streams.key ??= 'key' in claim ? claim.key : wide.newKey();
    const isNewcomer = 'token' in claim;
    const held = isNewcomer ? 0 : claim.last;
    const walked = await this.catchUp(held, signal).catch((error: NetError) => {
      // An invite from before the room moved on.
      const isOld = isNewcomer && (error.code === 'bad-key' || error.code === 'removed');
      throw isOld ? new NetError('bad-invite', error.message) : error;
    });
    const { reader, reducer } = walked;
    const { stream } = reader;
    const link = this.newLink(walked, held, claim.name ?? '');
    this.link = link;
    this.upkeep?.dispose();
    this.upkeep = undefined;
    this.noteRead(stream, walked.outcomes);
    link.onEnd(() => this.ended(link));
    link.read();
    try {
      if (isNewcomer) await this.join(link, reducer, signal);
      else assertMayReturn(reducer, stream.member);
    } catch (error) {
      link.drop();
      throw error;
    }
    this.upkeep = this.newUpkeep(link, reducer);
    this.upkeep.check();
    this.moves.finish(link);
    return link;
  }

  dispose(): void {
    this.moves.dispose();
    this.link?.drop();
  }

  private join(link: WideLink, reducer: WideReducer, signal: AbortSignal): Promise<void> {
    const { deps, founding, moderation } = this;
    const found = founding && (async () => moderation?.found(founding.name, founding.most));
    const { clock, network } = deps;
    return joinRoom(link, reducer, { clock, found, newId: () => network.randomId() }, signal);
  }

  /** Reads what the room has that this member didn't read, or everything. */
  private async catchUp(held: number, signal: AbortSignal): Promise<WalkedEpochs> {
    const resumed = await this.resume(held, signal);
    if (resumed) return resumed;
    const deps = { ...this.deps, streams: this.streams };
    const seen = { held, chain: this.route.checkpoint };
    const walked = await walkEpochs(deps, this.epoch, seen, signal);
    this.reducer = walked.reducer;
    this.files.learn(walked.epochs);
    if (walked.left) this.moved(walked.epoch, walked.left);
    if (held > walked.reducer.last) this.raise('rolled-back');
    return walked;
  }

  /** Reads on where the last connection ended; undefined if that isn't possible. */
  private async resume(held: number, signal: AbortSignal): Promise<WalkedEpochs | undefined> {
    const { epoch, reducer } = this;
    // An open connection goes on with what it has read until this one succeeds.
    const isFree = this.link === undefined && held > 0;
    if (!isFree || !reducer || reducer.last !== held || reducer.rekey) return undefined;
    const stream = await this.streams.openIfThere(epoch, signal);
    if (!stream) return undefined;
    try {
      const { checkpoint } = this.route;
      const read = await readOn(this.deps, epoch, stream, reducer, checkpoint, signal);
      if (!read) stream.drop();
      return read;
    } catch (error) {
      this.reducer = undefined;
      stream.drop();
      throw error;
    }
  }

  private newLink(
    { epoch, first, outcomes, reader, reducer }: WalkedEpochs,
    held: number,
    person: string,
  ): WideLink {
    const { clock, network } = this.deps;
    const { moves, streams } = this;
    const { member: self } = reader.stream;
    const newId = () => network.randomId();
    this.moderation ??= new WideModeration({
      ...{ newId, self, moves, streams },
      reducer: () => this.reducer ?? reducer,
      link: () => this.link,
      epoch: () => this.epoch,
    });
    const link = new WideLink(
      {
        ...{ clock, newId, person, reducer, streams, heard: this.heard },
        refusalOf: (id) => this.refused.get(id),
        control: () => this.control,
        fileOf: (card) => this.files.placeOf(card),
        alarms: () => this.raised,
        onAlarm: (alarm) => this.raise(alarm),
        onRead: (stream, read) => this.noteRead(stream, read),
        onMoved: (next, left) => {
          this.moved(next, left);
          moves.finish(link);
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

  private moved(epoch: WideEpoch, left: LeftEpoch): void {
    this.epoch = epoch;
    this.files.learn([epoch]);
    this.checkpoint = undefined;
    this.moves.moved(left);
    this.moderation?.changed();
    this.changes.fire();
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
      if (granted) this.streams.creation = granted;
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
    this.moves.ended();
    this.store();
    this.moderation?.changed();
  }
}
