import type { Finding, Verdict, VerdictCode } from '../../protocol/connection-report';
import type { Endpoint } from '../../protocol/endpoint';
import type { NetErrorCode } from '../../protocol/net-error';
import type { Clock } from '../../util/clock';
import type { AdapterAddress } from '../socket/adapters';
import { type ComputerFacts, computerChecks, outsideAddresses } from './common-checks';
import { type Dialed, type DialOutcome, type DialTarget, dialAll } from './dial';
import { findPaths, type Path } from './paths';
import { type CheckPlan, check } from './run-checks';
import type { Tools } from './tools';

/** What to check at a guest. */
export type GuestTarget =
  | ({ readonly type: 'invite' } & DialTarget)
  /**
   * A lab room isn't dialed: it shows everyone who connects, and one for two ends when its guest leaves. Nor is a
   * room that the user asked to join: its pin isn't known. `code`: why the last attempt to join it failed;
   * `proven`: this window is in it.
   */
  | {
      readonly type: 'lab';
      readonly endpoint: Endpoint;
      readonly code?: NetErrorCode | 'proven' | undefined;
    };

export interface GuestPlanOptions {
  readonly target: GuestTarget;
  readonly remote: string | undefined;
  readonly adapters: readonly AdapterAddress[];
  readonly tools: Tools;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** One address of the host: how far a connection got, and the route to it. */
export interface TriedAddress {
  readonly dialed: Dialed;
  readonly path: Path;
}

interface GuestFacts extends ComputerFacts {
  readonly platform: NodeJS.Platform;
  /** For a lab room that wasn't tried, the outcome `cancelled`. */
  readonly dialed: readonly Dialed[];
  readonly ways: readonly TriedAddress[];
}

const row = check<GuestFacts>();

/** Outcomes that only the room's own host can cause. */
const proven: ReadonlySet<DialOutcome> = new Set<DialOutcome>([
  ...(['open', 'waits', 'proven', 'bad-invite', 'bad-key', 'room-locked', 'room-full'] as const),
  ...(['line-full', 'room-closed', 'host-away', 'host-storage', 'removed', 'replaced'] as const),
  ...(['other-host', 'protocol'] as const),
]);

/** Outcomes that show that something else has responded. */
const foreign: ReadonlySet<DialOutcome> = new Set<DialOutcome>([
  ...(['wrong-pin', 'no-encryption', 'other-version', 'closed-at-once'] as const),
]);

const silent: ReadonlySet<DialOutcome> = new Set<DialOutcome>(['timed-out', 'unreachable']);

interface Judged {
  readonly verdict: Verdict;
  /** The address that the verdict is about. */
  readonly way?: TriedAddress | undefined;
}

/** Verdicts, the most certain and informative first. If addresses lead to different ones, the first counts. */
const verdictOrder: readonly VerdictCode[] = [
  ...(['can-join', 'must-wait', 'is-there', 'own-room'] as const),
  ...(['other-host', 'old-invite', 'locked', 'full', 'not-now', 'other-version'] as const),
  ...(['nothing-listens', 'other-computer', 'other-program', 'closed-at-once'] as const),
  ...(['local-network', 'host-firewall', 'blocked-here', 'isolated-or-off'] as const),
  ...(['vpn', 'no-answer', 'other-network'] as const),
];

const byOutcome: Partial<Readonly<Record<DialOutcome, Omit<Verdict, 'values'>>>> = {
  open: { code: 'can-join', status: 'ok' },
  waits: { code: 'must-wait', status: 'warning' },
  proven: { code: 'is-there', status: 'ok' },
  protocol: { code: 'is-there', status: 'ok' },
  'bad-invite': { code: 'old-invite', status: 'bad' },
  'bad-key': { code: 'old-invite', status: 'bad' },
  removed: { code: 'old-invite', status: 'bad' },
  'other-host': { code: 'other-host', status: 'bad' },
  'room-locked': { code: 'locked', status: 'warning' },
  'room-full': { code: 'full', status: 'warning' },
  'line-full': { code: 'full', status: 'warning' },
  'room-closed': { code: 'not-now', status: 'warning' },
  'host-away': { code: 'not-now', status: 'warning' },
  'host-storage': { code: 'not-now', status: 'warning' },
  'wrong-pin': { code: 'other-computer', status: 'bad' },
  'no-encryption': { code: 'other-program', status: 'bad' },
  'other-version': { code: 'other-version', status: 'bad' },
  'closed-at-once': { code: 'closed-at-once', status: 'bad' },
  refused: { code: 'nothing-listens', status: 'bad' },
  'port-forbidden': { code: 'blocked-here', status: 'bad' },
};

/** Errors that the operating system reports when its own rules block an outgoing connection. */
const forbidden: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'WSAEACCES']);

/** Judges one address by the attempt to connect and the route. */
function judgeAddress({ dialed, path }: TriedAddress, platform: NodeJS.Platform): Verdict {
  const { errno = '', host, outcome, port } = dialed;
  const values = [host, port];
  if (forbidden.has(errno)) return { code: 'blocked-here', status: 'bad', values };
  const known = byOutcome[outcome];
  if (known) {
    // The address is also this computer's own: an invite may contain one that both have, such as Docker's.
    const isSelf = path.isOwn && proven.has(outcome);
    return isSelf ? { code: 'own-room', status: 'ok', values } : { ...known, values };
  }
  const isThere = path.neighbor === 'reachable' || path.neighbor === 'seen';
  if (outcome === 'unreachable' && platform === 'darwin' && path.isNear !== false) {
    return { code: 'local-network', status: 'bad', values };
  }
  // A firewall that rejects packets instead of dropping them makes an existing neighbor look “unreachable”.
  if (silent.has(outcome) && isThere) return { code: 'host-firewall', status: 'bad', values };
  if (path.adapter?.kind === 'vpn') {
    return { code: 'vpn', status: 'bad', values: [host, port, path.adapter.name] };
  }
  if (path.neighbor === 'missing' || (path.isNear && path.neighbor === 'none')) {
    return { code: 'isolated-or-off', status: 'bad', values };
  }
  return path.isNear === false
    ? { code: 'other-network', status: 'bad', values }
    : { code: 'no-answer', status: 'bad', values };
}

/** The likeliest reason over all addresses. Those on this computer's own network come first. */
export function judgeAddresses(ways: readonly TriedAddress[], platform: NodeJS.Platform): Judged {
  const judged = ways.map((way) => ({ way, verdict: judgeAddress(way, platform) }));
  const rank = ({ verdict, way }: (typeof judged)[number]) => {
    const order = verdictOrder.indexOf(verdict.code);
    // A refusal by this computer itself says nothing about the host.
    if (way.path.isOwn && verdict.code !== 'own-room') return 1000 + order;
    return order + (isGood(verdict) || way.path.isNear !== false ? 0 : 100);
  };
  const [first] = judged.toSorted((a, b) => rank(a) - rank(b));
  return first ?? { verdict: { code: 'not-finished', status: 'unknown' } };
}

function isGood({ status }: Verdict): boolean {
  return status === 'ok';
}

function judgeGuest({ adapters = [], platform = 'linux', ways }: Partial<GuestFacts>): Judged {
  const outside = outsideAddresses(adapters);
  if (ways?.length === 0) return { verdict: { code: 'no-address', status: 'bad' } };
  const asked = ways?.filter(({ dialed }) => dialed.outcome !== 'cancelled') ?? [];
  const judged = judgeAddresses(asked, platform);
  if (isGood(judged.verdict) || judged.verdict.status === 'warning') return judged;
  if (outside.length === 0) return { verdict: { code: 'no-network', status: 'bad' } };
  return judged;
}

/** The address that decides the verdict, and what is known about it. */
function deciding(facts: Partial<GuestFacts>): TriedAddress | undefined {
  const { way } = judgeGuest(facts);
  return way ?? facts.ways?.[0];
}

const checks = [
  ...computerChecks,
  row({
    id: 'addresses',
    needs: ['ways'],
    judge({ ways }) {
      const own = ways.filter(({ path }) => path.isOwn);
      const hosts = own.map(({ dialed: { host } }) => host).join(', ');
      if (ways.length === 0) return { status: 'bad', code: 'addresses-unknown' };
      if (own.length === 0)
        return { status: 'ok', code: 'addresses-others', values: [ways.length] };
      return own.length === ways.length
        ? { status: 'warning', code: 'addresses-own', values: [hosts] }
        : { status: 'ok', code: 'addresses-some-own', values: [hosts] };
    },
  }),
  row({
    id: 'network',
    needs: ['ways', 'adapters', 'platform'],
    judge(facts) {
      const way = deciding(facts);
      if (!way || way.path.isOwn) return undefined;
      const { dialed, path } = way;
      const { host } = dialed;
      const answered = proven.has(dialed.outcome) || foreign.has(dialed.outcome);
      if (path.adapter?.kind === 'vpn') {
        return {
          status: answered ? 'ok' : 'bad',
          code: 'network-vpn',
          values: [host, path.adapter.name],
        };
      }
      if (path.isNear === undefined) return { status: 'unknown', code: 'network-unknown' };
      if (!path.isNear) {
        return { status: answered ? 'ok' : 'warning', code: 'network-other', values: [host] };
      }
      return path.neighbor === 'missing' && !answered
        ? { status: 'bad', code: 'network-missing', values: [host] }
        : { status: 'ok', code: 'network-same', values: [host] };
    },
  }),
  row({
    id: 'port',
    needs: ['ways', 'adapters', 'platform'],
    judge: (facts) => judgePort(deciding(facts)?.dialed),
  }),
  row({
    id: 'encryption',
    needs: ['ways', 'adapters', 'platform'],
    judge: (facts) => judgeEncryption(deciding(facts)?.dialed),
  }),
  row({
    id: 'admission',
    needs: ['ways', 'adapters', 'platform'],
    judge: (facts) => judgeAdmission(deciding(facts)?.dialed),
  }),
  row({
    id: 'round-trip',
    needs: ['ways', 'adapters', 'platform'],
    judge(facts) {
      const way = deciding(facts);
      if (way?.dialed.connectMs === undefined || !proven.has(way.dialed.outcome)) return undefined;
      const ms = Math.max(1, Math.round(way.dialed.connectMs));
      return { status: ms < slowMs ? 'ok' : 'warning', code: 'round-trip', values: [ms] };
    },
  }),
];

/** Above this round trip, in ms, people notice that a chat is slow. */
const slowMs = 400;

type Found = Omit<Finding, 'check'> | undefined;

function judgePort(dialed: Dialed | undefined): Found {
  if (!dialed) return undefined;
  const { connectMs, errno = '', host, outcome, port } = dialed;
  const values = [host, port];
  if (connectMs !== undefined || proven.has(outcome) || foreign.has(outcome)) {
    return { status: 'ok', code: 'port-answers', values };
  }
  if (forbidden.has(errno)) return { status: 'bad', code: 'port-blocked-here', values };
  switch (outcome) {
    case 'refused':
      return { status: 'bad', code: 'port-refused', values };
    case 'timed-out':
      return { status: 'bad', code: 'port-silent', values };
    case 'cancelled':
      return { status: 'unknown', code: 'port-unasked', values };
    default:
      return { status: 'bad', code: 'port-unreachable', values: [host, port, errno] };
  }
}

function judgeEncryption(dialed: Dialed | undefined): Found {
  if (!dialed) return undefined;
  if (proven.has(dialed.outcome)) return { status: 'ok', code: 'encryption-proven' };
  switch (dialed.outcome) {
    case 'wrong-pin':
      return { status: 'bad', code: 'encryption-other-pin', values: [dialed.host] };
    case 'no-encryption':
      return { status: 'bad', code: 'encryption-none', values: [dialed.host] };
    case 'other-version':
      return { status: 'bad', code: 'encryption-version' };
    case 'closed-at-once':
      return { status: 'bad', code: 'encryption-closed', values: [dialed.host] };
    default:
      return undefined;
  }
}

function judgeAdmission(dialed: Dialed | undefined): Found {
  if (!dialed || !proven.has(dialed.outcome)) return undefined;
  switch (dialed.outcome) {
    case 'open':
      return { status: 'ok', code: 'admission-open' };
    case 'waits':
      return { status: 'warning', code: 'admission-waits' };
    case 'room-locked':
      return { status: 'warning', code: 'admission-locked' };
    case 'room-full':
    case 'line-full':
      return { status: 'warning', code: 'admission-full' };
    case 'bad-invite':
    case 'bad-key':
    case 'removed':
      return { status: 'bad', code: 'admission-old-invite' };
    case 'other-host':
      return { status: 'bad', code: 'admission-other-host' };
    case 'proven':
    case 'protocol':
      return { status: 'unknown', code: 'admission-unasked' };
    default:
      return { status: 'warning', code: 'admission-not-now' };
  }
}

/** Checks whether this computer can reach a room. */
export function guestPlan(parts: GuestPlanOptions): CheckPlan<GuestFacts> {
  const { adapters, clock, remote, signal, target, tools } = parts;
  const dial = async (): Promise<readonly Dialed[]> => {
    if (target.type === 'invite') return dialAll(target, clock, signal);
    return [{ ...target.endpoint, outcome: target.code ?? 'cancelled' }];
  };
  const isLab = target.type === 'lab';
  return {
    side: 'guest',
    checks: (isLab
      ? checks.filter(({ id }) => id !== 'encryption' && id !== 'admission')
      : checks) as CheckPlan<GuestFacts>['checks'],
    sources: {
      remote: () => remote,
      adapters: () => adapters,
      platform: () => tools.platform,
      dialed: dial,
      async ways(facts) {
        const dialed = await facts.get('dialed');
        const tried = dialed.map(({ host, outcome }) => ({ host, isSilent: silent.has(outcome) }));
        const paths = await findPaths(tried, { adapters, tools, clock }, signal);
        return dialed.map((one, index) => ({ dialed: one, path: paths[index] as Path }));
      },
    },
    judge: (facts) => judgeGuest(facts).verdict,
  };
}
