import { type Endpoint, formatEndpoint, type SocketAddress } from '../protocol/endpoint';
import { type Invite, inviteEndpoints } from '../protocol/invite';
import { formatLabEndpoint, type LabEndpoint } from '../protocol/lab-endpoint';
import { type RoomKind, type Wire, wireOf, wires } from '../protocol/room-kinds';
import type { Translate } from './translate';

/** Whether only programs on this computer can reach an address. */
export function isLoopback(address: string): boolean {
  return (
    address === 'localhost' ||
    address === '::1' ||
    /^127(\.\d{1,3}){3}$/.test(address) ||
    /^::ffff:127\./i.test(address)
  );
}

/** Whether an address means all networks of this computer. */
export function isAllNetworks(address: string): boolean {
  return address === '0.0.0.0' || address === '::';
}

/** The place where a room listens or can be reached: `192.168.1.5:9000`, `udp://192.168.1.5:9000`. */
export function addressText(
  { address: host, port, wire }: SocketAddress & { readonly wire?: Wire | undefined },
  t: Translate,
): string {
  if (!isAllNetworks(host)) return formatLabEndpoint({ host, port, wire });
  return wire && wires[wire].isDatagram
    ? t('all networks, UDP port {0}', port)
    : t('all networks, port {0}', port);
}

/** The place that a connection attempt leads to. */
export function targetAddressText({ host, ...rest }: LabEndpoint, t: Translate): string {
  return addressText({ address: host, ...rest }, t);
}

/** The place where a room listens, as {@link addressText} says it. */
export function roomAddressText(
  { kind, address, port }: SocketAddress & { readonly kind: RoomKind },
  t: Translate,
): string {
  return addressText({ address, port, wire: wireOf(kind) }, t);
}

/**
 * Every address that a guest with this invite tries.
 * @param known where the room's host was before, for a guest who returns
 */
export function inviteAddresses(invite: Invite, known: readonly Endpoint[] = []): string {
  const places = [...inviteEndpoints(invite), ...known];
  return [...new Set(places.map(formatEndpoint))].join(', ');
}
