import { between, memberDelay, type World } from './messages';
import type { Purpose, ServerNode } from './nodes';
import type { Member, SimulatedRoom } from './room';
import { type HereInterval, hereEvery, maxTyping, receiptInterval } from './rooms';

/** What members tell each other without storing it: that they are here, that they type, what they have received. */
export class Statuses {
  /** Deliveries. */
  here = 0;
  receipts = 0;
  isOn = true;

  constructor(
    private readonly world: World,
    private readonly interval: HereInterval,
  ) {}

  /** Lets everyone in a room say at random times, once in each interval, that they are here. */
  start(room: SimulatedRoom): void {
    const { events, random } = this.world;
    const { members } = room;
    const interval = hereEvery(this.interval, members.length);
    const order = members.map((member) => ({ at: random() * interval, member }));
    order.sort((one, other) => one.at - other.at);
    let base = events.now;
    let next = 0;
    const schedule = () => {
      const due = order[next];
      if (!due || !this.isOn) return;
      events.at(base + due.at, () => {
        this.tellAll(due.member, 'presence');
        next += 1;
        if (next === order.length) {
          next = 0;
          base += interval;
        }
        schedule();
      });
    };
    schedule();
  }

  type(author: Member): void {
    if (author.room.members.length <= maxTyping) this.tellAll(author, 'receipts and typing');
  }

  /** A member has received an entry: it tells the authors of what is new, at most once in an interval. */
  received(member: Member): void {
    if (member.hasReceipt) return;
    member.hasReceipt = true;
    const { events } = this.world;
    const interval = receiptInterval(member.room.members.length);
    events.at(Math.max(events.now, member.lastReceipt + interval), () => {
      const { recent } = member.room;
      const authors = new Set<Member>();
      for (let at = recent.length - 1; at >= 0; at -= 1) {
        const entry = recent[at];
        if (!entry || entry.at < member.lastReceipt) break;
        if (entry.author !== member) authors.add(entry.author);
      }
      member.lastReceipt = events.now;
      member.hasReceipt = false;
      for (const author of authors) this.tellOne(member, author);
    });
  }

  private tellAll(author: Member, purpose: Purpose): void {
    const { node, room } = author;
    if (!node) return;
    this.publish(node, purpose, () => {
      this.send(room, node, [...room.listeners.keys()], purpose, (target) => {
        const count = room.listeners.get(target)?.length ?? 0;
        this.here += count;
        this.deliver(target, count, purpose);
      });
    });
  }

  private tellOne(member: Member, author: Member): void {
    const { node, room } = member;
    const target = author.node;
    if (!node || !target) return;
    const purpose = 'receipts and typing';
    this.publish(node, purpose, () => {
      this.send(room, node, [target], purpose, () => {
        this.receipts += 1;
        this.deliver(target, 1, purpose);
      });
    });
  }

  private publish(node: ServerNode, purpose: Purpose, then: () => void): void {
    const { costs, events } = this.world;
    events.after(memberDelay(this.world), () => node.work(purpose, costs.publish, then));
  }

  private send(
    room: SimulatedRoom,
    node: ServerNode,
    targets: readonly ServerNode[],
    purpose: Purpose,
    arrive: (node: ServerNode) => void,
  ): void {
    const { costs, nodes } = this.world;
    nodes.send(node, targets, { purpose, bytes: costs.statusBytes, cluster: room.cluster }, arrive);
  }

  /** In slices, as messages are. */
  private deliver(node: ServerNode, count: number, purpose: Purpose): void {
    const { costs } = this.world;
    node.sentBytes += count * costs.statusBytes;
    for (let left = count; left > 0; left -= 64) {
      node.work(purpose, costs.delivery * Math.min(64, left), () => {});
    }
  }
}

/** What keeps nodes busy although nobody says anything: streams, and members who come. */
export function startBackground(
  world: World,
  { isOn, keptPerRoom, present }: { isOn: () => boolean; keptPerRoom: number; present: number },
): void {
  const { costs, events, nodes, random, surroundings } = world;
  const repeat = (every: number, act: () => void) => {
    const next = () =>
      events.after(-Math.log(1 - random()) * every, () => {
        if (!isOn()) return;
        act();
        next();
      });
    next();
  };
  for (const node of nodes.all) {
    if (node.replicas > 0) {
      repeat(1000 / (node.replicas * keptPerRoom), () =>
        node.work('idle streams', costs.idleReplica, () => {}),
      );
    }
  }
  const newcomerMs = surroundings.stay / Math.max(1, present);
  repeat(newcomerMs, () => {
    const { access } = nodes;
    const node = access[Math.floor(random() * access.length)] as ServerNode;
    node.sentBytes += surroundings.backlog * costs.entryBytes;
    const cost = costs.connect + surroundings.backlog * costs.read;
    events.after(between(world, [0, 1]), () => node.work('connections', cost, () => {}));
  });
}
