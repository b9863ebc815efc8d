import { seededRandom } from '../../src/util/seeded-random';
import { assumed, type Costs, measured, type Surroundings } from './model/costs';
import { EventQueue } from './model/event-queue';
import { Failover } from './model/failover';
import { Histogram } from './model/histogram';
import { between, Messages, type MessageTimes, type World } from './model/messages';
import { type Layout, Nodes, type Purpose, purposes, type ServerNode } from './model/nodes';
import { type Member, SimulatedRoom } from './model/room';
import {
  dailyPresence,
  type HereInterval,
  hereInterval,
  maxPresence,
  planRooms,
  type RoomPlan,
} from './model/rooms';
import { Statuses, startBackground } from './model/statuses';

export interface SimulationPlan {
  readonly members: number;
  readonly layout: Layout;
  readonly seed: number;
  /** On how many nodes each room is stored: 1 or 3. */
  readonly replicas: 1 | 3;
  /** Of the day: how many members are connected, and how much they say. */
  readonly hour: number;
  /** How long is measured, in s of simulated time. */
  readonly seconds: number;
  /** How many streams there are for each room that is in use: nobody but an administrator deletes one. */
  readonly keptPerRoom: number;
  /** Instead of what docs/WIDE.md says. */
  readonly here?: HereInterval;
  /** Nobody says anything but messages: no presence, no typing, no receipts. */
  readonly isQuiet?: boolean;
  /** A node fails at the beginning of the measured time. */
  readonly failure?: 'killed' | 'stopped' | undefined;
  readonly costs?: Partial<Costs>;
  readonly surroundings?: Partial<Surroundings>;
  /** Instead of those that suit the members. */
  readonly rooms?: readonly RoomPlan[];
}

export interface Times {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/** What a node does on average while it is measured, per second. */
export interface NodeUse {
  readonly name: string;
  readonly isLeaf: boolean;
  /** Of all its cores, and of its disk, 0 to 1. */
  readonly busy: number;
  readonly disk: number;
  readonly cores: Readonly<Record<Purpose, number>>;
  readonly sentBytes: number;
  readonly connections: number;
  readonly replicas: number;
  readonly memory: number;
}

export interface Outcome {
  readonly members: number;
  readonly present: number;
  readonly rooms: number;
  readonly sent: number;
  /** Messages that everyone has. */
  readonly completed: number;
  readonly deliveries: number;
  readonly repeats: number;
  /** Per second. */
  readonly hereDeliveries: number;
  readonly receiptDeliveries: number;
  readonly messageDeliveries: number;
  readonly delivered: Times;
  readonly acknowledged: Times;
  /** By what was said in rooms whose leader failed, and how long members took to be connected again. */
  readonly failed?: { readonly acknowledged: Times; readonly delivered: Times };
  readonly reconnected?: Times;
  readonly nodes: readonly NodeUse[];
  readonly events: number;
}

/** Before anything is measured, in ms; and how long messages may take at the end. */
const warmMs = 7000;
const drainMs = 60_000;

/** Simulates members who talk in rooms on clusters. The same plan gives the same outcome. */
export function simulate(plan: SimulationPlan): Outcome {
  return new Simulation(plan).run();
}

class Simulation {
  private readonly world: World;
  private readonly rooms: readonly SimulatedRoom[];
  private readonly messages: Messages;
  private readonly statuses: Statuses;
  private readonly failover: Failover;
  private readonly present: number;
  private readonly times = newTimes();
  private readonly failedTimes = newTimes();
  private isTalking = true;

  constructor(private readonly plan: SimulationPlan) {
    const random = seededRandom(plan.seed);
    const events = new EventQueue();
    const costs = { ...measured, ...plan.costs };
    const surroundings = { ...assumed, ...plan.surroundings };
    const nodes = new Nodes(events, plan.layout, costs, surroundings);
    this.world = { events, nodes, costs, surroundings, random };
    this.statuses = new Statuses(this.world, plan.here ?? hereInterval);
    this.messages = new Messages(this.world, (member, message) => {
      if (member !== message.author && !plan.isQuiet) this.statuses.received(member);
    });
    this.rooms = (plan.rooms ?? planRooms(plan.members, random)).map((room, at) =>
      this.open(room, at),
    );
    this.present = this.rooms.reduce((sum, { members }) => sum + members.length, 0);
    this.failover = new Failover(this.world, this.rooms, this.messages);
  }

  run(): Outcome {
    const { events } = this.world;
    this.start();
    let count = events.run(warmMs);
    for (const node of this.world.nodes.all) node.reset();
    const before = this.counts();
    this.measureFrom(warmMs);
    const { failure, seconds } = this.plan;
    const end = warmMs + seconds * 1000;
    if (failure) this.failover.fail(this.world.nodes.cluster(0)[0] as ServerNode, failure);
    count += events.run(end);
    const after = this.counts();
    const nodes = this.world.nodes.all.map((node) => this.useOf(node));
    this.isTalking = false;
    this.statuses.isOn = false;
    count += events.run(end + drainMs);
    const rate = (key: keyof typeof before) => (after[key] - before[key]) / seconds;
    return {
      members: this.plan.members,
      present: this.present,
      rooms: this.rooms.length,
      sent: this.messages.sent,
      completed: this.messages.completed,
      deliveries: this.messages.deliveries,
      repeats: this.messages.repeats,
      hereDeliveries: rate('here'),
      receiptDeliveries: rate('receipts'),
      messageDeliveries: rate('deliveries'),
      delivered: timesOf(this.times.delivered),
      acknowledged: timesOf(this.times.acknowledged),
      ...(failure && {
        failed: {
          acknowledged: timesOf(this.failedTimes.acknowledged),
          delivered: timesOf(this.failedTimes.delivered),
        },
        reconnected: timesOf(this.failover.reconnected),
      }),
      nodes,
      events: count,
    };
  }

  private open({ type, members }: RoomPlan, at: number): SimulatedRoom {
    const { nodes, random } = this.world;
    const { layout, hour, replicas } = this.plan;
    const cluster = at % layout.clusters;
    const own = nodes.cluster(cluster);
    const first = Math.floor(random() * own.length);
    const kept = Array.from({ length: replicas }, (_, step) => own[(first + step) % own.length]);
    const room = new SimulatedRoom(type, cluster, kept as ServerNode[]);
    for (const node of room.replicas) node.replicas += 1;
    const isLeaf = layout.leaves > 0;
    const access = isLeaf ? nodes.access : own;
    const home = Math.floor(random() * access.length);
    const share = dailyPresence[hour] ?? 0;
    for (let member = 0; member < members; member += 1) {
      if (random() >= share) continue;
      // Through leaf nodes, a room's members come from one campus, mostly.
      const isAnywhere = !isLeaf || random() < type.abroad;
      const node = access[isAnywhere ? Math.floor(random() * access.length) : home] as ServerNode;
      const joined: Member = {
        room,
        index: room.members.length,
        node: undefined,
        missed: [],
        unsent: [],
        lastReceipt: -random() * 20_000,
        hasReceipt: false,
      };
      room.members.push(joined);
      room.connect(joined, node);
    }
    return room;
  }

  private start(): void {
    for (const room of this.rooms) {
      if (room.members.length < 2) continue;
      if (!this.plan.isQuiet) this.statuses.start(room);
      this.talk(room);
    }
    const { keptPerRoom } = this.plan;
    const isOn = () => this.isTalking;
    startBackground(this.world, { isOn, keptPerRoom, present: this.present });
  }

  /** Someone says something at random times; before it, they type for a while. */
  private talk(room: SimulatedRoom): void {
    const { events, random } = this.world;
    const share = (dailyPresence[this.plan.hour] ?? 0) / maxPresence;
    const mean = 60_000 / (room.type.perMinute * share);
    const next = () =>
      events.after(-Math.log(1 - random()) * mean, () => {
        if (!this.isTalking) return;
        const author = room.members[Math.floor(random() * room.members.length)] as Member;
        if (!this.plan.isQuiet) {
          for (const at of [0, 2000, 4000]) events.after(at, () => this.statuses.type(author));
        }
        events.after(between(this.world, [4000, 6000]), () => {
          if (this.isTalking) this.messages.say(author);
        });
        next();
      });
    next();
  }

  private measureFrom(time: number): void {
    const { failure } = this.plan;
    this.messages.times = ({ author, sentAt }): MessageTimes | undefined => {
      if (sentAt < time) return undefined;
      return failure && this.failover.concerns(author.room, sentAt) ? this.failedTimes : this.times;
    };
  }

  private counts() {
    const { here, receipts } = this.statuses;
    return { here, receipts, deliveries: this.messages.deliveries };
  }

  private useOf(node: ServerNode): NodeUse {
    const { costs } = this.world;
    const { keptPerRoom, seconds } = this.plan;
    const { connections, cluster, name } = node;
    const replicas = node.replicas * keptPerRoom;
    const cores = Object.fromEntries(
      purposes.map((purpose) => [purpose, (node.spent.get(purpose) ?? 0) / seconds / 1000]),
    ) as Record<Purpose, number>;
    return {
      ...{ name, connections, replicas, cores, isLeaf: cluster === undefined },
      busy: node.cores.use().busy,
      disk: node.disk.use().busy,
      sentBytes: node.sentBytes / seconds,
      memory:
        costs.nodeMemory + connections * costs.connectionMemory + replicas * costs.replicaMemory,
    };
  }
}

function newTimes(): MessageTimes {
  return { acknowledged: new Histogram(), delivered: new Histogram() };
}

function timesOf(histogram: Histogram): Times {
  const [p50 = 0, p99 = 0, p999 = 0] = [0.5, 0.99, 0.999].map((share) =>
    histogram.percentile(share),
  );
  return { count: histogram.count, p50, p99, p999, max: histogram.max };
}
