/**
 * What the simulation takes as given. Processor times are of one core of the computer that measured them, in µs; how
 * they were measured is in docs/WIDE-SCALE.md.
 */
export interface Costs {
  /** Reading a member's message over TLS, and finding out who gets it. */
  readonly publish: number;
  /** Sending a message to one member over TLS. */
  readonly delivery: number;
  /** Passing a message on to another node. */
  readonly relay: number;
  /** Storing an entry: on the only node, on the leader, on each follower. */
  readonly storeAlone: number;
  readonly storeLeader: number;
  readonly storeFollower: number;
  /** The time of a node's disk for an entry with `sync_interval: always`: of a stream on one node, on three. */
  readonly syncAlone: number;
  readonly syncReplica: number;
  /** What a stream that nobody uses costs each of its nodes, per second. */
  readonly idleReplica: number;
  /** A member's TLS handshake, login and subscriptions. */
  readonly connect: number;
  /** Sending an entry of the backlog. */
  readonly read: number;
  /** Memory, in bytes: of a node, of each connection, of each stream on each of its nodes. */
  readonly nodeMemory: number;
  readonly connectionMemory: number;
  readonly replicaMemory: number;
  /** Bytes on the wire, with headers and TLS: of an entry, of a status that isn't stored. */
  readonly entryBytes: number;
  readonly statusBytes: number;
  /** From a node's failure until its rooms have another leader, in ms: killed, or told to stop. */
  readonly electionKilled: readonly [number, number];
  readonly electionStopped: readonly [number, number];
}

export const measured: Costs = {
  publish: 20,
  delivery: 20,
  relay: 10,
  storeAlone: 150,
  storeLeader: 290,
  storeFollower: 165,
  syncAlone: 180,
  syncReplica: 430,
  idleReplica: 104,
  connect: 800,
  read: 10,
  nodeMemory: 22e6,
  connectionMemory: 100e3,
  replicaMemory: 200e3,
  entryBytes: 900,
  statusBytes: 450,
  electionKilled: [4000, 6800],
  electionStopped: [200, 2200],
};

/** What networks and programs do, in ms: assumed, not measured. Delays are one way. */
export interface Surroundings {
  /** Between a member and its node: the least, and how much more on average (Wi-Fi). */
  readonly memberDelay: readonly [number, number];
  /** Between nodes of a cluster, and between a leaf node and its clusters. */
  readonly clusterDelay: number;
  readonly leafDelay: number;
  /** How long a member waits before it connects again: between these. */
  readonly reconnect: readonly [number, number];
  /** How long a member waits before it publishes again what wasn't acknowledged. */
  readonly retry: readonly [number, number];
  /** How often a member connects anew, and how many entries it then reads. */
  readonly stay: number;
  readonly backlog: number;
}

export const assumed: Surroundings = {
  memberDelay: [0.5, 2],
  clusterDelay: 0.1,
  leafDelay: 10,
  reconnect: [100, 2000],
  retry: [100, 500],
  stay: 3_600_000,
  backlog: 50,
};
