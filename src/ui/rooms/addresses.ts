import { type AdapterAddress, isVirtual } from '../../net/socket/adapters';
import { formatLabEndpoint } from '../../protocol/lab-endpoint';
import { wireOf } from '../../protocol/room-kinds';
import type { RoomInfo } from '../../room/room';
import { isAllNetworks, isLoopback } from '../../strings/addresses';
import type { Translate } from '../../strings/translate';

/** An address to listen on, as the host prompt offers it. */
export interface ListenChoice {
  readonly address: string;
  /** The adapter's name, or a translated label. */
  readonly label: string;
  readonly reach: 'this-computer' | 'others';
  /** The adapter's name in the operating system; absent for the two fixed choices. */
  readonly adapter?: string;
}

/** Where a room last listened. */
export interface LastListenAddress {
  readonly address: string;
  readonly adapter?: string;
}

/**
 * Lists the addresses that this computer can listen on, the recommended one first: all networks for an
 * invite room; this computer only for a lab room, because a lab room admits everyone.
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
      // Those of VPNs and virtual machines are rarely meant.
      .toSorted((a, b) => Number(isVirtual(a)) - Number(isVirtual(b)))
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
 * The address that means all networks of this computer: `::`, which accepts IPv4 as well, or `0.0.0.0`
 * without IPv6, where opening `::` fails.
 */
export function allNetworks(adapters: readonly AdapterAddress[]): string {
  return adapters.some(({ family }) => family === 'IPv6') ? '::' : '0.0.0.0';
}

/** Sorts the choices: all networks, the adapters in their order, this computer. */
function inviteOrder(choices: readonly ListenChoice[]): readonly ListenChoice[] {
  const rank = ({ address, reach }: ListenChoice) =>
    isAllNetworks(address) ? 0 : reach === 'others' ? 1 : 2;
  return choices.toSorted((a, b) => rank(a) - rank(b));
}

/**
 * Finds the choice that matches the last place; the first choice if none does. A laptop's address changes
 * from network to network, so the same adapter with another address matches as well.
 */
export function lastChoice(
  choices: readonly ListenChoice[],
  last: LastListenAddress,
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

/** The address that others join a lab room with. */
export interface LabAddress {
  /** `host:port`, to put on the clipboard. */
  readonly text: string;
  /** Tells the user who can reach it. */
  readonly message: string;
}

/** Returns the address and port that others join a lab room with. */
export function labAddress(
  { kind, address, port }: RoomInfo,
  adapters: readonly AdapterAddress[],
  t: Translate,
): LabAddress {
  const wire = wireOf(kind);
  if (isAllNetworks(address)) {
    const reached = reachableAdapter(adapters);
    const text = formatLabEndpoint({ host: reached?.address ?? '127.0.0.1', port, wire });
    return {
      text,
      message: reached
        ? t(
            'Copied {0}. The room listens on all networks; others can most likely reach it at this address ({1}).',
            text,
            reached.name,
          )
        : t('Copied {0}. This computer isn’t on a network now, so no one else can join.', text),
    };
  }
  const text = formatLabEndpoint({ host: address, port, wire });
  return {
    text,
    message: isLoopback(address)
      ? t('Copied {0}. Only programs on the computer that hosts the room can use it.', text)
      : t('Copied {0}. Others can join the room with it.', text),
  };
}

const privateIPv4 = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/;

/**
 * Finds the address at which others can most likely reach a room that listens on all networks: preferably
 * a private IPv4 address of a physical adapter. Returns `undefined` if there is no network.
 */
export function reachableAdapter(adapters: readonly AdapterAddress[]): AdapterAddress | undefined {
  return adapters
    .filter((adapter) => !adapter.internal && !adapter.address.startsWith('169.254.'))
    .map((adapter, index) => ({ adapter, index, score: score(adapter) }))
    .sort((a, b) => b.score - a.score || a.index - b.index)[0]?.adapter;
}

function score(adapter: AdapterAddress): number {
  const { address, family } = adapter;
  return (
    (isVirtual(adapter) ? 0 : 4) + (family === 'IPv4' ? 2 : 0) + (privateIPv4.test(address) ? 1 : 0)
  );
}

/**
 * Returns the name of the machine whose ports this extension opens, or `undefined` if it is this one.
 * @param remoteName `vscode.env.remoteName`: `ssh-remote`, `wsl`, or in a browser the server's host
 * @param runsInWorkspace whether the extension runs on the folder's machine instead of the window's
 */
export function remoteMachine(
  remoteName: string | undefined,
  runsInWorkspace: boolean,
): string | undefined {
  if (!remoteName || !runsInWorkspace) return undefined;
  // A browser on the server's own machine isn't remote.
  return /^(localhost|127\.|\[::1\])/.test(remoteName) ? undefined : remoteName;
}
