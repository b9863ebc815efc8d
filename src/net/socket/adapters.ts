import { networkInterfaces } from 'node:os';

/** One address of one of this computer's network adapters. */
export interface AdapterAddress {
  /** The adapter's name in the operating system: `en0`, `Wi-Fi`. */
  readonly name: string;
  readonly address: string;
  readonly family: 'IPv4' | 'IPv6';
  /** Reaches this computer only. */
  readonly internal: boolean;
}

/**
 * This computer's addresses that others may connect to, IPv4 first. Link-local IPv6 addresses are
 * left out: they mean nothing without the reader's own zone.
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
