import type { AdapterAddress } from '../../net/socket/adapters';
import { formatEndpoint } from '../../protocol/endpoint';
import type { RoomInfo } from '../../room/session-state';
import { isAllNetworks, isLoopback } from '../../strings/places';
import type { Translate } from '../../strings/translate';

/** What to give to others so that they can join a lab room, and what to say about it. */
export interface LabAddress {
  readonly text: string;
  readonly told: string;
}

/** The address and port that others join a lab room with. */
export function labAddress(
  { address, port }: RoomInfo,
  adapters: readonly AdapterAddress[],
  t: Translate,
): LabAddress {
  if (isAllNetworks(address)) {
    const reached = reachableAdapter(adapters);
    const text = formatEndpoint({ host: reached?.address ?? '127.0.0.1', port });
    return {
      text,
      told: reached
        ? t(
            'Copied {0}. The room listens on all networks; others can most likely reach it at this address of {1}.',
            text,
            reached.name,
          )
        : t('Copied {0}. This computer isn’t on a network now, so no one else can join.', text),
    };
  }
  const text = formatEndpoint({ host: address, port });
  return {
    text,
    told: isLoopback(address)
      ? t('Copied {0}. Only programs on the computer that hosts the room can use it.', text)
      : t('Copied {0}. Others can join the room with it.', text),
  };
}

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
