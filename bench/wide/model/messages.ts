import type { Costs, Surroundings } from './costs';
import type { EventQueue } from './event-queue';
import type { Histogram } from './histogram';
import type { Nodes, ServerNode } from './nodes';
import type { Member, Message, SimulatedRoom } from './room';

/** So many deliveries of a message are one task of a core: other rooms' tasks get in between. */
const slice = 64;
/** How long it takes until members find that they lack an entry: another one, or what a member says it has. */
const noticeMs = 2000;

export interface MessageTimes {
  /** From publishing an entry to the acknowledgement, and to each member's receiving it, in ms. */
  readonly acknowledged: Histogram;
  readonly delivered: Histogram;
}

/** What all parts of the simulation share. */
export interface World {
  readonly events: EventQueue;
  readonly nodes: Nodes;
  readonly costs: Costs;
  readonly surroundings: Surroundings;
  readonly random: () => number;
}

/** A delay between a member and its node. */
export function memberDelay({ random, surroundings }: World): number {
  const [least, more] = surroundings.memberDelay;
  return least - more * Math.log(1 - random());
}

export function between({ random }: World, [least, most]: readonly [number, number]): number {
  return least + random() * (most - least);
}

/** How entries get from their authors into the log, and from there to everyone. */
export class Messages {
  sent = 0;
  completed = 0;
  deliveries = 0;
  /** What members got twice, and dropped. */
  repeats = 0;
  /** Where times are counted; undefined for those that aren't. */
  times: ((message: Message) => MessageTimes | undefined) | undefined;

  /** @param onDelivered what a member does when it has received an entry */
  constructor(
    private readonly world: World,
    private readonly onDelivered: (member: Member, message: Message) => void,
  ) {}

  say(author: Member): void {
    const message: Message = {
      author,
      sentAt: this.world.events.now,
      isStored: false,
      isAcknowledged: false,
      received: new Uint8Array(author.room.members.length),
      left: author.room.members.length,
    };
    this.sent += 1;
    this.publish(message);
  }

  /** A member is connected again: it reads what it missed, and publishes what wasn't acknowledged. */
  resume(member: Member): void {
    const { node, missed, unsent } = member;
    for (const message of unsent.splice(0)) this.publish(message);
    const entries = missed.splice(0);
    if (entries.length === 0 || !node) return;
    node.work(
      'entries',
      this.world.costs.read * entries.length,
      () => {
        const at = this.world.events.now;
        for (const message of entries) this.deliver(message, member, at);
      },
      () => missed.push(...entries),
    );
  }

  /** Publishes what waited for a leader. */
  elected(room: SimulatedRoom): void {
    for (const message of room.parked.splice(0)) this.retry(message);
  }

  /** Members find what they lack, or read it once they are connected. */
  recover(message: Message): void {
    const { events } = this.world;
    events.after(noticeMs, () => {
      const { members } = message.author.room;
      for (const member of members) {
        if (message.received[member.index]) continue;
        member.missed.push(message);
        if (member.node) this.resume(member);
      }
    });
  }

  private retry(message: Message): void {
    const { events, surroundings } = this.world;
    events.after(between(this.world, surroundings.retry), () => this.publish(message));
  }

  private publish(message: Message): void {
    if (message.isAcknowledged) return;
    const { costs, events, nodes } = this.world;
    const { author } = message;
    const { room } = author;
    const lost = () => this.retry(message);
    const { node } = author;
    if (!node) {
      author.unsent.push(message);
      return;
    }
    events.after(memberDelay(this.world), () =>
      node.work(
        'entries',
        costs.publish,
        () => {
          const { leader } = room;
          if (!leader) room.parked.push(message);
          else {
            nodes.send(node, [leader], packet(room, costs.entryBytes, lost), () =>
              this.store(message, leader, lost),
            );
          }
        },
        lost,
      ),
    );
  }

  private store(message: Message, leader: ServerNode, lost: () => void): void {
    const { room } = message.author;
    // The server knows the id: a repeat is acknowledged, and not stored.
    if (message.isStored) {
      this.acknowledge(message, leader);
      return;
    }
    const { costs, nodes } = this.world;
    const others = room.replicas.filter((node) => node !== leader);
    const needed = Math.floor(room.replicas.length / 2) + 1;
    let stored = 0;
    const onStored = () => {
      stored += 1;
      if (stored === needed) this.commit(message, leader, lost);
    };
    const [own, syncing] =
      others.length > 0
        ? [costs.storeLeader, costs.syncReplica]
        : [costs.storeAlone, costs.syncAlone];
    const sync = (node: ServerNode, done: () => void, failed?: () => void) =>
      node.disk.submit(syncing / 1000, done, failed);
    leader.work('entries', own, () => sync(leader, onStored, lost), lost);
    for (const follower of others) {
      nodes.send(leader, [follower], packet(room, costs.entryBytes), () =>
        follower.work('entries', costs.storeFollower, () =>
          sync(follower, () => nodes.send(follower, [leader], packet(room, 60), onStored)),
        ),
      );
    }
  }

  private commit(message: Message, leader: ServerNode, lost: () => void): void {
    if (!leader.isUp) {
      lost();
      return;
    }
    if (!message.isStored) {
      const { room } = message.author;
      message.isStored = true;
      room.underWay.add(message);
      room.recent.push({ at: this.world.events.now, author: message.author });
      for (const member of room.members) if (!member.node) member.missed.push(message);
      const targets = [...room.listeners.keys()];
      const { costs, nodes } = this.world;
      nodes.send(
        leader,
        targets,
        packet(room, costs.entryBytes, () => this.recover(message)),
        (node) => this.fanOut(message, node),
      );
    }
    this.acknowledge(message, leader);
  }

  private acknowledge(message: Message, leader: ServerNode): void {
    const { costs, events, nodes } = this.world;
    const { node, room } = message.author;
    const lost = () => this.retry(message);
    if (!node) {
      lost();
      return;
    }
    nodes.send(leader, [node], packet(room, costs.statusBytes, lost), () =>
      node.work(
        'entries',
        costs.delivery,
        () =>
          events.after(memberDelay(this.world), () => {
            if (message.isAcknowledged) return;
            message.isAcknowledged = true;
            this.times?.(message)?.acknowledged.add(events.now - message.sentAt);
          }),
        lost,
      ),
    );
  }

  private fanOut(message: Message, node: ServerNode): void {
    const { costs, events } = this.world;
    const listeners = [...(message.author.room.listeners.get(node) ?? [])];
    const each = costs.delivery / 1000;
    for (let from = 0; from < listeners.length; from += slice) {
      const part = listeners.slice(from, from + slice);
      node.sentBytes += part.length * costs.entryBytes;
      // Those at a node that fails recover the entry when they are connected again.
      node.work('entries', costs.delivery * part.length, () => {
        part.forEach((member, at) => {
          this.deliver(message, member, events.now - each * (part.length - 1 - at));
        });
      });
    }
  }

  /** @param at when it leaves the node */
  private deliver(message: Message, member: Member, at: number): void {
    if (message.received[member.index]) {
      this.repeats += 1;
      return;
    }
    message.received[member.index] = 1;
    message.left -= 1;
    this.deliveries += 1;
    const time = at + memberDelay(this.world) - message.sentAt;
    this.times?.(message)?.delivered.add(time);
    this.onDelivered(member, message);
    if (message.left > 0) return;
    this.completed += 1;
    message.author.room.underWay.delete(message);
  }
}

function packet(room: SimulatedRoom, bytes: number, lost?: () => void) {
  const base = { purpose: 'entries' as const, bytes, cluster: room.cluster };
  return lost ? { ...base, lost } : base;
}
