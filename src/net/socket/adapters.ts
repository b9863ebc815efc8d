import { networkInterfaces } from 'node:os';

/** An address of one of this computer's network adapters. */
export interface AdapterAddress {
  /** The adapter's name in the operating system: `en0`, `Wi-Fi`. */
  readonly name: string;
  readonly address: string;
  readonly family: 'IPv4' | 'IPv6';
  /** Reachable only from this computer. */
  readonly internal: boolean;
}

/**
 * This computer's addresses that others may connect to, IPv4 first. Leaves out link-local IPv6 addresses,
 * which are useless without the reader's own zone.
 */
export function listAdapters(): AdapterAddress[] {
  const all: AdapterAddress[] = [];
  for (const [name, addresses] of Object.entries(networkInterfaces())) {
    for (const { address, family, internal } of addresses ?? []) {
      if (/^fe[89ab]/i.test(address)) continue;
      all.push({ name, address, family: family === 'IPv6' ? 'IPv6' : 'IPv4', internal });
    }
  }
  return all.sort((a, b) => a.family.localeCompare(b.family));
}

/** More addresses would only make an invite longer. */
const maxAddresses = 16;

/**
 * The addresses at which others may reach a server that listens on `address`: `address` itself, or those of
 * all `adapters` if it is `0.0.0.0` or `::`, IPv4 first. Includes loopback addresses only if there are no
 * others.
 */
export function reachableAddresses(
  address: string,
  adapters: readonly AdapterAddress[],
): readonly string[] {
  if (address !== '::' && address !== '0.0.0.0') return [address];
  const usable = adapters.filter(
    (one) => (address === '::' || one.family === 'IPv4') && !isLinkLocal(one.address),
  );
  const outside = usable.filter(({ internal }) => !internal);
  const found = (outside.length > 0 ? outside : usable).map((one) => one.address);
  const v4 = found.filter((one) => !one.includes(':'));
  const v6 = found.filter((one) => one.includes(':'));
  return [...new Set([...v4, ...v6])].slice(0, maxAddresses);
}

function isLinkLocal(address: string): boolean {
  return /^(169\.254\.|fe[89ab])/i.test(address);
}
