import { networkInterfaces } from 'node:os';
import type { AdapterKind } from '../../protocol/connection-report';

/** An address of one of this computer's network adapters. */
export interface AdapterAddress {
  /** The adapter's name in the operating system: `en0`, `Wi-Fi`. */
  readonly name: string;
  readonly address: string;
  readonly family: 'IPv4' | 'IPv6';
  /** Reachable only from this computer. */
  readonly internal: boolean;
  /** What it belongs to; absent: as its name says. */
  readonly kind?: AdapterKind;
  /** The address with the length of its network's prefix: `192.168.1.5/24`. */
  readonly cidr?: string;
}

interface AdapterRule {
  readonly kind: Exclude<AdapterKind, 'physical'>;
  readonly names: RegExp;
  /** How its hardware address begins, for adapters that Windows calls `Ethernet 3`. */
  readonly hardware?: RegExp;
}

/** The first that matches counts: `vEthernet (WSL)` is also one of Hyper-V. */
const adapterRules: readonly AdapterRule[] = [
  { kind: 'wsl', names: /wsl/i },
  { kind: 'docker', names: /docker|^br-[\da-f]{6,}|^veth[\da-f]{4,}/i },
  { kind: 'hyper-v', names: /^vEthernet|hyper-v/i, hardware: /^00:15:5d/i },
  { kind: 'virtualbox', names: /virtualbox|^vboxnet/i, hardware: /^0a:00:27/i },
  { kind: 'vmware', names: /vmware|^vmnet/i, hardware: /^00:50:56:c0/i },
  {
    kind: 'vpn',
    names:
      /vpn|^(?:u?tun|tap|wg|ppp|ipsec|gpd)\d*$|tap-windows|wireguard|wintun|tailscale|zerotier|^zt|nordlynx|mullvad|anyconnect|globalprotect|fortinet/i,
    hardware: /^00:ff/i,
  },
  { kind: 'virtual', names: /^virbr|^veth|^bridge|^awdl|^llw|^anpi|virtual/i },
];

/** What an adapter belongs to, by its name, and by its hardware address if it is known. */
export function adapterKind(name: string, hardware = ''): AdapterKind {
  const rule = adapterRules.find(
    ({ names, hardware: begins }) => names.test(name) || begins?.test(hardware),
  );
  return rule?.kind ?? 'physical';
}

/** What an adapter belongs to. */
export function kindOf({ name, kind }: Pick<AdapterAddress, 'name' | 'kind'>): AdapterKind {
  return kind ?? adapterKind(name);
}

/** Whether other computers can hardly reach this one through the adapter. */
export function isVirtual(adapter: Pick<AdapterAddress, 'name' | 'kind'>): boolean {
  return kindOf(adapter) !== 'physical';
}

/**
 * This computer's addresses that others may connect to, IPv4 first. Leaves out link-local IPv6 addresses,
 * which are useless without the reader's own zone.
 */
export function listAdapters(): AdapterAddress[] {
  const all: AdapterAddress[] = [];
  for (const [name, addresses] of Object.entries(networkInterfaces())) {
    for (const { address, cidr, family, internal, mac } of addresses ?? []) {
      if (/^fe[89ab]/i.test(address)) continue;
      all.push({
        ...{ name, address, internal, kind: adapterKind(name, mac) },
        family: family === 'IPv6' ? 'IPv6' : 'IPv4',
        ...(cidr !== null && { cidr }),
      });
    }
  }
  return all.sort((a, b) => a.family.localeCompare(b.family));
}

/** More addresses would only make an invite longer. */
const maxAddresses = 16;

/**
 * The addresses at which others may reach a server that listens on `address`: `address` itself, or those of
 * all `adapters` if it is `0.0.0.0` or `::`: those of VPNs and virtual machines last, otherwise IPv4 first.
 * Includes loopback addresses only if there are no others.
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
  const rank = (one: AdapterAddress) => (isVirtual(one) ? 2 : 0) + (one.family === 'IPv6' ? 1 : 0);
  const found = (outside.length > 0 ? outside : usable).toSorted((a, b) => rank(a) - rank(b));
  return [...new Set(found.map((one) => one.address))].slice(0, maxAddresses);
}

function isLinkLocal(address: string): boolean {
  return /^(169\.254\.|fe[89ab])/i.test(address);
}
