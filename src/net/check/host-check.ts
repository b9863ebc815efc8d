import type { Arrival } from '../../protocol/arrival';
import type { Finding, FindingCode, Verdict } from '../../protocol/connection-report';
import { isByInvite, type RoomKind, wireTraitsOf } from '../../protocol/room-kinds';
import type { Clock } from '../../util/clock';
import { type AdapterAddress, isVirtual } from '../socket/adapters';
import { type ComputerFacts, computerChecks, outsideAddresses } from './common-checks';
import { type Dialed, dialAll } from './dial';
import { type FirewallFact, readFirewall } from './firewall';
import { type CheckPlan, check } from './run-checks';
import type { Tools } from './tools';

/** A room that this window hosts. */
export interface HostedTarget {
  readonly kind: RoomKind;
  readonly address: string;
  readonly port: number;
  /** Only of an invite room. */
  readonly pin?: string;
  readonly locked: boolean;
}

export interface ComputerPlanOptions {
  readonly remote: string | undefined;
  /** Whether the user means this machine, as in a terminal on it: then it's no problem that it's a remote one. */
  readonly isMeant?: boolean;
  readonly adapters: readonly AdapterAddress[];
  readonly tools: Tools;
  /** Path of the executable that listens. */
  readonly program: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

export interface HostPlanOptions extends ComputerPlanOptions {
  readonly room: HostedTarget;
  /** The latest connection from each address, the last one last; undefined where they aren't counted. */
  readonly arrivals: readonly Arrival[] | undefined;
}

interface HostFacts extends ComputerFacts {
  readonly room: HostedTarget;
  readonly arrivals: readonly Arrival[] | undefined;
  readonly firewall: FirewallFact;
  /** A connection from this computer to itself; undefined for a room that would show it. */
  readonly self: Dialed | undefined;
}

const row = check<HostFacts>();

const isLoopback = (address: string) => address === '::1' || /^127\./.test(address);
const isAll = (address: string) => address === '::' || address === '0.0.0.0';

/** The last connection from another computer, on a network that this one is still on. */
function lastArrival(
  arrivals: readonly Arrival[] | undefined,
  adapters: readonly AdapterAddress[],
): Arrival | undefined {
  const own = new Set(adapters.map(({ address }) => address));
  // Link-local addresses aren't among those of the adapters.
  const isHere = (at: string | undefined) => at === undefined || /^fe80:/i.test(at) || own.has(at);
  return arrivals?.findLast(
    ({ address, at }) => !own.has(address) && !isLoopback(address) && address !== at && isHere(at),
  );
}

/** For how long a connection that arrived outweighs a firewall that blocks now, in ms. */
const freshMs = 10 * 60_000;

const firewallStatus: Readonly<Record<FirewallFact['state'], Finding['status']>> = {
  unknown: 'unknown',
  none: 'ok',
  off: 'ok',
  on: 'warning',
  allows: 'ok',
  'no-rule': 'warning',
  'blocks-program': 'bad',
  'blocks-all': 'bad',
};

const arrivalStatus: Readonly<Record<Arrival['stage'], Finding['status']>> = {
  joined: 'ok',
  checked: 'ok',
  knocked: 'ok',
  'room-code': 'ok',
  waits: 'ok',
  refused: 'warning',
  tls: 'warning',
  tcp: 'warning',
  'too-many': 'warning',
};

const firewallRow = check<{ readonly firewall: FirewallFact }>()({
  id: 'firewall',
  needs: ['firewall'],
  judge: ({ firewall: { state, name } }) => ({
    status: firewallStatus[state],
    code: `firewall-${state}` satisfies FindingCode,
    values: [name],
  }),
});

const checks = [
  ...computerChecks,
  row({
    id: 'listening',
    needs: ['room', 'adapters'],
    judge({ room: { address, port }, adapters }) {
      if (isLoopback(address)) return { status: 'bad', code: 'listens-here-only', values: [port] };
      const isHere = isAll(address) || adapters.some((one) => one.address === address);
      return isHere
        ? { status: 'ok', code: 'listens', values: [isAll(address) ? '' : address, port] }
        : { status: 'bad', code: 'listens-nowhere', values: [address, port] };
    },
  }),
  row({
    id: 'answering',
    needs: ['self'],
    judge({ self }) {
      if (!self) return undefined;
      return self.outcome === 'proven'
        ? { status: 'ok', code: 'answers-itself', values: [self.port] }
        : { status: 'bad', code: 'answers-not', values: [self.port] };
    },
  }),
  row({
    id: 'addresses',
    needs: ['room', 'adapters'],
    judge({ room, adapters }) {
      if (!isByInvite(room.kind) || isLoopback(room.address)) return undefined;
      const outside = outsideAddresses(adapters).map(({ address }) => address);
      const invited = isAll(room.address) ? outside : [room.address];
      const own = invited.filter((address) => outside.includes(address));
      return own.length > 0
        ? { status: 'ok', code: 'addresses-current', values: [own.join(', ')] }
        : { status: 'bad', code: 'addresses-none' };
    },
  }),
  firewallRow,
  row({
    id: 'arrivals',
    needs: ['arrivals', 'adapters'],
    judge({ arrivals, adapters }) {
      if (!arrivals) return undefined;
      const last = lastArrival(arrivals, adapters);
      if (!last) return { status: 'warning', code: 'arrived-none' };
      return {
        status: arrivalStatus[last.stage],
        code: `arrived-${last.stage}` satisfies FindingCode,
        values: [last.time, last.address, last.code ?? ''],
      };
    },
  }),
];

/** Checks whether others can reach a room that this window hosts. */
export function hostPlan(parts: HostPlanOptions): CheckPlan<HostFacts> {
  const { adapters, arrivals, clock, program, remote, room, signal, tools } = parts;
  return {
    side: 'host',
    checks: checks as CheckPlan<HostFacts>['checks'],
    sources: {
      remote: () => remote,
      adapters: () => adapters,
      room: () => room,
      arrivals: () => arrivals,
      firewall: () => readFirewall(tools, program, signal),
      self: () => dialSelf(room, adapters, clock, signal),
    },
    judge: (facts) => judgeHost(facts, clock.now()),
  };
}

/** Connects to the room's own address. It proves that the room listens, not that a firewall lets others in. */
async function dialSelf(
  { address, port, pin, kind }: HostedTarget,
  adapters: readonly AdapterAddress[],
  clock: Clock,
  signal: AbortSignal,
): Promise<Dialed | undefined> {
  if (pin === undefined || wireTraitsOf(kind).isDatagram) return undefined;
  const [outside] = outsideAddresses(adapters).filter(
    ({ family }) => address !== '0.0.0.0' || family === 'IPv4',
  );
  const host = isAll(address) ? (outside?.address ?? '127.0.0.1') : address;
  const [dialed] = await dialAll({ endpoints: [{ host, port }], pin }, clock, signal);
  return dialed;
}

/** The likeliest reason why no one can reach the room, the most certain first. */
function judgeHost(
  { adapters = [], arrivals, firewall, remote, room, self }: Partial<HostFacts>,
  now: number,
): Verdict {
  if (!room) return { code: 'not-finished', status: 'unknown' };
  const { address, locked, port } = room;
  const outside = outsideAddresses(adapters);
  const last = lastArrival(arrivals, adapters);
  if (remote !== undefined) return { code: 'on-remote', status: 'bad', values: [remote] };
  if (isLoopback(address)) return { code: 'this-computer-only', status: 'bad' };
  if (outside.length === 0) return { code: 'no-network', status: 'bad' };
  if (!isAll(address) && !outside.some((one) => one.address === address)) {
    return { code: 'address-gone', status: 'bad', values: [address] };
  }
  if (self && self.outcome !== 'proven' && self.outcome !== 'cancelled') {
    return { code: 'not-answering', status: 'bad', values: [port] };
  }
  if (locked) return { code: 'room-locked', status: 'warning' };
  const isBlocked = firewall?.state === 'blocks-program' || firewall?.state === 'blocks-all';
  if (last && !(isBlocked && now - last.time > freshMs)) return judgeArrival(last);
  if (isBlocked) {
    return { code: 'own-firewall', status: 'bad', values: [firewall.name, port] };
  }
  if (outside.every(isVirtual)) return { code: 'virtual-network', status: 'warning' };
  return {
    code: 'nothing-arrived',
    status: 'warning',
    values: [firewall?.state ?? 'unknown', firewall?.name ?? '', port],
  };
}

function judgeArrival({ address, code = '', stage }: Arrival): Verdict {
  switch (stage) {
    case 'joined':
    case 'checked':
    case 'knocked':
    case 'room-code':
    case 'waits':
      return { code: 'guest-joined', status: 'ok', values: [address] };
    case 'refused':
      return { code: 'guest-refused', status: 'warning', values: [address, code] };
    default:
      return { code: 'guest-broke-off', status: 'warning', values: [address, stage] };
  }
}

interface PlainFacts extends ComputerFacts {
  readonly firewall: FirewallFact;
}

/** Checks this computer alone, before there is a room. */
export function computerPlan(parts: ComputerPlanOptions): CheckPlan<PlainFacts> {
  const { adapters, isMeant = false, program, remote, signal, tools } = parts;
  return {
    side: 'computer',
    checks: [...computerChecks, firewallRow] as CheckPlan<PlainFacts>['checks'],
    sources: {
      remote: () => remote,
      adapters: () => adapters,
      firewall: () => readFirewall(tools, program, signal),
    },
    judge({ firewall }) {
      const outside = outsideAddresses(adapters);
      if (remote !== undefined && !isMeant) {
        return { code: 'on-remote', status: 'bad', values: [remote] };
      }
      if (outside.length === 0) return { code: 'no-network', status: 'bad' };
      if (firewall?.state === 'blocks-program' || firewall?.state === 'blocks-all') {
        return { code: 'own-firewall', status: 'bad', values: [firewall.name, ''] };
      }
      if (outside.every(isVirtual)) return { code: 'virtual-network', status: 'warning' };
      return { code: 'computer-ready', status: 'ok' };
    },
  };
}
