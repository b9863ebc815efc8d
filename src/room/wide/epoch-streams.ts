import { NetError } from '../../protocol/net-error';
import type {
  ChainPoint,
  WideEpoch,
  WideNetwork,
  WideRoute,
  WideServer,
  WideStream,
  WideTicket,
} from '../../protocol/wide';
import { type Clock, delay } from '../../util/clock';
import { StreamReader } from './stream-reader';

/** How often, and how long apart in ms, a member looks for a stream that someone else creates. */
const looking = { tries: 30, everyMs: 1000 };

export interface EpochStreamsDeps {
  readonly clock: Clock;
  readonly network: () => Promise<Pick<WideNetwork, 'open' | 'create'>>;
  /** The owner's public signing key, which names the room. */
  readonly pin: string;
  readonly server: WideServer;
}

/** The streams of a wide room's epochs, as one member opens them; it creates those that it may and that aren't there. */
export class EpochStreams {
  /** The newest epoch whose stream this member has created. */
  created = 0;

  /**
   * @param key the member's own; undefined as long as it has none
   * @param creation what this member needs to create streams; undefined if it can't
   */
  constructor(
    private readonly deps: EpochStreamsDeps,
    public key: string | undefined,
    public creation: WideRoute['creation'],
  ) {}

  ticketFor(epoch: WideEpoch): WideTicket {
    const { pin, server } = this.deps;
    return { server, pin, epoch, key: this.key ?? '' };
  }

  /** @param seen see {@link WideNetwork.open} @throws {NetError} `room-closed` if it isn't there */
  async open(epoch: WideEpoch, signal: AbortSignal, seen?: number): Promise<WideStream> {
    const network = await this.deps.network();
    return network.open(this.ticketFor(epoch), signal, seen);
  }

  /** The same; undefined if it isn't there. */
  async openIfThere(epoch: WideEpoch, signal: AbortSignal): Promise<WideStream | undefined> {
    try {
      return await this.open(epoch, signal);
    } catch (error) {
      if (error instanceof NetError && error.code === 'room-closed') return undefined;
      throw error;
    }
  }

  /**
   * Opens the stream of an epoch that the room has moved to, and creates it if it isn't there and this member may.
   * @param first number of its first entry
   * @throws {NetError} `host-away` if it isn't there yet
   */
  async enter(epoch: WideEpoch, first: number, signal: AbortSignal): Promise<WideStream> {
    const stream = await this.openIfThere(epoch, signal);
    if (stream) return stream;
    const { creation } = this;
    if (!creation) throw new NetError('host-away', 'the room’s next stream isn’t there yet');
    const network = await this.deps.network();
    await network.create({ ...this.ticketFor(epoch), ...creation, first }, signal);
    this.created = epoch.number;
    return this.open(epoch, signal);
  }

  /**
   * The same, but waits for a while until someone has created the stream, and reads it from its start.
   * @param chain up to its first entry
   */
  async follow(
    epoch: WideEpoch,
    first: number,
    chain: ChainPoint | undefined,
    signal: AbortSignal,
  ): Promise<StreamReader> {
    for (let tries = 1; ; tries += 1) {
      try {
        return new StreamReader(await this.enter(epoch, first, signal), 0, chain);
      } catch (error) {
        const isEarly = error instanceof NetError && error.code === 'host-away';
        if (!isEarly || signal.aborted || tries >= looking.tries) throw error;
      }
      await delay(this.deps.clock, looking.everyMs, signal);
    }
  }
}
