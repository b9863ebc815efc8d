import type { FileId } from '../../protocol/card';
import type { FileTransit } from '../../protocol/file-link';
import type { Limits } from '../../protocol/limits';
import { type LinkEnd, NetError } from '../../protocol/net-error';
import type { WideCreation, WideNetwork, WideStream, WideTicket } from '../../protocol/wide';
import { BoundedMap } from '../../util/bounded-map';
import { type Clock, delay } from '../../util/clock';
import { cancelledError } from '../socket/tcp';
import { signCredentials } from './credentials';
import {
  type ConnectEngine,
  type Engine,
  type EngineListener,
  type EngineTarget,
  type StoredMessage,
  type StreamState,
  Unavailable,
} from './engine';
import { EpochSeal } from './epoch-seal';
import { FileConnection } from './file-connection';
import { FileSeal } from './file-seal';
import { type FileParty, readFile, Upload } from './file-transfer';
import { memberKeys, newKey, newRoom, newToken, userKey } from './keys';
import { EngineStream } from './stream';

export interface WideNetworkOptions {
  readonly clock: Clock;
  readonly limits: Pick<Limits, 'connectMs' | 'closeTimeoutMs' | 'fileStallMs'>;
  readonly connect: ConnectEngine;
}

/** How long to wait before asking a server again that has no leader. */
const retryMs = 250;

/** How long an election may take before it counts as a failure: all nodes killed and restarted took 5 s. */
const electionMs = 15_000;

/**
 * How often in a row a server has to show less of a stream than this member has seen, and how often it is asked at most. The
 * time between, in ms, doubles: half a minute in all, since a leader that is cut off from the others takes up to 20 s to notice.
 */
const doubting = { looks: 12, most: 60, minMs: 250, maxMs: 4000 } as const;

/** How many uploads it remembers, so that they can go on, or be named again. */
const maxUploads = 100;

/** The network of wide rooms, over any engine. */
export class EngineNetwork implements WideNetwork {
  readonly newRoom = newRoom;
  readonly newKey = newKey;
  readonly newToken = newToken;

  /** By the sender's pseudonym and the file's hash. */
  private readonly uploads = new BoundedMap<string, Upload>(maxUploads);

  constructor(private readonly options: WideNetworkOptions) {}

  async create(creation: WideCreation, signal: AbortSignal): Promise<void> {
    const { epoch, first, ownerKey, pin, replicas } = creation;
    // Files first: who finds the epoch's stream takes the move as done.
    const all = [
      { kind: 'files', first: 1, stream: new FileSeal(epoch, pin).stream },
      { kind: 'entries', first, stream: new EpochSeal(epoch, pin).stream },
    ] as const;
    for (const { stream, ...settings } of all) {
      const target = this.target(creation, stream, ownerKey);
      const relay = new Relay();
      const engine = await this.options.connect(target, relay, signal);
      try {
        await this.untilAvailable(() => engine.create({ ...settings, replicas }), relay, signal);
      } finally {
        engine.drop();
      }
    }
  }

  async open(ticket: WideTicket, signal: AbortSignal, seen = 0): Promise<WideStream> {
    const seal = new EpochSeal(ticket.epoch, ticket.pin);
    const target = this.target(ticket, seal.stream, ticket.server.memberKey);
    const relay = new Relay();
    const engine = await this.options.connect(target, relay, signal);
    try {
      const state = await this.certainState(engine, seen, relay, signal);
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

  putFile(
    ticket: WideTicket,
    file: FileId,
    open: (offset: number) => AsyncIterable<Uint8Array>,
    transit: FileTransit,
  ): Promise<number> {
    return this.withFiles(ticket, transit, (connection, party) => {
      const key = `${party.user} ${file.hash}`;
      const upload = this.uploads.get(key) ?? new Upload(file);
      this.uploads.set(key, upload);
      return upload.send(connection, party, open, transit);
    });
  }

  getFile(
    ticket: WideTicket,
    file: FileId & { readonly offset: number; readonly seq: number },
    write: (bytes: Uint8Array) => Promise<void>,
    transit: FileTransit,
  ): Promise<void> {
    return this.withFiles(ticket, transit, (connection, party) =>
      readFile(connection, party, file, write, transit),
    );
  }

  private withFiles<T>(
    ticket: WideTicket,
    transit: FileTransit,
    work: (connection: FileConnection, party: FileParty) => Promise<T>,
  ): Promise<T> {
    const seal = new FileSeal(ticket.epoch, ticket.pin);
    const target = this.target(ticket, seal.stream, ticket.server.memberKey);
    const party = { seal, keys: memberKeys(ticket.key), user: target.credentials.user };
    return FileConnection.use(this.options, target, transit, (connection) =>
      work(connection, party),
    );
  }

  private target(ticket: WideTicket, stream: string, signingKey: string): EngineTarget {
    const { nodes, authority, account } = ticket.server;
    const user = userKey(ticket.key, stream);
    const now = this.options.clock.now();
    const credentials = signCredentials({ user, stream, account, signingKey, now });
    return { nodes, authority, stream, credentials };
  }

  /**
   * What a stream has. Less than this member has seen is believed only after a while: a leader that was just elected may not
   * know yet all that it has stored, and one that is cut off doesn't know that the others follow another one.
   */
  private async certainState(
    engine: Engine,
    seen: number,
    relay: Relay,
    signal: AbortSignal,
  ): Promise<StreamState | undefined> {
    let looks = 0;
    const look = async () => {
      try {
        return await engine.state();
      } catch (error) {
        // Whoever leads next is asked anew.
        looks = 0;
        throw error;
      }
    };
    for (let asked = 1; asked <= doubting.most; asked += 1) {
      const state = await this.untilAvailable(look, relay, signal);
      looks += 1;
      const isDoubtful = seen > 0 && (state?.last ?? 0) < seen;
      if (!isDoubtful || looks === doubting.looks) return state;
      const wait = Math.min(doubting.maxMs, doubting.minMs * 2 ** (looks - 1));
      await delay(this.options.clock, wait, signal);
    }
    throw new NetError('no-quorum', 'no leader stays');
  }

  /** Asks again while the server has no leader, and the connection holds. */
  private async untilAvailable<T>(
    ask: () => Promise<T>,
    relay: Relay,
    signal: AbortSignal,
  ): Promise<T> {
    const { clock } = this.options;
    for (const until = clock.now() + electionMs; ; ) {
      try {
        const answer = await ask();
        if (signal.aborted) throw cancelledError();
        return answer;
      } catch (error) {
        if (signal.aborted) throw cancelledError();
        if (!(error instanceof Unavailable)) throw error;
        if (relay.end?.reason === 'lost') throw relay.end.error;
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
