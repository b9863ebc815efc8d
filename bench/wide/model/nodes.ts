import type { Costs, Surroundings } from './costs';
import type { EventQueue } from './event-queue';
import { Station } from './station';

/** What a node's cores are used for. */
export const purposes = [
  'entries',
  'presence',
  'receipts and typing',
  'connections',
  'idle streams',
] as const;
export type Purpose = (typeof purposes)[number];

/** A server: one of a cluster, or a leaf node, which stores nothing. */
export class ServerNode {
  readonly cores: Station;
  readonly disk: Station;
  isUp = true;
  sentBytes = 0;
  connections = 0;
  replicas = 0;
  /** Time of its cores in ms, by purpose. */
  readonly spent = new Map<Purpose, number>();

  /** @param cluster undefined for a leaf node */
  constructor(
    events: EventQueue,
    readonly name: string,
    readonly cluster: number | undefined,
    readonly coreCount: number,
  ) {
    this.cores = new Station(events, coreCount);
    this.disk = new Station(events, 1);
  }

  /** @param micros processor time */
  work(purpose: Purpose, micros: number, done: () => void, lost?: () => void): void {
    this.spent.set(purpose, (this.spent.get(purpose) ?? 0) + micros / 1000);
    this.cores.submit(micros / 1000, done, lost);
  }

  reset(): void {
    this.cores.reset();
    this.disk.reset();
    this.sentBytes = 0;
    this.spent.clear();
  }
}

export interface Layout {
  readonly clusters: number;
  /** Of each cluster; 3 if absent. */
  readonly nodes?: 1 | 3;
  readonly leaves: number;
  readonly cores: number;
}

/** What goes from node to node. */
export interface Packet {
  readonly purpose: Purpose;
  readonly bytes: number;
  /** The cluster of its room. */
  readonly cluster: number;
  /** Called when a node on its way fails. */
  readonly lost?: () => void;
}

/** Clusters of nodes, each connected with the others, and leaf nodes with a connection to each cluster. */
export class Nodes {
  readonly all: readonly ServerNode[];
  /** Where members connect: leaf nodes if there are any. */
  readonly access: readonly ServerNode[];
  private readonly clusters: readonly (readonly ServerNode[])[];

  constructor(
    private readonly events: EventQueue,
    { clusters, leaves, cores, nodes = 3 }: Layout,
    private readonly costs: Costs,
    private readonly surroundings: Surroundings,
  ) {
    const numbers = (count: number) => Array.from({ length: count }, (_, at) => at);
    this.clusters = numbers(clusters).map((cluster) =>
      numbers(nodes).map(
        (at) => new ServerNode(events, `node ${cluster + 1}.${at + 1}`, cluster, cores),
      ),
    );
    const leafNodes = numbers(leaves).map(
      (at) => new ServerNode(events, `leaf ${at + 1}`, undefined, cores),
    );
    this.all = [...this.clusters.flat(), ...leafNodes];
    this.access = leaves > 0 ? leafNodes : this.clusters.flat();
  }

  cluster(number: number): readonly ServerNode[] {
    return this.clusters[number] as readonly ServerNode[];
  }

  /** Passes a packet on to some nodes, with one copy for all that are in the same direction. */
  send(
    from: ServerNode,
    targets: readonly ServerNode[],
    packet: Packet,
    arrive: (node: ServerNode) => void,
  ): void {
    const directions = new Map<ServerNode, ServerNode[]>();
    for (const target of targets) {
      if (target === from) {
        arrive(target);
        continue;
      }
      const next = this.next(from, target, packet.cluster);
      const others = directions.get(next);
      if (others) others.push(target);
      else directions.set(next, [target]);
    }
    for (const [next, beyond] of directions) {
      from.sentBytes += packet.bytes;
      this.events.after(this.delay(from, next), () =>
        next.work(
          packet.purpose,
          this.costs.relay,
          () => this.send(next, beyond, packet, arrive),
          packet.lost,
        ),
      );
    }
  }

  private next(from: ServerNode, to: ServerNode, cluster: number): ServerNode {
    if (from.cluster === undefined) return this.gateway(from, cluster);
    if (to.cluster !== undefined) return to;
    const gateway = this.gateway(to, cluster);
    return gateway === from ? to : gateway;
  }

  /** The node of a cluster that a leaf node is connected to: another one once that has failed. */
  private gateway(leaf: ServerNode, cluster: number): ServerNode {
    const nodes = this.cluster(cluster);
    const first = this.access.indexOf(leaf) + cluster;
    const order = nodes.map((_, at) => nodes[(first + at) % nodes.length] as ServerNode);
    return order.find(({ isUp }) => isUp) ?? (order[0] as ServerNode);
  }

  private delay(from: ServerNode, to: ServerNode): number {
    const { clusterDelay, leafDelay } = this.surroundings;
    return from.cluster === to.cluster ? clusterDelay : leafDelay;
  }
}
