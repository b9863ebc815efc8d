import type { Finding, Verdict } from '../../protocol/connection-report';
import { type Endpoint, formatEndpoint } from '../../protocol/endpoint';
import { defaultLimits } from '../../protocol/limits';
import { type NetErrorCode, toNetError } from '../../protocol/net-error';
import type { WideServer } from '../../protocol/wide';
import type { Clock } from '../../util/clock';
import type { AdapterAddress } from '../socket/adapters';
import { loadWide } from '../wide/load-wide';
import { NodeLink } from '../wide/node-link';
import { type ComputerFacts, computerChecks, outsideAddresses } from './common-checks';
import { type CheckPlan, check } from './run-checks';

/** A wide room to ask about. */
export interface WideTarget {
  readonly server: WideServer;
  readonly pin: string;
  /** Of the epoch in the invite. */
  readonly epoch: { readonly number: number; readonly token: string };
}

export interface WidePlanOptions {
  readonly target: WideTarget;
  readonly remote: string | undefined;
  readonly adapters: readonly AdapterAddress[];
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** How to connect; for tests. */
  readonly dials?: WideDials;
}

interface WideDials {
  /** Connects to a node and checks its authority. @throws {NetError} */
  node(endpoint: Endpoint, signal: AbortSignal): Promise<void>;
  /** Asks the server for the room, without joining it. @throws {NetError} */
  room(signal: AbortSignal): Promise<void>;
}

/** How far a connection to a node got: `proven`, or what went wrong. */
export interface DialedNode extends Endpoint {
  readonly outcome: 'proven' | NetErrorCode;
  /** How long it took, in ms: some round trips. */
  readonly ms: number;
}

interface WideFacts extends ComputerFacts {
  readonly nodes: readonly DialedNode[];
  /** What the server said of the room. */
  readonly room: 'there' | NetErrorCode;
}

/** How long a node may take, and the server to find the room, in ms: less than the whole check. */
const nodeMs = 5000;
const roomMs = 8000;

const row = check<WideFacts>();

const isProven = ({ outcome }: DialedNode) => outcome === 'proven';

/** Outcomes that show that something else has responded. */
const foreign: ReadonlySet<DialedNode['outcome']> = new Set(['wrong-pin', 'no-encryption']);

const checks = [
  ...computerChecks,
  row({
    id: 'addresses',
    needs: ['nodes'],
    judge({ nodes }) {
      const silent = nodes.filter((node) => !isProven(node)).map(formatEndpoint);
      const count = nodes.length;
      if (silent.length === 0) return { status: 'ok', code: 'nodes-all', values: [count] };
      const values = [count, silent.join(', ')];
      return silent.length < count
        ? { status: 'warning', code: 'nodes-some', values }
        : { status: 'bad', code: 'nodes-none', values };
    },
  }),
  row({
    id: 'encryption',
    needs: ['nodes'],
    judge({ nodes }) {
      const other = nodes.find(({ outcome }) => foreign.has(outcome));
      if (!other)
        return nodes.some(isProven) ? { status: 'ok', code: 'authority-proven' } : undefined;
      const code = other.outcome === 'wrong-pin' ? 'authority-other' : 'authority-none';
      return { status: 'bad', code, values: [other.host] };
    },
  }),
  row({ id: 'storage', needs: ['room'], judge: ({ room }) => judgeRoom(room) }),
  row({
    id: 'round-trip',
    needs: ['nodes'],
    judge({ nodes }) {
      const times = nodes.filter(isProven).map(({ ms }) => ms);
      if (times.length === 0) return undefined;
      // TCP takes one, TLS another one, and the server speaks first.
      const ms = Math.max(1, Math.round(Math.min(...times) / trips));
      return { status: ms < slowMs ? 'ok' : 'warning', code: 'round-trip', values: [ms] };
    },
  }),
];

const trips = 3;

/** Above this round trip, in ms, people notice that a chat is slow. */
const slowMs = 400;

function judgeRoom(room: WideFacts['room']): Omit<Finding, 'check'> | undefined {
  switch (room) {
    case 'there':
      return { status: 'ok', code: 'storage-answers' };
    case 'room-closed':
      return { status: 'bad', code: 'storage-no-room' };
    case 'no-jetstream':
      return { status: 'bad', code: 'storage-off' };
    case 'no-quorum':
      return { status: 'warning', code: 'storage-not-now' };
    case 'not-permitted':
      return { status: 'bad', code: 'storage-refuses' };
    default:
      // The nodes say why.
      return undefined;
  }
}

/** The likeliest reason, the most certain and informative first. */
function judgeWide({ adapters = [], nodes, room }: Partial<WideFacts>): Verdict {
  if (room === 'there') return { code: 'wide-ready', status: 'ok' };
  if (room === 'room-closed') return { code: 'wide-no-room', status: 'bad' };
  if (room === 'not-permitted') return { code: 'wide-refused', status: 'bad' };
  if (room === 'no-jetstream') return { code: 'wide-off', status: 'bad' };
  if (nodes?.some(isProven)) return { code: 'wide-not-now', status: 'warning' };
  if (!nodes) return { code: 'not-finished', status: 'unknown' };
  if (outsideAddresses(adapters).length === 0) return { code: 'no-network', status: 'bad' };
  const other = nodes.find(({ outcome }) => foreign.has(outcome));
  if (other) return { code: 'wide-other-server', status: 'bad', values: [other.host] };
  const values = [nodes.map(formatEndpoint).join(', ')];
  return { code: 'wide-unreachable', status: 'bad', values };
}

/** Checks whether this computer can reach a wide room, without joining it. */
export function widePlan(parts: WidePlanOptions): CheckPlan<WideFacts> {
  const { adapters, clock, remote, signal, target } = parts;
  const dials = parts.dials ?? realDials(target, clock);
  return {
    side: 'guest',
    checks: checks as CheckPlan<WideFacts>['checks'],
    sources: {
      remote: () => remote,
      adapters: () => adapters,
      nodes: () =>
        Promise.all(
          target.server.nodes.map(async (endpoint): Promise<DialedNode> => {
            const begun = performance.now();
            const outcome = await outcomeOf(dials.node(endpoint, signal), 'proven');
            return { ...endpoint, outcome, ms: performance.now() - begun };
          }),
        ),
      room: () => withinTime((stop) => outcomeOf(dials.room(stop), 'there'), clock, signal),
    } as CheckPlan<WideFacts>['sources'],
    judge: judgeWide,
  };
}

async function outcomeOf<T extends string>(
  work: Promise<void>,
  done: T,
): Promise<T | NetErrorCode> {
  try {
    await work;
    return done;
  } catch (error) {
    return toNetError(error).code;
  }
}

/** A server that has let us in and then says nothing has no leader. */
async function withinTime<T>(
  work: (stop: AbortSignal) => Promise<T>,
  clock: Clock,
  signal: AbortSignal,
): Promise<T | 'no-quorum'> {
  const stop = new AbortController();
  const abort = () => stop.abort();
  let isLate = false;
  const timer = clock.after(roomMs, () => {
    isLate = true;
    abort();
  });
  signal.addEventListener('abort', abort);
  if (signal.aborted) abort();
  try {
    const outcome = await work(stop.signal);
    return isLate ? 'no-quorum' : outcome;
  } finally {
    timer.dispose();
    signal.removeEventListener('abort', abort);
  }
}

function realDials({ server, pin, epoch }: WideTarget, clock: Clock): WideDials {
  return {
    async node(endpoint, signal) {
      const options = { clock, timeoutMs: nodeMs, authority: server.authority };
      const link = await NodeLink.open(endpoint, options, signal);
      link.destroy();
    },
    async room(signal) {
      const { createWideNetwork } = await loadWide();
      const network = createWideNetwork({ clock, limits: defaultLimits });
      // A new key: whoever asks is nobody the room knows.
      const stream = await network.open({ server, pin, epoch, key: network.newKey() }, signal);
      await stream.close();
    },
  };
}
