import type { MemberLink, Ticket } from '../../src/protocol/member-link';
import { NetError } from '../../src/protocol/net-error';
import type { Network } from '../../src/protocol/network';
import type { ListenOptions, RoomServer } from '../../src/protocol/room-server';
import type { MemoryNetwork } from './memory-network';

/** A window on a {@link MemoryNetwork}: it can be cut off from others, or end with all its connections. */
export class MemoryPeer {
  /** What the window's session gets. */
  readonly network: Network;
  readonly servers: RoomServer[] = [];
  private links: { readonly to: string; cut(): void }[] = [];
  private readonly blocked = new Set<MemoryPeer>();
  private isDead = false;
  /** Whether connecting to it takes for ever after it was killed, as to a computer that is off. */
  hangs = false;

  /** @param peers all windows, this one included */
  constructor(
    private readonly shared: MemoryNetwork,
    private readonly peers: () => readonly MemoryPeer[],
  ) {
    this.network = Object.assign(Object.create(shared) as MemoryNetwork, {
      listen: (options: ListenOptions) => this.listen(options),
      connectByInvite: (ticket: Ticket, signal: AbortSignal) => this.connect(ticket, signal),
      randomId: () => shared.randomId(),
    });
  }

  get isListening(): boolean {
    return this.servers.some(({ port }) => this.shared.isListening(port));
  }

  /** Ends its window without a word: nobody hears of it again. */
  kill(): void {
    this.isDead = true;
    for (const other of this.peers()) if (other !== this) this.mend(other);
    for (const { port } of this.servers) this.shared.kill(port);
    for (const link of this.links) link.cut();
  }

  /** Breaks all connections with another one until `mend`. */
  cut(other: MemoryPeer): void {
    for (const [one, two] of [
      [this, other],
      [other, this],
    ] as const) {
      one.blocked.add(two);
      for (const link of one.links) if (two.has(link.to)) link.cut();
      one.links = one.links.filter(({ to }) => !two.has(to));
    }
    this.eachPair(other, (one, two) => this.shared.voters.cut(one, two));
  }

  mend(other: MemoryPeer): void {
    this.blocked.delete(other);
    other.blocked.delete(this);
    this.eachPair(other, (one, two) => this.shared.voters.mend(one, two));
  }

  private async listen(options: ListenOptions): Promise<RoomServer> {
    const server = await this.shared.listen(options);
    this.servers.push(server);
    return server;
  }

  private async connect(ticket: Ticket, signal: AbortSignal): Promise<MemberLink> {
    const isBlocked = [...this.blocked].some((other) => other.has(ticket.pin));
    if (this.isDead || isBlocked) throw new NetError('unreachable', 'cut off');
    const there = this.peers().filter((other) => other.has(ticket.pin));
    if (there.length > 0 && there.every(({ hangs, isDead }) => isDead && hangs)) {
      await new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(new NetError('cancelled', 'cancelled')));
      });
    }
    const { cut, link } = this.shared.connect(ticket);
    this.links.push({ to: ticket.pin, cut });
    return link;
  }

  private has(pin: string): boolean {
    return this.pins.includes(pin);
  }

  private get pins(): readonly string[] {
    return [...new Set(this.servers.map(({ access }) => access?.pin ?? ''))];
  }

  private eachPair(other: MemoryPeer, each: (one: string, two: string) => void): void {
    for (const one of this.pins) for (const two of other.pins) each(one, two);
  }
}
