import { BlockList } from 'node:net';
import { addressesOn, type Link, multicastPort } from '../../src/net/nearby/link';
import type { LinkSocket, Links, SocketRole } from '../../src/net/nearby/link-sockets';
import type { SocketAddress } from '../../src/protocol/endpoint';
import { Emitter } from '../../src/util/event';

interface OpenSocket {
  readonly computer: MemoryComputer;
  readonly link: Link;
  readonly role: SocketRole;
  readonly address: SocketAddress;
  readonly datagrams: Emitter<{ bytes: Uint8Array; from: SocketAddress }>;
}

/** A datagram that was sent. */
export interface SentDatagram {
  readonly bytes: Uint8Array;
  readonly from: SocketAddress;
  readonly to: SocketAddress | 'group';
}

/** A local network without sockets, 10.0.0.0/24. Delivers at once. */
export class MemoryLan {
  readonly sockets = new Set<OpenSocket>();
  readonly sent: SentDatagram[] = [];
  /** What the network passes on. */
  passes = { multicast: true, broadcast: true, unicast: true };
  private ports = 50_000;

  nextPort(): number {
    this.ports += 1;
    return this.ports;
  }

  /** @param to `group` for a multicast */
  deliver(from: OpenSocket, to: SocketAddress | 'group', bytes: Uint8Array): void {
    this.sent.push({ bytes, from: from.address, to });
    const way =
      to === 'group' ? 'multicast' : to.address.endsWith('.255') ? 'broadcast' : 'unicast';
    for (const socket of [...this.sockets]) {
      const isOwn = socket.computer === from.computer;
      if (!this.passes[way] && !isOwn) continue;
      const isMeant =
        to === 'group'
          ? socket.role === 'multicast'
          : socket.address.port === to.port &&
            (way === 'broadcast' || socket.address.address === to.address);
      if (isMeant) socket.datagrams.fire({ bytes, from: from.address });
    }
  }

  /** Sends from a computer that runs another program. @param port of its socket */
  inject(
    bytes: Uint8Array,
    address: string,
    { port = multicastPort, to = 'group' }: { port?: number; to?: SocketAddress | 'group' } = {},
  ): void {
    const other = new MemoryComputer(this, address);
    const [link] = other.list();
    if (!link) return;
    const datagrams = new Emitter<{ bytes: Uint8Array; from: SocketAddress }>();
    const from = { computer: other, link, role: 'unicast', address: { address, port }, datagrams };
    this.deliver({ ...from, role: 'unicast' }, to, bytes);
  }
}

/** A computer on that network, with one adapter. */
export class MemoryComputer implements Links {
  /** How often a socket was opened. */
  opened = 0;
  /** Whether opening a socket fails. */
  fails = false;

  constructor(
    private readonly lan: MemoryLan,
    /** Undefined while it isn't on the network. */
    public address: string | undefined,
  ) {}

  readonly list = (): readonly Link[] => {
    const { address } = this;
    if (address === undefined) return [];
    const subnets = new BlockList();
    subnets.addSubnet('10.0.0.0', 24, 'ipv4');
    return [
      {
        ...{ key: address, name: address, family: 'IPv4', adapter: address, addresses: [address] },
        ...{ broadcast: '10.0.0.255', internal: false, subnets },
      },
    ];
  };

  readonly open = async (link: Link, role: SocketRole): Promise<LinkSocket> => {
    if (this.fails) throw new Error('no multicast here');
    this.opened += 1;
    const { lan } = this;
    const [address = ''] = addressesOn(link, '::');
    const port = role === 'multicast' ? multicastPort : lan.nextPort();
    const datagrams = new Emitter<{ bytes: Uint8Array; from: SocketAddress }>();
    const own: OpenSocket = { computer: this, link, role, address: { address, port }, datagrams };
    lan.sockets.add(own);
    return {
      onDatagram: datagrams.event,
      multicast: (bytes) => lan.deliver(own, 'group', bytes),
      send: (bytes, to) => lan.deliver(own, to, bytes),
      close: () => lan.sockets.delete(own),
    };
  };
}
