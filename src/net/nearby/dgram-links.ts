import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { networkInterfaces } from 'node:os';
import type { SocketAddress } from '../../protocol/endpoint';
import { Emitter } from '../../util/event';
import type { Logger } from '../../util/logger';
import { type Link, leftOutText, multicastGroups, multicastPort, surveyLinks } from './link';
import type { LinkSocket, Links, SocketRole } from './link-sockets';

/**
 * The links of this computer, with real sockets. Logs which adapters aren't used and why, when that changes.
 * @param names the adapters to use; empty for all that lead to other computers
 */
export function dgramLinks(names: () => readonly string[], logger: Logger): Links {
  let logged = '';
  return {
    list() {
      const survey = surveyLinks(networkInterfaces(), names(), process.platform);
      const leftOut = leftOutText(survey);
      if (leftOut !== logged) logger.info(`rooms nearby: adapters not used: ${leftOut || 'none'}`);
      logged = leftOut;
      return survey.links;
    },
    open: openSocket,
  };
}

/** @throws {Error} when the port isn't available or the adapter doesn't support multicast */
async function openSocket(link: Link, role: SocketRole): Promise<LinkSocket> {
  const isIPv6 = link.family === 'IPv6';
  const isGroup = role === 'multicast';
  const socket = createSocket({
    type: isIPv6 ? 'udp6' : 'udp4',
    // Other programs on this computer also use the port.
    reuseAddr: isGroup,
    ipv6Only: isIPv6,
    // Addresses are never names here, so nothing has to be looked up, and sending stays synchronous.
    lookup: (host, _options, callback) => callback(null, host, isIPv6 ? 6 : 4),
  });
  try {
    await bind(socket, isIPv6 ? '::' : isGroup ? '0.0.0.0' : link.adapter, isGroup);
    socket.setMulticastInterface(link.adapter);
    // Other windows on this computer look for rooms, too.
    socket.setMulticastLoopback(true);
    // RFC 6762, section 11: a receiver can tell whether a router has forwarded the packet by mistake.
    socket.setMulticastTTL(255);
    if (isGroup) socket.addMembership(multicastGroups[link.family], link.adapter);
    if (!isIPv6) socket.setBroadcast(true);
    return new DgramSocket(socket, link);
  } catch (error) {
    socket.close();
    throw error;
  }
}

function bind(socket: Socket, address: string, isGroup: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    const port = isGroup ? multicastPort : 0;
    socket.bind({ address, port, exclusive: !isGroup }, () => {
      socket.removeListener('error', reject);
      // Errors concern one datagram: a network that is unreachable, or a port that is closed.
      socket.on('error', () => {});
      resolve();
    });
  });
}

class DgramSocket implements LinkSocket {
  private readonly datagrams = new Emitter<{ bytes: Uint8Array; from: SocketAddress }>();
  readonly onDatagram = this.datagrams.event;
  private readonly group: SocketAddress;

  constructor(
    private readonly socket: Socket,
    { family, zone }: Link,
  ) {
    const address = multicastGroups[family] + (zone === undefined ? '' : `%${zone}`);
    this.group = { address, port: multicastPort };
    socket.on('message', (bytes: Buffer, { address, port }: RemoteInfo) =>
      this.datagrams.fire({ bytes, from: { address, port } }),
    );
  }

  multicast(bytes: Uint8Array): void {
    this.send(bytes, this.group);
  }

  send(bytes: Uint8Array, { address, port }: SocketAddress): void {
    try {
      this.socket.send(bytes, port, address, () => {});
    } catch {
      // A forged datagram's port 0.
    }
  }

  close(): void {
    this.datagrams.dispose();
    this.socket.close();
  }
}
