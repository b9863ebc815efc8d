import type { AdapterAddress } from '../../net/socket/adapters';
import { formatEndpoint } from '../../protocol/endpoint';
import type { RoomInfo } from '../../room/room';
import { isAllNetworks, isLoopback } from '../../strings/places';
import type { Translate } from '../../strings/translate';

/** One place to listen, as the host prompt offers it. */
export interface ListenChoice {
  readonly address: string;
  /** The adapter's name or what stands for it, in words. */
  readonly label: string;
  readonly reach: 'this-computer' | 'others';
  /** The adapter's name in the operating system; absent for the two fixed places. */
  readonly adapter?: string;
}

/** Where a room was opened last. */
export interface LastPlace {
  readonly address: string;
  readonly adapter?: string;
}

/**
 * Every place this computer can listen on, the safest usual one first: for a room by invite all
 * networks, for a lab room, which lets everybody in, this computer only.
 */
export function listenChoices(
  adapters: readonly AdapterAddress[],
  byInvite: boolean,
  t: Translate,
): readonly ListenChoice[] {
  const choices: readonly ListenChoice[] = [
    { address: '127.0.0.1', label: t('This computer only'), reach: 'this-computer' },
    ...adapters
      .filter(({ internal }) => !internal)
      .map(
        ({ name, address }): ListenChoice => ({
          address,
          label: name,
          reach: 'others',
          adapter: name,
        }),
      ),
    { address: allNetworks(adapters), label: t('All networks'), reach: 'others' },
  ];
  return byInvite ? inviteOrder(choices) : choices;
}

/**
 * The address that stands for every network of this computer. Without IPv6 in the system `::` cannot
 * be opened; where it can, it takes IPv4 as well.
 */
export function allNetworks(adapters: readonly AdapterAddress[]): string {
  return adapters.some(({ family }) => family === 'IPv6') ? '::' : '0.0.0.0';
}

/** All networks, the adapters in their order, this computer. */
function inviteOrder(choices: readonly ListenChoice[]): readonly ListenChoice[] {
  const rank = ({ address, reach }: ListenChoice) =>
    isAllNetworks(address) ? 0 : reach === 'others' ? 1 : 2;
  return choices.toSorted((a, b) => rank(a) - rank(b));
}

/**
 * The choice that stands for the last place. A laptop's address changes from network to network,
 * so the same adapter under another address counts; the first one only when nothing does.
 */
export function lastChoice(
  choices: readonly ListenChoice[],
  last: LastPlace,
): ListenChoice | undefined {
  const isIPv6 = last.address.includes(':');
  return (
    choices.find(({ address }) => address === last.address) ??
    choices.find(({ address }) => isAllNetworks(address) && isAllNetworks(last.address)) ??
    choices.find(
      ({ adapter, address }) =>
        adapter !== undefined && adapter === last.adapter && address.includes(':') === isIPv6,
    ) ??
    choices[0]
  );
}

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

/**
 * Name of the other machine on which a port is opened, or `undefined` when it is this one.
 * @param remoteName `vscode.env.remoteName`: `ssh-remote`, `wsl`, or in a browser the server's host
 * @param runsInWorkspace whether the extension runs where the folder is, instead of beside the window
 */
export function remoteMachine(
  remoteName: string | undefined,
  runsInWorkspace: boolean,
): string | undefined {
  if (!remoteName || !runsInWorkspace) return undefined;
  // A browser on the server's own machine is no remote one.
  return /^(localhost|127\.|\[::1\])/.test(remoteName) ? undefined : remoteName;
}
