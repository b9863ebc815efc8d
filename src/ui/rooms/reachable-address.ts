import type { AdapterAddress } from '../../net/socket/adapters';

/** Adapters that lead somewhere else than to the people in the same room: VPNs, virtual machines. */
const virtualAdapter =
  /tun|tap|wg\d|wireguard|vpn|ppp|tailscale|zerotier|^zt|docker|^br-|veth|virbr|virtual|vmware|vmnet|vbox|hyper-v|wsl|bridge|awdl|llw/i;

const privateIPv4 = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/;

/**
 * The address of this computer that others most likely reach when a room listens on all networks:
 * a private IPv4 address of a real adapter first. `undefined` when there is no network.
 */
export function reachableAdapter(adapters: readonly AdapterAddress[]): AdapterAddress | undefined {
  return adapters
    .filter((adapter) => !adapter.internal && !adapter.address.startsWith('169.254.'))
    .map((adapter, index) => ({ adapter, index, score: score(adapter) }))
    .sort((a, b) => b.score - a.score || a.index - b.index)[0]?.adapter;
}

function score({ name, address, family }: AdapterAddress): number {
  return (
    (virtualAdapter.test(name) ? 0 : 4) +
    (family === 'IPv4' ? 2 : 0) +
    (privateIPv4.test(address) ? 1 : 0)
  );
}
