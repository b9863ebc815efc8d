import { formatEndpoint } from '../protocol/endpoint';
import type { Translate } from './translate';

/** Whether an address is reached by programs on this computer only. */
export function isLoopback(address: string): boolean {
  return (
    address === 'localhost' ||
    address === '::1' ||
    /^127(\.\d{1,3}){3}$/.test(address) ||
    /^::ffff:127\./i.test(address)
  );
}

/** Whether an address stands for every network of this computer. */
export function isAllNetworks(address: string): boolean {
  return address === '0.0.0.0' || address === '::';
}

/** Where a room listens or is reached, as people read it: `192.168.1.5:9000`. */
export function placeWords(address: string, port: number, t: Translate): string {
  if (isAllNetworks(address)) return t('all networks, port {0}', port);
  return formatEndpoint({ host: address, port });
}
