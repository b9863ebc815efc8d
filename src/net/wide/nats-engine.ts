import {
  type ClusterInfo,
  type JetStreamClient,
  type JetStreamManager,
  jetstream,
  jetstreamManager,
} from '@nats-io/jetstream';
import {
  Feature,
  type Msg,
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
import { answerMs, directReads, toBuffer, toStored, userIn } from './direct-reads';
import {
  type ConnectEngine,
  type Engine,
  type EngineListener,
  type EngineTarget,
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
  readonly read: Engine['read'];
  private readonly client: JetStreamClient;
  private readonly heartbeat: Heartbeat;
  /** What it does itself; otherwise the other side, or the network, has ended it. */
  private isLocalEnd = false;
  private isDead = false;

  constructor(
    private readonly parts: EngineParts,
    private readonly listener: EngineListener,
  ) {
    const { link, connection, clock, limits, manager, stream, user } = parts;
    this.address = link.address;
    this.localAddress = link.localAddress;
    const { features } = connection as NatsConnectionImpl;
    const hasBatches = features.get(Feature.JS_BATCH_DIRECT_GET).ok;
    this.read = directReads({ clock, manager, stream, hasBatches });
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
    const told = ({ subject, data }: Msg) => listener.onTold(userIn(subject), toBuffer(data));
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

  async store(id: string, payload: Uint8Array, patienceMs = answerMs): Promise<number> {
    const { stream, user } = this.parts;
    try {
      const options = { msgID: `${user}.${id}`, timeout: patienceMs };
      const { seq } = await this.client.publish(`dm.${stream}.log.${user}`, payload, options);
      // A leader of nats-server 2.10 answers so to a repeat of a message that has no majority yet.
      if (seq === 0) throw new Unavailable('the message is in process', true);
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
