import type { ServerNode } from './nodes';
import type { RoomType } from './rooms';

/** A member's connection, while it is one of those who are present. */
export interface Member {
  readonly room: SimulatedRoom;
  /** Its place among those who are present in the room. */
  readonly index: number;
  /** Undefined while it isn't connected. */
  node: ServerNode | undefined;
  /** What it hasn't received because it wasn't connected. */
  readonly missed: Message[];
  /** What it has to publish again once it is connected. */
  readonly unsent: Message[];
  lastReceipt: number;
  hasReceipt: boolean;
}

/** An entry on its way from its author to everyone who is present. */
export interface Message {
  readonly author: Member;
  readonly sentAt: number;
  isStored: boolean;
  isAcknowledged: boolean;
  /** By the member's index. */
  readonly received: Uint8Array;
  /** Who hasn't received it. */
  left: number;
}

export class SimulatedRoom {
  readonly members: Member[] = [];
  /** Those who are connected, by node. */
  readonly listeners = new Map<ServerNode, Member[]>();
  /** Undefined during an election. */
  leader: ServerNode | undefined;
  /** What was published during an election. */
  readonly parked: Message[] = [];
  /** What is stored and hasn't arrived everywhere. */
  readonly underWay = new Set<Message>();
  /** When entries were stored, and by whom: what receipts are for. */
  readonly recent: { readonly at: number; readonly author: Member }[] = [];

  constructor(
    readonly type: RoomType,
    readonly cluster: number,
    readonly replicas: readonly ServerNode[],
  ) {
    this.leader = replicas[0];
  }

  connect(member: Member, node: ServerNode): void {
    member.node = node;
    node.connections += 1;
    const others = this.listeners.get(node);
    if (others) others.push(member);
    else this.listeners.set(node, [member]);
  }

  /** Everyone at this node loses the connection. @returns who */
  disconnect(node: ServerNode): readonly Member[] {
    const members = this.listeners.get(node) ?? [];
    this.listeners.delete(node);
    node.connections -= members.length;
    for (const member of members) member.node = undefined;
    return members;
  }
}
