import { type Endpoint, formatEndpoint } from '../protocol/endpoint';
import type { Invite } from '../protocol/invite';
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

/** Whether an address stands for all networks of this computer. */
export function isAllNetworks(address: string): boolean {
  return address === '0.0.0.0' || address === '::';
}

/** The place where a room listens or can be reached: `192.168.1.5:9000`. */
export function placeWords(address: string, port: number, t: Translate): string {
  if (isAllNetworks(address)) return t('all networks, port {0}', port);
  return formatEndpoint({ host: address, port });
}

/**
 * Every address that a guest with this invite tries.
 * @param known where the room's host was before, for a guest who returns
 */
export function linkPlaces({ addresses, port }: Invite, known: readonly Endpoint[] = []): string {
  const places = [...addresses.map((host) => ({ host, port })), ...known];
  return [...new Set(places.map(formatEndpoint))].join(', ');
}
