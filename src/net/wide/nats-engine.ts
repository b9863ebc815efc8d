import {
  type ClusterInfo,
  type JetStreamClient,
  type JetStreamManager,
  jetstream,
  jetstreamManager,
  type StoredMsg,
} from '@nats-io/jetstream';
import {
  Feature,
  type Msg,
  type MsgHdrs,
  type NatsConnection,
  NatsConnectionImpl,
  setTransportFactory,
} from '@nats-io/transport-node';
import type { Endpoint } from '../../protocol/endpoint';
import type { Limits } from '../../protocol/limits';
import type { LinkEnd } from '../../protocol/net-error';
import { NetError } from '../../protocol/net-error';
import type { Clock } from '../../util/clock';
import { Heartbeat } from '../deskmate/heartbeat';
import { cancelledError } from '../socket/tcp';
import {
  type ConnectEngine,
  type Engine,
  type EngineListener,
  type EngineTarget,
  type StoredMessage,
  type StreamSettings,
  type StreamState,
  Unavailable,
} from './engine';
import { firstNode } from './first-node';
import { type LinkedOptions, LinkTransport } from './link-transport';
import { isNoStream, toConnectError, toEnd, toRequestError } from './nats-errors';
import { NodeLink } from './node-link';
import { streamConfig } from './stream-config';

export interface NatsOptions {
  readonly clock: Clock;
  readonly limits: Pick<Limits, 'connectMs' | 'heartbeatMs' | 'deadMs' | 'stallMs'>;
}

/** How long to wait for an answer, in ms. */
const answerMs = 4000;

/** How many bytes to ask for at a time. */
const batchBytes = 1024 * 1024;

/** How many single messages to ask for at a time, where the server has no batches. */
const singles = 64;

/** The client has a heartbeat of its own, which this is too long for; ours takes a `Clock`. */
const never = 2 ** 31 - 1;

/** Connects to JetStream servers. */
export function natsConnector({ clock, limits }: NatsOptions): ConnectEngine {
  return (target, listener, signal) => {
    const timeoutMs = limits.connectMs;
    const attempt = async (node: Endpoint, stop: AbortSignal) => {
      const { authority } = target;
      const link = await NodeLink.open(node, { clock, timeoutMs, authority }, stop);
      return logIn(link, target, listener, stop);
    };
    const logIn = async (
      link: NodeLink,
      { stream, credentials }: EngineTarget,
      listener: EngineListener,
      stop: AbortSignal,
    ) => {
      const abort = () => link.destroy();
      stop.addEventListener('abort', abort);
      try {
        const options: LinkedOptions = {
          link,
          // The client wants an address, and doesn't use it.
          servers: 'localhost:4222',
          resolve: false,
          authenticator: (nonce) => ({
            jwt: credentials.jwt,
            sig: credentials.sign(nonce ?? ''),
          }),
          inboxPrefix: `_INBOX.${credentials.user}`,
          reconnect: false,
          ignoreClusterUpdates: true,
          noAsyncTraces: true,
          timeout: timeoutMs,
          pingInterval: never,
        };
        // All clients in the process share it, and others set it as well.
        setTransportFactory({ factory: () => new LinkTransport() });
        const connection = await NatsConnectionImpl.connect(options);
        if (stop.aborted) throw cancelledError();
        const manager = await jetstreamManager(connection, { checkAPI: false, timeout: answerMs });
        return new NatsEngine(
          { clock, limits, link, connection, manager, stream, user: credentials.user },
          listener,
        );
      } catch (error) {
        link.destroy();
        throw stop.aborted ? cancelledError() : toConnectError(error);
      } finally {
        stop.removeEventListener('abort', abort);
      }
    };
    const options = { clock, timeoutMs, random: Math.random };
    return firstNode(target.nodes, attempt, options, signal);
  };
}

interface EngineParts extends NatsOptions {
  readonly link: NodeLink;
  readonly connection: NatsConnection;
  readonly manager: JetStreamManager;
  readonly stream: string;
  readonly user: string;
}

/** A member's connection to a JetStream server. */
class NatsEngine implements Engine {
  readonly address: string;
  readonly localAddress: string;
  private readonly client: JetStreamClient;
  private readonly heartbeat: Heartbeat;
  /** What it does itself; otherwise the other side, or the network, has ended it. */
  private isLocalEnd = false;
  private isDead = false;
  private readonly hasBatches: boolean;

  constructor(
    private readonly parts: EngineParts,
    private readonly listener: EngineListener,
  ) {
    const { link, connection, clock, limits, stream, user } = parts;
    this.address = link.address;
    this.localAddress = link.localAddress;
    this.hasBatches = (connection as NatsConnectionImpl).features.get(
      Feature.JS_BATCH_DIRECT_GET,
    ).ok;
    this.client = jetstream(connection, { timeout: answerMs });
    this.heartbeat = new Heartbeat(
      {
        get queuedBytes() {
          return link.queuedBytes;
        },
        ping: () => void connection.flush().catch(() => {}),
        onDead: () => this.fail(new NetError('timed-out', 'the server is silent')),
        onStalled: () => this.fail(new NetError('too-slow', 'the server accepts nothing')),
      },
      clock,
      limits,
    );
    link.onRead = () => this.heartbeat.onRead();
    link.onWrite = () => this.heartbeat.onProgress();
    this.heartbeat.listen(true);
    this.subscribe(`dm.${stream}.out.>`, (message) => {
      const stored = toStored(message.subject, message.headers, message.data);
      if (stored) listener.onStored(stored);
    });
    const told = ({ subject, data }: Msg) => listener.onTold(tokenOf(subject, 3), toBuffer(data));
    this.subscribe(`dm.${stream}.now.*.all`, told);
    this.subscribe(`dm.${stream}.now.*.to.${user}`, told);
    void connection.closed().then((error) => this.end(error ?? undefined));
  }

  get heardAt(): number {
    return this.parts.link.heardAt;
  }

  async state(): Promise<StreamState | undefined> {
    try {
      const { state, cluster } = await this.parts.manager.streams.info(this.parts.stream);
      if (cluster && !isFromLeader(cluster)) throw new Unavailable('no leader', true);
      const { messages, first_seq: first, last_seq: last } = state;
      return { first: messages === 0 ? last + 1 : first, last };
    } catch (error) {
      if (isNoStream(error)) return undefined;
      throw toRequestError(error);
    }
  }

  async create(settings: StreamSettings): Promise<void> {
    if (await this.state()) return;
    try {
      await this.parts.manager.streams.add(streamConfig(this.parts.stream, settings));
    } catch (error) {
      throw toRequestError(error);
    }
  }

  read(from: number, most: number, onMessage: (message: StoredMessage) => void): Promise<void> {
    const take = (stored: StoredMsg) => {
      const message = toStored(stored.subject, stored.header, stored.data);
      if (message) onMessage(message);
    };
    return this.hasBatches && most > 1
      ? this.readBatch(from, most, take)
      : this.readSingles(from, Math.min(most, singles), take);
  }

  async store(id: string, payload: Uint8Array, patienceMs = answerMs): Promise<number> {
    const { stream, user } = this.parts;
    try {
      const options = { msgID: `${user}.${id}`, timeout: patienceMs };
      const { seq } = await this.client.publish(`dm.${stream}.log.${user}`, payload, options);
      return seq;
    } catch (error) {
      throw toRequestError(error);
    }
  }

  tell(user: string | undefined, payload: Uint8Array): void {
    const { stream, user: own, connection } = this.parts;
    if (connection.isClosed()) return;
    const to = user === undefined ? 'all' : `to.${user}`;
    connection.publish(`dm.${stream}.now.${own}.${to}`, payload);
  }

  async close(): Promise<void> {
    this.isLocalEnd = true;
    await this.parts.connection.flush().catch(() => {});
    this.drop();
  }

  drop(): void {
    this.isLocalEnd = true;
    this.end(undefined);
  }

  private readBatch(seq: number, batch: number, take: (stored: StoredMsg) => void): Promise<void> {
    const { clock, manager, stream } = this.parts;
    return new Promise((resolve, reject) => {
      let stop = () => {};
      const settle = (finish: () => void) => {
        timer.dispose();
        isSettled = true;
        stop();
        finish();
      };
      const onLate = () => settle(() => reject(new Unavailable('a batch stopped coming', false)));
      let isSettled = false;
      let timer = clock.after(answerMs, onLate);
      manager.direct
        .getBatch(stream, {
          seq,
          batch,
          max_bytes: batchBytes,
          callback: (done, stored) => {
            if (isSettled) return;
            if (done) {
              const isEmpty = !done.err || isNoMessage(done.err);
              settle(() => (isEmpty ? resolve() : reject(toRequestError(done.err))));
              return;
            }
            timer.dispose();
            timer = clock.after(answerMs, onLate);
            take(stored);
          },
        })
        .then(
          (messages) => {
            stop = () => messages.stop();
            if (isSettled) stop();
          },
          (error) => settle(() => reject(toRequestError(error))),
        );
    });
  }

  /** Asks for all at once, and takes them in order, up to the first that isn't there. */
  private async readSingles(
    from: number,
    most: number,
    take: (stored: StoredMsg) => void,
  ): Promise<void> {
    const { manager, stream } = this.parts;
    const asked = Array.from({ length: most }, (_, index) =>
      manager.direct.getMessage(stream, { seq: from + index }),
    );
    const answers = await Promise.allSettled(asked);
    for (const answer of answers) {
      if (answer.status === 'rejected') {
        if (answer === answers[0]) throw toRequestError(answer.reason);
        return;
      }
      if (answer.value) take(answer.value);
    }
  }

  private subscribe(subject: string, onMessage: (message: Msg) => void): void {
    this.parts.connection.subscribe(subject, {
      callback: (error, message) => {
        if (error)
          this.fail(new NetError('not-permitted', `not allowed to hear ${subject}: ${error}`));
        else if (!this.isDead) onMessage(message);
      },
    });
  }

  private fail(error: NetError): void {
    this.parts.link.fail(error);
    this.end(error);
  }

  private end(error: Error | undefined): void {
    if (this.isDead) return;
    this.isDead = true;
    this.heartbeat.dispose();
    const end: LinkEnd = this.isLocalEnd ? { reason: 'local' } : toEnd(error);
    void this.parts.connection.close().catch(() => {});
    this.parts.link.destroy();
    this.listener.onEnd(end);
  }
}

/**
 * A node that has just started may answer though it doesn't lead, before it knows all that it has stored. It counts the
 * leader among the others.
 */
function isFromLeader({ leader, replicas = [] }: ClusterInfo): boolean {
  return Boolean(leader) && !replicas.some(({ name }) => name === leader);
}

/** A batch that has no message says so with this status. */
function isNoMessage(error: Error): boolean {
  return (error as Partial<{ code: number }>).code === 404;
}

/** The token of a subject with this number, from 0 on. */
function tokenOf(subject: string, number: number): string {
  return subject.split('.')[number] ?? '';
}

function toBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** Undefined if the server doesn't say what it is. */
function toStored(
  subject: string,
  headers: MsgHdrs | undefined,
  data: Uint8Array,
): StoredMessage | undefined {
  const seq = Number(headers?.get('Nats-Sequence'));
  const time = Date.parse(headers?.get('Nats-Time-Stamp') ?? '');
  if (!headers || !Number.isSafeInteger(seq) || seq < 1 || !Number.isFinite(time)) return undefined;
  const user = tokenOf(subject, 3);
  const id = headers.get('Nats-Msg-Id');
  const prefix = `${user}.`;
  return {
    ...{ seq, time, user, payload: toBuffer(data) },
    id: id.startsWith(prefix) ? id.slice(prefix.length) : '',
  };
}
