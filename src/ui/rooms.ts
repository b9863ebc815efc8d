import type { NetErrorCode } from '../net/net-error';
import type { Endpoint } from '../net/transport';
import { formatEndpoint } from '../room/endpoint';
import type { LogEntry } from '../room/log-entry';
import type { HostOptions, Session } from '../room/session';
import type { RoomInfo } from '../room/session-state';
import { type FailedAttempt, netProblem, type Problem } from './words/error-words';
import { placeWords } from './words/places';
import type { Translate } from './words/translate';

/** What was tried last, so that it can be worded and tried again. */
export type Attempt =
  | { readonly doing: 'host'; readonly options: HostOptions }
  | { readonly doing: 'join'; readonly endpoint: Endpoint };

/** Hosts and joins rooms through the session, and remembers what was tried. */
export class Rooms {
  private attempt: Attempt | undefined;

  constructor(
    private readonly session: Session,
    private readonly platform: string,
    private readonly t: Translate,
  ) {}

  /** @throws {NetError} */
  host(options: HostOptions): Promise<RoomInfo> {
    this.attempt = { doing: 'host', options };
    return this.session.host(options);
  }

  /** @throws {NetError} */
  join(endpoint: Endpoint, signal?: AbortSignal): Promise<void> {
    this.attempt = { doing: 'join', endpoint };
    return this.session.join(endpoint, signal);
  }

  get lastAttempt(): Attempt | undefined {
    return this.attempt;
  }

  /** The room joined last, in this window or before it was reloaded. */
  get lastJoined(): Endpoint | undefined {
    if (!this.attempt) return lastConnected(this.session.entries);
    return this.attempt.doing === 'join' ? this.attempt.endpoint : undefined;
  }

  /** Words a failure of the last attempt, or of the room it led to. */
  problem(code: NetErrorCode): Problem {
    return netProblem(code, this.failedAttempt(), this.platform, this.t);
  }

  /** The present failure in words, while the connection has one. */
  get currentProblem(): string | undefined {
    const { connection } = this.session.state;
    return connection.kind === 'offline' && connection.error !== undefined
      ? this.problem(connection.error).message
      : undefined;
  }

  private failedAttempt(): FailedAttempt {
    if (this.attempt?.doing === 'host') {
      const { address, port } = this.attempt.options;
      return { doing: 'host', place: placeWords(address, port, this.t), port };
    }
    const endpoint = this.lastJoined;
    return {
      doing: 'join',
      place: endpoint ? formatEndpoint(endpoint) : this.t('the room'),
      port: endpoint?.port ?? 0,
    };
  }
}

/** The endpoint of the last room this log tells of, unless this window hosted it. */
export function lastConnected(entries: readonly LogEntry[]): Endpoint | undefined {
  const last = entries.findLast(
    (entry) =>
      entry.kind === 'system' &&
      (entry.event.type === 'opened' || entry.event.type === 'connected'),
  );
  if (last?.kind !== 'system' || last.event.type !== 'connected') return undefined;
  return { host: last.event.address, port: last.event.port };
}
