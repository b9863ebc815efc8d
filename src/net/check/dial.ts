import { setMaxListeners } from 'node:events';
import type { TLSSocket } from 'node:tls';
import { decodeToMember, encodeFrame } from '../../protocol/codec';
import { type Endpoint, formatEndpoint } from '../../protocol/endpoint';
import { alpn, protocolVersion } from '../../protocol/frames';
import { defaultLimits } from '../../protocol/limits';
import { NetError, type NetErrorCode } from '../../protocol/net-error';
import type { Clock } from '../../util/clock';
import { LineDecoder } from '../deskmate/line-decoder';
import { byeError } from '../deskmate/member-link';
import { attemptSecure } from '../deskmate/secure-dial';

/** A room to ask, and how long to wait. */
export interface DialTarget {
  readonly endpoints: readonly Endpoint[];
  /** SHA-256 of the certificate's DER, base64url without padding. */
  readonly pin: string;
  /** The invite's token; absent: only find out whether the room is there. */
  readonly token?: string;
}

/**
 * How far a connection to one address got.
 *
 * - `open`, `waits`: a guest could join now, or would wait in line.
 * - `proven`: it's the room's host; nothing more was asked, or its version doesn't support the question.
 * - Otherwise the code of what went wrong.
 */
export type DialOutcome = 'open' | 'waits' | 'proven' | NetErrorCode;

export interface Dialed extends Endpoint {
  readonly outcome: DialOutcome;
  /** The operating system's name of the error: `EHOSTUNREACH`. */
  readonly errno?: string;
  /** How long TCP took to connect, in ms: one round trip. */
  readonly connectMs?: number;
}

/** Time limits for TCP and for everything together, in ms. A lost first packet is sent again after 1 s and 3 s. */
const connectMs = 5000;
const allMs = 7000;

/** Maximum number of addresses to try. A forged invite must not turn this computer into a port scanner. */
const maxEndpoints = 24;

/** The longest reply, in bytes. */
const maxReply = 8 * 1024;

/** Tries all addresses of a room at once, without joining it. Never rejects. */
export function dialAll(
  { endpoints, pin, token }: DialTarget,
  clock: Clock,
  signal: AbortSignal,
): Promise<readonly Dialed[]> {
  // Each address adds a listener to the signal; that isn't a leak.
  setMaxListeners(0, signal);
  const byName = new Map(endpoints.map((endpoint) => [formatEndpoint(endpoint), endpoint]));
  const distinct = [...byName.values()].slice(0, maxEndpoints);
  return Promise.all(distinct.map((endpoint) => dial(endpoint, { pin, token }, clock, signal)));
}

function dial(
  { host, port }: Endpoint,
  { pin, token }: { readonly pin: string; readonly token: string | undefined },
  clock: Clock,
  signal: AbortSignal,
): Promise<Dialed> {
  return new Promise((resolve) => {
    const begun = performance.now();
    let connected: number | undefined;
    let socket: TLSSocket | undefined;
    const settle = (outcome: DialOutcome, error?: unknown) => {
      for (const timer of timers) timer.dispose();
      signal.removeEventListener('abort', onAbort);
      // Destroyed at once, the handshake would look broken to the host.
      if (socket) socket.end(() => socket?.destroy());
      else attempt.dispose();
      const errno = errnoOf(error);
      resolve({
        ...{ host, port, outcome },
        ...(errno !== undefined && { errno }),
        ...(connected !== undefined && { connectMs: connected }),
      });
    };
    const onAbort = () => settle('cancelled');
    const onProven = (proven: TLSSocket) => {
      socket = proven;
      if (token === undefined) settle('proven');
      else ask(proven, token, (outcome) => settle(outcome));
    };
    const attempt = attemptSecure(
      { address: host, port, pin, alpn },
      onProven,
      (error) => settle(error.code, error),
      () => {
        connected = performance.now() - begun;
      },
    );
    const timers = [
      clock.after(connectMs, () => {
        if (connected === undefined) settle('timed-out');
      }),
      // TCP works: something accepts the connection and then says nothing.
      clock.after(allMs, () => settle(socket ? 'proven' : 'closed-at-once')),
    ];
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
  });
}

/** Asks whether a guest could join. Calls back once, unless the socket is destroyed first. */
function ask(socket: TLSSocket, token: string, onAnswer: (outcome: DialOutcome) => void): void {
  const lines = new LineDecoder(maxReply);
  const finish = (outcome: DialOutcome) => {
    socket.removeAllListeners('data');
    socket.removeAllListeners('close');
    onAnswer(outcome);
  };
  socket.on('error', () => {});
  socket.once('close', () => finish('closed-at-once'));
  socket.on('data', (chunk: Buffer) => {
    lines.push(chunk);
    for (let line = lines.next(); line !== undefined; line = lines.next()) {
      const outcome = typeof line === 'string' ? answerOf(line) : 'protocol';
      if (outcome !== undefined) return finish(outcome);
    }
  });
  socket.write(encodeFrame({ type: 'check', version: protocolVersion, token }));
}

/** The outcome that a hub's line stands for; undefined if it isn't a reply to the question. */
function answerOf(line: string): DialOutcome | undefined {
  const decoded = decodeToMember(line, defaultLimits.jsonDepth);
  if (!decoded.ok) return decoded.code === 'unknown-type' ? undefined : 'protocol';
  const { frame } = decoded;
  if (frame.type === 'checked') return frame.waits ? 'waits' : 'open';
  if (frame.type !== 'bye') return undefined;
  // The reply of a hub that doesn't know the question.
  return frame.code === 'not-authenticated' ? 'proven' : byeError(frame).code;
}

function errnoOf(error: unknown): string | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (!(cause instanceof NetError) && typeof code === 'string') return code;
  }
  return undefined;
}
