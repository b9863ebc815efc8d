import { Histogram } from './histogram';
import { between, type Messages, type World } from './messages';
import type { ServerNode } from './nodes';
import type { Member, SimulatedRoom } from './room';

/** What happens when a node ends: elections of the rooms that it led, and members who connect to another one. */
export class Failover {
  /** From the failure until a member is connected again, in ms. */
  readonly reconnected = new Histogram();
  private failedAt = Number.POSITIVE_INFINITY;
  /** By room that lost its leader: when it has another one. */
  private readonly elections = new Map<SimulatedRoom, number>();

  constructor(
    private readonly world: World,
    private readonly rooms: readonly SimulatedRoom[],
    private readonly messages: Messages,
  ) {}

  /** The node doesn't come back. */
  fail(node: ServerNode, how: 'killed' | 'stopped'): void {
    const { costs, events } = this.world;
    this.failedAt = events.now;
    node.isUp = false;
    const range = how === 'killed' ? costs.electionKilled : costs.electionStopped;
    for (const room of this.rooms) {
      if (room.leader === node) this.elect(room, between(this.world, range));
      const members = room.disconnect(node);
      for (const message of room.underWay) this.messages.recover(message);
      for (const member of members) this.reconnect(member);
    }
    node.cores.stop();
    node.disk.stop();
  }

  /** Whether this was said while a room had no leader. */
  concerns(room: SimulatedRoom, at: number): boolean {
    const elected = this.elections.get(room);
    return elected !== undefined && at >= this.failedAt && at < elected;
  }

  private elect(room: SimulatedRoom, delay: number): void {
    const { events, random } = this.world;
    room.leader = undefined;
    this.elections.set(room, events.now + delay);
    const able = room.replicas.filter(({ isUp }) => isUp);
    // Without a majority, nothing is stored any more.
    if (able.length * 2 <= room.replicas.length) return;
    events.after(delay, () => {
      room.leader = able[Math.floor(random() * able.length)];
      this.messages.elected(room);
    });
  }

  private reconnect(member: Member): void {
    const { costs, events, nodes, random, surroundings } = this.world;
    const { room } = member;
    events.after(between(this.world, surroundings.reconnect), () => {
      const near = nodes.access.filter(
        ({ cluster, isUp }) => isUp && (cluster === undefined || cluster === room.cluster),
      );
      const node = near[Math.floor(random() * near.length)];
      node?.work(
        'connections',
        costs.connect,
        () => {
          room.connect(member, node);
          this.reconnected.add(events.now - this.failedAt);
          this.messages.resume(member);
        },
        () => this.reconnect(member),
      );
    });
  }
}
