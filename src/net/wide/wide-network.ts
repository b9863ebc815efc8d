import type { Limits } from '../../protocol/limits';
import { type LinkEnd, NetError } from '../../protocol/net-error';
import type { WideCreation, WideNetwork, WideStream, WideTicket } from '../../protocol/wide';
import { type Clock, delay } from '../../util/clock';
import { cancelledError } from '../socket/tcp';
import { signCredentials } from './credentials';
import {
  type ConnectEngine,
  type EngineListener,
  type EngineTarget,
  type StoredMessage,
  Unavailable,
} from './engine';
import { EpochSeal } from './epoch-seal';
import { memberKeys, newKey, newRoom, newToken, userKey } from './keys';
import { EngineStream } from './stream';

export interface WideNetworkOptions {
  readonly clock: Clock;
  readonly limits: Pick<Limits, 'connectMs' | 'closeTimeoutMs'>;
  readonly connect: ConnectEngine;
}

/** How long to wait before asking a server again that has no leader. */
const retryMs = 250;

/** How long an election may take before it counts as a failure: all nodes killed and restarted took 5 s. */
const electionMs = 15_000;

/** The network of wide rooms, over any engine. */
export class EngineNetwork implements WideNetwork {
  readonly newRoom = newRoom;
  readonly newKey = newKey;
  readonly newToken = newToken;

  constructor(private readonly options: WideNetworkOptions) {}

  async create(creation: WideCreation, signal: AbortSignal): Promise<void> {
    const { replicas, first, ownerKey } = creation;
    const { target } = this.prepare(creation, ownerKey);
    const engine = await this.options.connect(target, new Relay(), signal);
    try {
      await this.untilAvailable(() => engine.create({ replicas, first }), signal);
    } finally {
      engine.drop();
    }
  }

  async open(ticket: WideTicket, signal: AbortSignal): Promise<WideStream> {
    const { seal, target } = this.prepare(ticket, ticket.server.memberKey);
    const relay = new Relay();
    const engine = await this.options.connect(target, relay, signal);
    try {
      const state = await this.untilAvailable(() => engine.state(), signal);
      if (!state) throw new NetError('room-closed', 'there is no such stream');
      if (relay.end?.reason === 'lost') throw relay.end.error;
      const { clock, limits } = this.options;
      const { user } = target.credentials;
      const parts = { clock, limits, ticket, seal, keys: memberKeys(ticket.key), user };
      const stream = new EngineStream(parts, engine, state);
      relay.target = stream;
      return stream;
    } catch (error) {
      engine.drop();
      throw error;
    }
  }

  private prepare(ticket: WideTicket, signingKey: string) {
    const { server, pin, epoch, key } = ticket;
    const seal = new EpochSeal(epoch, pin);
    const { stream } = seal;
    const { nodes, authority, account } = server;
    const user = userKey(key, stream);
    const now = this.options.clock.now();
    const credentials = signCredentials({ user, stream, account, signingKey, now });
    const target: EngineTarget = { nodes, authority, stream, credentials };
    return { seal, target };
  }

  /** Asks again while the server has no leader. */
  private async untilAvailable<T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const { clock } = this.options;
    for (const until = clock.now() + electionMs; ; ) {
      try {
        const answer = await ask();
        if (signal.aborted) throw cancelledError();
        return answer;
      } catch (error) {
        if (signal.aborted) throw cancelledError();
        if (!(error instanceof Unavailable)) throw error;
        if (clock.now() >= until) {
          const code = error.isOff ? 'no-jetstream' : error.said ? 'no-quorum' : 'timed-out';
          throw new NetError(code, `the server has no leader: ${error.message}`);
        }
        await delay(clock, retryMs, signal);
      }
    }
  }
}

/** Listens before there is a stream: nothing that comes so early is needed, because the stream reads it. */
class Relay implements EngineListener {
  target: EngineStream | undefined;
  end: LinkEnd | undefined;

  onStored(message: StoredMessage): void {
    this.target?.receive(message);
  }

  onTold(user: string, payload: Buffer): void {
    this.target?.hear(user, payload);
  }

  onEnd(end: LinkEnd): void {
    this.end = end;
    this.target?.finish(end);
  }
}
