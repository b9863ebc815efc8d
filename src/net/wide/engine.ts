import type { Endpoint } from '../../protocol/endpoint';
import type { LinkEnd } from '../../protocol/net-error';
import type { Credentials } from './credentials';

/** A message as the server has stored it. Nothing in it is verified. */
export interface StoredMessage {
  readonly seq: number;
  /** When the server got it, in ms since the Unix epoch. */
  readonly time: number;
  /** Whose subject it is on. */
  readonly user: string;
  /** Its id, without the user that comes before it; empty if it has none. */
  readonly id: string;
  readonly payload: Buffer;
}

/** Numbers of the oldest message and of the newest one; `last + 1` and `last` if there are none. */
export interface StreamState {
  readonly first: number;
  readonly last: number;
}

/** What a stream has: the entries of an epoch, or its files. */
export type StreamKind = 'entries' | 'files';

export interface StreamSettings {
  readonly kind: StreamKind;
  readonly replicas: number;
  /** Number of the first message. */
  readonly first: number;
}

/** The server can't do it now, as during an election; it may have done it without saying so. */
export class Unavailable extends Error {
  /** It stores nothing because its JetStream is off, or full. */
  readonly isOff: boolean;

  constructor(
    message: string,
    /** The server has said that it has no leader or no quorum; otherwise it hasn't answered. */
    readonly said: boolean,
    { isOff = false, ...options }: ErrorOptions & { readonly isOff?: boolean } = {},
  ) {
    super(message, options);
    this.isOff = isOff;
  }
}

/** Called with what comes from the server by itself. */
export interface EngineListener {
  /** A message was stored. Some may be missing, come twice, or in another order. */
  onStored(message: StoredMessage): void;
  /** A member has told all, or this one, something. */
  onTold(user: string, payload: Buffer): void;
  /** Called once. */
  onEnd(end: LinkEnd): void;
}

/** A member's connection to the server, for one stream. It makes one attempt at everything. */
export interface Engine {
  readonly address: string;
  readonly localAddress: string;
  /** When something last came from the server, in ms since the Unix epoch. */
  readonly heardAt: number;
  /** @throws {Unavailable} @returns undefined if there is no such stream */
  state(): Promise<StreamState | undefined>;
  /** Does nothing if the stream exists. @throws {Unavailable | NetError} */
  create(settings: StreamSettings): Promise<void>;
  /**
   * Reads messages from a number on, in order: at most `most`, or fewer. It skips numbers without a message.
   * @throws {Unavailable}
   */
  read(from: number, most: number, onMessage: (message: StoredMessage) => void): Promise<void>;
  /**
   * Stores a message, unless it has stored one of this user and id lately; resolves to its number.
   * @param patienceMs how long to wait for the answer; as for all other questions by default
   * @throws {Unavailable | NetError}
   */
  store(id: string, payload: Uint8Array, patienceMs?: number): Promise<number>;
  /** @param user one, or all */
  tell(user: string | undefined, payload: Uint8Array): void;
  /** Sends what is queued, then closes. */
  close(): Promise<void>;
  drop(): void;
}

export interface EngineTarget {
  readonly nodes: readonly Endpoint[];
  /** SHA-256 of the authority's certificate, base64url. */
  readonly authority: string;
  /** The stream's name. */
  readonly stream: string;
  readonly credentials: Credentials;
}

/** @throws {NetError} code `cancelled` if the signal is aborted */
export type ConnectEngine = (
  target: EngineTarget,
  listener: EngineListener,
  signal: AbortSignal,
) => Promise<Engine>;
