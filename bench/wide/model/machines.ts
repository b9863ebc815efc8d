import type { NodeUse, Outcome } from '../simulation';

/** A computer, and what it costs: an assumption, for whoever calculates to replace. */
export interface Hardware {
  readonly cores: number;
  readonly memory: number;
  /** What its network carries, in bytes per second. */
  readonly network: number;
  /** In € per month. */
  readonly price: number;
  /** In € per TB that it sends. */
  readonly trafficPrice: number;
}

export const rented: Hardware = {
  ...{ cores: 8, memory: 32e9, network: 125e6 },
  ...{ price: 60, trafficPrice: 1 },
};

/** No more than this share of what a node has is used when another one has failed. */
const maxUse = 0.7;
const campusMembers = 20_000;
const secondsPerMonth = 30 * 86_400;

/** What one member needs of all nodes of a kind at the busiest hour: cores, bytes of memory, bytes sent per second. */
interface Need {
  readonly cores: number;
  readonly memory: number;
  readonly network: number;
}

export interface Machines {
  readonly members: number;
  readonly clusters: number;
  readonly campuses: number;
  readonly leavesPerCampus: number;
  readonly machines: number;
  /** What decides how many clusters there are. */
  readonly limit: keyof Need;
  readonly trafficPerMonth: number;
  /** In € per month: of all, and of 1,000 members. */
  readonly price: number;
  readonly pricePerThousand: number;
}

/** @throws {Error} if a node was overloaded: what it did then isn't what members need */
export function needs({ members, nodes }: Outcome, isLeaf: boolean): Need {
  const some = nodes.filter((node) => node.isLeaf === isLeaf);
  const overloaded = some.find(({ busy }) => busy > 0.9);
  if (overloaded) throw new Error(`${overloaded.name} is overloaded.`);
  const sum = (of: (node: NodeUse) => number) =>
    some.reduce((total, node) => total + of(node), 0) / members;
  return {
    cores: sum(({ cores }) => Object.values(cores).reduce((total, share) => total + share, 0)),
    memory: sum(({ memory }) => memory),
    network: sum(({ sentBytes }) => sentBytes),
  };
}

/**
 * How many machines members need.
 * @param outcome with leaf nodes, or without: then there are none here either
 * @param meanLoad of the day, as a share of the busiest hour's
 */
export function machinesFor(
  members: number,
  outcome: Outcome,
  { hardware = rented, meanLoad }: { readonly hardware?: Hardware; readonly meanLoad: number },
): Machines {
  const ofClusters = needs(outcome, false);
  const hasLeaves = outcome.nodes.some(({ isLeaf }) => isLeaf);
  const ofLeaves = needs(outcome, true);
  const share = (need: Need, key: keyof Need) => need[key] / (hardware[key] * maxUse);
  const keys = ['cores', 'memory', 'network'] as const;
  const limit = keys.reduce((most, key) =>
    share(ofClusters, key) > share(ofClusters, most) ? key : most,
  );
  // Two of the three nodes carry everything while the third one is down.
  const clusters = Math.ceil((members * share(ofClusters, limit)) / 2);
  const campuses = hasLeaves ? Math.ceil(members / campusMembers) : 0;
  const perCampus = Math.max(
    ...keys.map((key) => share(ofLeaves, key) * Math.min(members, campusMembers)),
  );
  // One more than is needed.
  const leavesPerCampus = hasLeaves ? Math.ceil(perCampus) + 1 : 0;
  const machines = 3 * clusters + campuses * leavesPerCampus;
  const sent = members * (ofClusters.network + (hasLeaves ? ofLeaves.network : 0));
  const trafficPerMonth = sent * meanLoad * secondsPerMonth;
  const price = machines * hardware.price + (trafficPerMonth / 1e12) * hardware.trafficPrice;
  return {
    ...{ members, clusters, campuses, leavesPerCampus, machines, limit, trafficPerMonth, price },
    pricePerThousand: (price / members) * 1000,
  };
}
